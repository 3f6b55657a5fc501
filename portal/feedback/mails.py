"""Mails to people who sent feedback, each built when it is sent, or None when unwanted by then."""

from email.message import EmailMessage

from portal.core.clock import in_words, today
from portal.core.references import spaced
from portal.core.site import current_settings
from portal.feedback import links
from portal.feedback.service import letters
from portal.feedback.service.letters import Letter
from portal.outbox import compose
from portal.register import versions

WHY = (
    "You get this email because someone entered your address with feedback on our website. "
    "We use it for this feedback only."
)


def received(public_id: str, _batch: str) -> EmailMessage | None:
    """The reference, what happens, and by when: nothing of what was written."""
    letter = letters.received(public_id)
    return _compose("received", letter) if letter else None


def answered(public_id: str, _batch: str) -> EmailMessage | None:
    """Our answer."""
    letter = letters.answered(public_id)
    if letter is None:
        return None
    return _compose("answered", letter, answer=letter.answer, is_published=letter.is_published)


def decided(public_id: str, _batch: str) -> EmailMessage | None:
    """What we decided, the rule and the reason, and how to appeal."""
    letter = letters.decided(public_id)
    if letter is None:
        return None
    return _compose(
        "decided",
        letter,
        what=letter.what,
        rule=letter.rule,
        reason=letter.reason,
        decided=in_words(letter.decided_at),
        appeal=links.appeal(letter.token),
    )


def restored(public_id: str, batch: str) -> EmailMessage | None:
    """That a decision they were told of is taken back, and where their message stands now."""
    letter = letters.restored(public_id, batch)
    if letter is None:
        return None
    stands = {"is_published": letter.is_published, "is_redacted": letter.is_redacted}
    return _compose("restored", letter, what=letter.what, **stands)


def notice_change(public_id: str, batch: str) -> EmailMessage | None:
    """Tell somebody who waits for our answer that the notice changes (RULES R23)."""
    number = batch.rpartition(":")[2]
    version = versions().find(int(number)) if number.isdecimal() else None
    letter = letters.still_waits(public_id, version.number) if version else None
    if letter is None or version is None:
        return None
    return _compose(
        "notice-change",
        letter,
        summary=version.summary,
        effective=in_words(version.effective),
        is_ahead=version.effective > today(),
        changes=links.notice_changes(version.number),
    )


def appealed(public_id: str, _batch: str) -> EmailMessage | None:
    """That an appeal came, and by when it is answered."""
    letter = letters.appealed(public_id)
    return _compose("appealed", letter, due=in_words(letter.due_on)) if letter else None


def appeal_decided(public_id: str, _batch: str) -> EmailMessage | None:
    """What came of an appeal."""
    letter = letters.appeal_decided(public_id)
    if letter is None:
        return None
    return _compose(
        "appeal-decided",
        letter,
        is_changed=letter.is_changed,
        is_published=letter.is_published,
        is_redacted=letter.is_redacted,
        outcome=letter.outcome,
    )


def _compose(template: str, letter: Letter, **more: object) -> EmailMessage:
    context = {
        "reference": spaced(letter.reference),
        "received": in_words(letter.received_at),
        "wants_reply": letter.wants_reply,
        "may_publish": letter.may_publish,
        "urgent": letter.urgent,
        "answer_by": in_words(letter.answer_by) if letter.answer_by else "",
        "you_said": links.you_said(),
        "urgent_help": links.urgent_help(),
        "complaints": links.complaints(),
        "why": WHY,
        "links": [],
        **more,
    }
    # A person who answers is the one that is answered.
    headers = {"Reply-To": current_settings().contact_email}
    return compose(f"feedback/mail/{template}", letter.to, context, headers=headers)
