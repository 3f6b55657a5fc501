"""What the worker may write to an author at this moment; None when it is unwanted by now.

Nothing that the author wrote is in it: an address is not proved to be theirs (TRUST B7).
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from portal.core import ratelimit, tokens
from portal.core.crypto import CryptoError
from portal.core.forms import capped_mailbox
from portal.core.ratelimit import Limit
from portal.extensions import db
from portal.feedback.models import (
    APPEAL_UPHELD,
    APPEAL_WAITING,
    CATEGORIES,
    DECISIONS,
    PUBLISHED,
    Appeal,
    Feedback,
)
from portal.feedback.service import reading
from portal.feedback.service.appeals import BLOCK, MESSAGE

# TRUST B8: counted by mailbox, across every worker and restart.
MAILBOX_LIMITS = (Limit(2, timedelta(minutes=10)), Limit(5, timedelta(hours=24)))
# What a link to an appeal is signed for. It has no end.
APPEAL = "feedback.appeal"
PURPOSES = {MESSAGE: APPEAL, BLOCK: "block.appeal"}


@dataclass(frozen=True)
class Letter:
    """One mail about a message."""

    to: str
    reference: str
    received_at: datetime
    wants_reply: bool
    may_publish: bool
    urgent: bool
    answer_by: date | None


@dataclass(frozen=True)
class Answer(Letter):
    """Our answer, paragraph by paragraph."""

    answer: tuple[str, ...]
    is_published: bool


@dataclass(frozen=True)
class Decision(Letter):
    """What we decided, why, and the token for an appeal."""

    what: str
    rule: str
    reason: tuple[str, ...]
    decided_at: datetime
    token: str


@dataclass(frozen=True)
class Restored(Letter):
    """What we had decided and took back, and where the message stands now."""

    what: str
    is_published: bool
    is_redacted: bool


@dataclass(frozen=True)
class AppealLetter(Letter):
    """What happens to an appeal, or what came of it."""

    due_on: date
    is_changed: bool
    is_published: bool
    is_redacted: bool
    outcome: tuple[str, ...]


def received(public_id: str) -> Letter | None:
    """Say that a message came, and what happens next; our answer says so by itself."""
    row = _message(public_id)
    to = _email(row)
    if row is None or not to or row.first_answered_at:
        return None
    if not row.counted and ratelimit.take("feedback.mail", capped_mailbox(to), MAILBOX_LIMITS):
        return None
    # A mail that is tried again is counted once.
    row.counted = True
    letter = Letter(**_facts(row, to))
    db.session.commit()
    return letter


def answered(public_id: str) -> Answer | None:
    """Our answer, as it stands when the mail is sent."""
    row = _message(public_id)
    to = _email(row)
    if row is None or not to or not row.answer:
        return None
    is_published = row.state == PUBLISHED
    return Answer(**_facts(row, to), answer=paragraphs(row.answer), is_published=is_published)


def decided(public_id: str) -> Decision | None:
    """A decision that stands, with its reason."""
    row = _message(public_id)
    to = _email(row)
    if row is None or not to or not row.decision or row.decided_at is None:
        return None
    return Decision(
        **_facts(row, to),
        what=DECISIONS[row.decision],
        rule=CATEGORIES.get(row.category, ""),
        reason=paragraphs(row.reason or ""),
        decided_at=row.decided_at,
        token=tokens.sign(APPEAL, row.public_id),
    )


def restored(public_id: str, batch: str) -> Restored | None:
    """A decision that we took back; none when another one stands by now."""
    row = _message(public_id)
    to = _email(row)
    what = DECISIONS.get(batch.rpartition(":")[2], "")
    if row is None or not to or row.decision or not what:
        return None
    return Restored(
        **_facts(row, to),
        what=what,
        is_published=row.state == PUBLISHED,
        is_redacted=bool(row.redacted_sealed),
    )


def still_waits(public_id: str, number: int) -> Letter | None:
    """Somebody who waits for an answer, to tell them of a version of the notice."""
    row = _message(public_id)
    to = _email(row)
    if row is None or not to:
        return None
    waits = db.session.scalar(reading.who_waits(number).where(Feedback.public_id == public_id))
    return Letter(**_facts(row, to)) if waits else None


def appealed(public_id: str) -> AppealLetter | None:
    """Say that an appeal came, and by when it is answered."""
    letter = _about_appeal(public_id)
    return letter if letter is not None and not letter.outcome else None


def appeal_decided(public_id: str) -> AppealLetter | None:
    """What came of an appeal."""
    letter = _about_appeal(public_id)
    return letter if letter is not None and letter.outcome else None


def paragraphs(text: str) -> tuple[str, ...]:
    """The paragraphs of a text, each in one line: what separates them is a line break."""
    return tuple(" ".join(line.split()) for line in text.splitlines() if line.strip())


def read_token(token: str) -> tuple[str, str]:
    """What a link to an appeal is about: kind and public id, both empty when it is not ours."""
    for kind, purpose in PURPOSES.items():
        subject = tokens.read(purpose, token)
        if subject:
            return kind, subject
    return "", ""


def _about_appeal(public_id: str) -> AppealLetter | None:
    appeal = db.session.scalar(select(Appeal).where(Appeal.public_id == public_id))
    row = _message(appeal.subject) if appeal and appeal.kind == MESSAGE else None
    to = _email(row)
    if appeal is None or row is None or not to:
        return None
    outcome = "" if appeal.state == APPEAL_WAITING else appeal.outcome or ""
    return AppealLetter(
        **_facts(row, to),
        due_on=appeal.due_on,
        is_changed=appeal.state == APPEAL_UPHELD,
        is_published=row.state == PUBLISHED,
        is_redacted=bool(row.redacted_sealed),
        outcome=paragraphs(outcome),
    )


def _facts(row: Feedback, to: str) -> dict[str, Any]:
    return {
        "to": to,
        "reference": row.reference,
        "received_at": row.received_at,
        "wants_reply": row.wants_reply,
        "may_publish": row.may_publish,
        "urgent": row.urgent,
        "answer_by": row.answer_by,
    }


def _message(public_id: str) -> Feedback | None:
    return db.session.scalar(select(Feedback).where(Feedback.public_id == public_id))


def _email(row: Feedback | None) -> str:
    try:
        return (row.email or "") if row else ""
    except CryptoError:
        return ""
