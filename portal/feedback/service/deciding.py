"""What staff decide about a message. Each verb writes one commit, and tells whoever keeps a record.

Whoever decides says which version they saw: when somebody else was faster, they are told, and
nothing changes. Nothing is refused, hidden or redacted without a kind of reason and the reason.
"""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select

from portal.core import claiming
from portal.core.clock import now
from portal.extensions import db
from portal.feedback.models import (
    ANSWERED,
    CATEGORIES,
    CLOSED,
    FLAGGED,
    HIDDEN,
    ORDINARY,
    PUBLISHED,
    REDACTED,
    REFUSED,
    ROLES,
    TAKEN_DOWN,
    TOPICS,
    URGENT,
    WAITING,
    Feedback,
)
from portal.feedback.service import counting
from portal.outbox import may_have_left, post

ANSWERED_MAIL = "feedback.answered"
DECIDED_MAIL = "feedback.decided"
RESTORED_MAIL = "feedback.restored"
# What is done, about which message (its public id), by whom, and a closed word more.
Audit = Callable[[str, str, str, str], None]

# What the staff's trail calls each verb; portal.moderation registers them.
ACTIONS = {
    "feedback.answered": "Answered a message",
    "feedback.published": "Published a message",
    "feedback.hidden": "Hid a message",
    "feedback.redacted": "Took words out of a message",
    "feedback.restored": "Took a decision back",
    "feedback.forwarded": "Passed a message on",
    "feedback.filed": "Filed a message",
    "feedback.marked": "Said whether a message is urgent",
    "feedback.closed": "Closed a message",
    "feedback.reopened": "Opened a message again",
    "appeal.decided": "Decided an appeal",
}
_audits: dict[str, Audit] = {}


class DecideError(ValueError):
    """It cannot be done like that; the message says why."""


class ChangedError(DecideError):
    """Somebody else was faster: what was seen is not what is there."""

    def __init__(self) -> None:
        super().__init__("Somebody else changed this since you opened it. Look again, then decide.")


class UnknownError(DecideError):
    """There is no such message."""

    def __init__(self) -> None:
        super().__init__("There is no such message. It may have been erased.")


def on_decision(audit: Audit) -> None:
    """Tell somebody of each decision, in its transaction: (action, public id, detail, by)."""
    _audits[f"{audit.__module__}.{audit.__qualname__}"] = audit


def tell(action: str, about: str, detail: str, by: str) -> None:
    """Tell whoever keeps a record; the caller commits."""
    for audit in _audits.values():
        audit(action, about, detail, by)


def answer(public_id: str, text: str, *, by: str, seen_version: int) -> None:
    """Give the organisation's answer; mailed when an address was given. Raises DecideError."""
    if not text.strip():
        raise DecideError("Write an answer.")
    row = _claim(public_id, seen_version)
    row.answer = text.strip()
    if row.first_answered_at is None:
        row.first_answered_at = now()
        counting.answered(row, row.first_answered_at)
    if row.state in {WAITING, CLOSED}:
        row.state = ANSWERED
    _write(row, ANSWERED_MAIL)
    _done(row, "feedback.answered", "", by)


def publish(public_id: str, *, by: str, seen_version: int) -> None:
    """Show it on /you-said with the answer. Raises DecideError unless its author allowed it."""
    row = _claim(public_id, seen_version)
    if not row.may_publish:
        raise _undone("Its author did not allow us to publish it.")
    if not row.answer:
        raise _undone("Answer it first: both are published together.")
    row.state = PUBLISHED
    row.published_at = row.published_at or now()
    if row.decision != REDACTED:
        _forget_decision(row)
    _done(row, "feedback.published", "", by)


def hide(public_id: str, *, category: str, reason: str, by: str, seen_version: int) -> None:
    """Refuse to publish it, or take it off the website. Raises DecideError without a reason."""
    _check_reason(category, reason)
    row = _claim(public_id, seen_version)
    _decide(row, TAKEN_DOWN if row.state == PUBLISHED else REFUSED, category, reason)
    row.state = HIDDEN
    _done(row, "feedback.hidden", category, by)


def redact(
    public_id: str, text: str, *, category: str, reason: str, by: str, seen_version: int
) -> None:
    """Say what is published in place of the original, which stays. Raises DecideError."""
    _check_reason(category, reason)
    if not text.strip():
        raise DecideError("Leave some of the words, or hide the message.")
    row = _claim(public_id, seen_version)
    if text.strip() == (row.message or "").strip():
        raise _undone("Nothing is taken out: this is the text as it was written.")
    row.redacted = text.strip()
    _decide(row, REDACTED, category, reason)
    _done(row, "feedback.redacted", category, by)


def restore(public_id: str, *, by: str, seen_version: int, tell_author: bool = True) -> None:
    """Take the last decision back: the text is whole again, and hidden no more.

    Whoever was told of the decision is told of this too; ``tell_author`` is false when another
    mail says it, such as the answer to an appeal.
    """
    row = _claim(public_id, seen_version)
    if not row.decision:
        raise _undone("There is no decision to take back.")
    if row.decision == REDACTED:
        row.redacted = None
    if row.state == HIDDEN:
        row.state = _state_before(row)
    detail = row.decision
    _forget_decision(row)
    if tell_author and row.email_index and may_have_left(DECIDED_MAIL, public_id):
        _write(row, RESTORED_MAIL, detail)
    _done(row, "feedback.restored", detail, by)


def forward(public_id: str, role: str, *, by: str, seen_version: int) -> None:
    """Pass it on to another team, or back with an empty role. Raises DecideError."""
    if role and role not in ROLES:
        raise DecideError("Choose a team.")
    row = _claim(public_id, seen_version)
    row.forwarded_to = role
    _done(row, "feedback.forwarded", role, by)


def file_under(public_id: str, topic: str, *, by: str, seen_version: int) -> None:
    """Say what it is about, for the counts. Raises DecideError."""
    if topic and topic not in TOPICS:
        raise DecideError("Choose a topic.")
    row = _claim(public_id, seen_version)
    counting.filed(row, topic)
    row.topic = topic
    _done(row, "feedback.filed", topic, by)


def mark(public_id: str, *, urgent: bool, by: str, seen_version: int) -> None:
    """Say whether it is urgent, which is its place in the queue. Raises DecideError."""
    row = _claim(public_id, seen_version)
    row.urgent = urgent
    row.priority = URGENT if urgent else FLAGGED if row.flags else ORDINARY
    _done(row, "feedback.marked", "urgent" if urgent else "not urgent", by)


def close(public_id: str, *, by: str, seen_version: int) -> None:
    """Nothing more is to be done. What is published stays published. Raises DecideError."""
    row = _claim(public_id, seen_version)
    if row.wants_reply and not row.first_answered_at:
        raise _undone("Its author asked for an answer: write one first.")
    row.closed_at = row.closed_at or now()
    if row.state in {WAITING, ANSWERED}:
        row.state = CLOSED
    _done(row, "feedback.closed", "", by)


def reopen(public_id: str, *, by: str, seen_version: int) -> None:
    """Put a closed message back where it was: the undo of closing."""
    row = _claim(public_id, seen_version)
    if row.closed_at is None:
        raise _undone("It is open.")
    row.closed_at = None
    if row.state == CLOSED:
        row.state = ANSWERED if row.first_answered_at else WAITING
    _done(row, "feedback.reopened", "", by)


def _claim(public_id: str, seen_version: int) -> Feedback:
    """The message, for us alone until the commit. Raises ChangedError or UnknownError."""
    row = claiming.claim(Feedback, public_id, seen_version)
    if row is None:
        known = select(Feedback.id).where(Feedback.public_id == public_id)
        raise ChangedError if db.session.scalar(known) else UnknownError
    return row


def _undone(words: str) -> DecideError:
    """What to raise when a claimed message cannot be changed like that."""
    db.session.rollback()
    return DecideError(words)


def _check_reason(category: str, reason: str) -> None:
    if category not in CATEGORIES:
        raise DecideError("Choose a kind of reason.")
    if not reason.strip():
        raise DecideError("Write the reason, in words that its author understands.")


def _decide(row: Feedback, decision: str, category: str, reason: str) -> None:
    row.decision, row.category, row.reason = decision, category, reason.strip()
    row.decided_at = now()
    row.decision_number += 1
    _write(row, DECIDED_MAIL)


def _forget_decision(row: Feedback) -> None:
    row.decision, row.category, row.reason, row.decided_at = "", "", None, None


def _state_before(row: Feedback) -> str:
    if row.published_at:
        return PUBLISHED
    return ANSWERED if row.first_answered_at else WAITING


def _write(row: Feedback, kind: str, word: str = "") -> None:
    """Ask for a mail to its author, if there is an address; that is a contact.

    ``word`` is a closed one that the mail needs and the message does not hold any more.
    """
    row.last_contact_at = _contact(row.last_contact_at)
    if row.email_index:
        # Once for each version: a retry of the same step sends nothing more.
        post(kind, row.public_id, batch=f"{row.version}:{word}" if word else str(row.version))


def _contact(before: datetime) -> datetime:
    return max(before, now())


def _done(row: Feedback, action: str, detail: str, by: str) -> None:
    tell(action, row.public_id, detail, by)
    db.session.commit()
