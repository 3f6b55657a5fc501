"""Mails of your data, each built when it is sent, or None when it is unwanted by then."""

from email.message import EmailMessage

from portal.core.clock import in_words, today
from portal.core.references import spaced
from portal.core.site import current_settings
from portal.outbox import compose
from portal.register import versions
from portal.your_data import links
from portal.your_data.models import ASKED
from portal.your_data.service import letters
from portal.your_data.service.letters import Letter

WHY_LINK = (
    "You get this email because someone entered your address on our website, "
    "to see what we hold about you. We erase it after 2 days."
)
WHY_ASKED = (
    "You get this email because someone used your address to ask us about their information."
)
WHY_WAITING = "You get this email because you asked us about your information, and we are on it."
WHY_STAFF = "You get this email because this is the data protection officer's address."


def link(public_id: str, _batch: str) -> EmailMessage | None:
    """The link to everything held: the same mail whether that is much or nothing."""
    letter = letters.with_link(public_id)
    if letter is None:
        return None
    return _compose("link", letter.to, WHY_LINK, {"see": links.see(letter.token)})


def received(public_id: str, _batch: str) -> EmailMessage | None:
    """The reference, what happens, and by when."""
    letter = letters.received(public_id)
    return _to_person("received", letter, WHY_ASKED) if letter else None


def for_staff(public_id: str, _batch: str) -> EmailMessage | None:
    """Tell the data protection officer that something came in: never what."""
    return _to_staff("for-staff", letters.for_staff(public_id))


def reminder(public_id: str, _batch: str) -> EmailMessage | None:
    """Remind the data protection officer of an answer that is due, or overdue."""
    return _to_staff("reminder", letters.for_staff(public_id))


def notice_change(public_id: str, batch: str) -> EmailMessage | None:
    """Tell somebody whose request is open that the notice changes (RULES R23)."""
    letter = letters.open_case(public_id)
    number = batch.rpartition(":")[2]
    version = versions().find(int(number)) if number.isdecimal() else None
    if letter is None or version is None:
        return None
    changes = {
        "summary": version.summary,
        "effective": in_words(version.effective),
        "is_ahead": version.effective > today(),
        "changes": links.notice_changes(version.number),
    }
    return _to_person("notice-change", letter, WHY_WAITING, changes)


def _to_person(
    template: str, letter: Letter, why: str, more: dict[str, object] | None = None
) -> EmailMessage:
    return _compose(template, letter.to, why, {**_facts(letter), **(more or {})})


def _to_staff(template: str, letter: Letter | None) -> EmailMessage | None:
    if letter is None:
        return None
    facts = {**_facts(letter), "is_late": letter.is_late}
    return _compose(template, current_settings().dpo_email, WHY_STAFF, facts)


def _compose(template: str, to: str, why: str, facts: dict[str, object]) -> EmailMessage:
    context = {**facts, "your_data": links.your_data(), "why": why, "links": []}
    # A person who answers is the one that is answered.
    headers = {"Reply-To": current_settings().dpo_email}
    return compose(f"your_data/mail/{template}", to, context, headers=headers)


def _facts(letter: Letter) -> dict[str, object]:
    return {
        "reference": spaced(letter.reference),
        "code": letter.reference,
        "what": ASKED.get(letter.kind, ""),
        "asked": in_words(letter.asked_at),
        "due": in_words(letter.answer_by),
    }
