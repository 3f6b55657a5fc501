"""Mails of complaints, each built when it is sent, or None when it is unwanted by then.

No subject says what it is about: a mailbox may be shared, and a locked phone shows it.
"""

from email.message import EmailMessage

from portal.complaints import links
from portal.complaints.service import mailing, pairs
from portal.complaints.service.losing import MAILBOX
from portal.complaints.service.mailing import Letter, Reminder
from portal.complaints.service.showing import showing
from portal.core.clock import in_words, today
from portal.core.references import spaced
from portal.core.site import current_settings
from portal.outbox import compose
from portal.register import versions

WHY = (
    "You get this email because someone gave us your address with this reference. "
    "We use it for this only."
)
WHY_LOST = "You get this email because someone entered your address on our website."
WHY_STAFF = (
    "You get this email because you look into complaints at the desk of our website, or because "
    "you are an admin there."
)


def received(public_id: str, _batch: str) -> EmailMessage | None:
    """At once: the reference, what opens the case, and what happens by when."""
    return _to_person("received", mailing.received(public_id))


def news(public_id: str, _batch: str) -> EmailMessage | None:
    """There is something new: never what."""
    return _to_person("news", mailing.news(public_id))


def code(public_id: str, batch: str) -> EmailMessage | None:
    """What opens the case, or the cases, again."""
    found = mailing.codes_again(public_id, batch)
    if not found:
        return None
    context: dict[str, object] = {"cases": [_facts(letter) for letter in found]}
    asked = batch.startswith(MAILBOX)
    return _compose("code", found[0].to, WHY_LOST if asked else WHY, context)


def notice_change(public_id: str, batch: str) -> EmailMessage | None:
    """Tell somebody whose case is open that the privacy notice changes (RULES R23)."""
    number = batch.rpartition(":")[2]
    version = versions().find(int(number)) if number.isdecimal() else None
    if version is None:
        return None
    changes = {
        "summary": version.summary,
        "effective": in_words(version.effective),
        "is_ahead": version.effective > today(),
        "changes": links.notice_changes(version.number),
    }
    return _to_person("notice-change", mailing.notice_change(public_id, version.number), changes)


def reminder(public_id: str, batch: str) -> EmailMessage | None:
    """Remind a member of staff of a day that is near: a reference and a date alone."""
    return _to_staff("reminder", public_id, batch)


def escalated(public_id: str, batch: str) -> EmailMessage | None:
    """Tell staff that a day is over, or is today."""
    return _to_staff("escalated", public_id, batch)


def urgent(public_id: str, batch: str) -> EmailMessage | None:
    """Ask a member of staff to read a case now."""
    found = mailing.urgent(public_id, batch.rpartition(":")[2])
    if found is None:
        return None
    to, reference = found
    facts: dict[str, object] = {"reference": spaced(reference), "desk": links.desk(public_id)}
    return _compose("urgent", to, WHY_STAFF, facts)


def day(person: str, _batch: str) -> EmailMessage | None:
    """Tell a member of staff what waits for them: references alone."""
    found = mailing.day(person)
    if found is None:
        return None
    to, waits = found
    facts: dict[str, object] = {
        "new": [spaced(each) for each in waits.new],
        "messages": [spaced(each) for each in waits.messages],
        "desk": links.desk_list(),
    }
    return _compose("day", to, WHY_STAFF, facts)


def _to_person(
    template: str, letter: Letter | None, more: dict[str, object] | None = None
) -> EmailMessage | None:
    if letter is None:
        return None
    return _compose(template, letter.to, WHY, {**_facts(letter), **(more or {})})


def _to_staff(template: str, public_id: str, batch: str) -> EmailMessage | None:
    # As portal.complaints.service.reminding writes it: the clock, the day, and who.
    clock, _, rest = batch.partition(":")
    found = mailing.reminder(public_id, clock, rest.rpartition(":")[2])
    return _compose(template, found.to, WHY_STAFF, _duty(found)) if found else None


def _duty(reminder: Reminder) -> dict[str, object]:
    return {
        "reference": spaced(reminder.reference),
        "task": reminder.task,
        "due": in_words(reminder.due),
        "is_late": reminder.is_late,
        "by_law": reminder.by_law,
        "is_answer": reminder.is_answer,
        "desk": links.desk(reminder.public_id),
    }


def _facts(letter: Letter) -> dict[str, object]:
    return {
        "reference": spaced(letter.reference),
        "code": pairs.shown(letter.secret),
        "case": links.case(letter.reference, letter.secret),
        "kind": letter.kind,
        "consent_awaited": letter.consent_awaited,
        "showing": showing(letter.relation),
        "consent_form": links.consent_form(),
        "received": in_words(letter.received_on),
        "acknowledge_by": in_words(letter.acknowledge_by),
        "answer_by": in_words(letter.answer_by),
    }


def _compose(template: str, to: str, why: str, facts: dict[str, object]) -> EmailMessage:
    context = {
        **facts,
        "open_case": links.open_case(),
        "complaints": links.complaints(),
        "urgent_help": links.urgent_help(),
        "why": why,
        "links": [],
    }
    # A person who answers is the one that is answered.
    headers = {"Reply-To": current_settings().contact_email}
    return compose(f"complaints/mail/{template}", to, context, headers=headers)
