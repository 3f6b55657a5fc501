"""Appeals: against a decision on a message or against a block. One for each decision, in time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from portal.core import claiming, panels
from portal.core.clock import now, one_month_after, today
from portal.core.columns import new_public_id
from portal.core.crypto import forget
from portal.core.panels import Subject
from portal.core.references import spaced
from portal.extensions import db
from portal.feedback.models import (
    APPEAL_KEPT,
    APPEAL_UPHELD,
    APPEAL_WAITING,
    CATEGORIES,
    DECISIONS,
    Appeal,
    Feedback,
)
from portal.feedback.service.deciding import ChangedError, DecideError, UnknownError, tell
from portal.outbox import post
from portal.register import versions

MESSAGE, BLOCK = "message", "block"
APPEALED_MAIL = "feedback.appealed"
OUTCOME_MAIL = "feedback.appeal_decided"


@dataclass(frozen=True)
class Opened:
    """One appeal, opened."""

    public_id: str
    kind: str
    subject: str
    number: int
    state: str
    words: str
    outcome: str
    received_at: datetime
    due_on: date
    decided_at: datetime | None
    version: int


def subject_of(kind: str, public_id: str) -> Subject | None:
    """The decision that stands now; None when there is none, or it was taken back."""
    if kind != MESSAGE:
        found: Subject | None = panels.first("appeals.subject", kind, public_id)
        return found
    row = _message(public_id)
    if row is None or not row.decision or row.decided_at is None:
        return None
    return Subject(
        kind=MESSAGE,
        public_id=public_id,
        number=row.decision_number,
        what=DECISIONS[row.decision],
        decided_at=row.decided_at,
        rule=CATEGORIES.get(row.category, ""),
        reason=row.reason or "",
        reference=spaced(row.reference),
    )


def take(subject: Subject, words: str) -> None:
    """Keep an appeal, with a mail if there is an address. The second one changes nothing."""
    if find_for(subject) is not None:
        return
    public_id, moment = new_public_id(), now()
    db.session.add(
        Appeal(
            public_id=public_id,
            kind=subject.kind,
            subject=subject.public_id,
            number=subject.number,
            words=words,
            received_at=moment,
            due_on=one_month_after(today()),
            last_contact_at=moment,
            notice_version=versions().in_force(today()).number,
        )
    )
    row = _message(subject.public_id) if subject.kind == MESSAGE else None
    if row is not None:
        row.last_contact_at = max(row.last_contact_at, moment)
        if row.email_index:
            post(APPEALED_MAIL, public_id)
    try:
        db.session.commit()
    except IntegrityError:
        # Sent twice at once: the other one was faster.
        db.session.rollback()
        forget([public_id])


def find_for(subject: Subject) -> Opened | None:
    """The appeal against this decision, if there is one."""
    chosen = select(Appeal).where(
        Appeal.subject == subject.public_id, Appeal.number == subject.number
    )
    row = db.session.scalar(chosen)
    return _opened(row) if row is not None else None


def find(public_id: str) -> Opened | None:
    """One appeal."""
    row = _appeal(public_id)
    return _opened(row) if row is not None else None


def about(subject: str) -> list[Opened]:
    """Every appeal about one message or block, the newest first."""
    chosen = select(Appeal).where(Appeal.subject == subject).order_by(Appeal.received_at.desc())
    return _all(db.session.scalars(chosen).all())


def waiting() -> list[Opened]:
    """Every appeal without an answer, the most urgent first."""
    chosen = select(Appeal).where(Appeal.state == APPEAL_WAITING).order_by(Appeal.due_on, Appeal.id)
    return _all(db.session.scalars(chosen).all())


def count_waiting() -> tuple[int, datetime | None]:
    """How many appeals wait, and since when the oldest does."""
    waits = select(func.count(Appeal.id), func.min(Appeal.received_at))
    found = db.session.execute(waits.where(Appeal.state == APPEAL_WAITING)).one()
    return int(found[0]), found[1]


def decide(public_id: str, *, changed: bool, words: str, by: str, seen_version: int) -> None:
    """Answer an appeal, with the reasons. Changing the decision itself is a step of its own.

    Raises DecideError.
    """
    if not words.strip():
        raise DecideError("Write what you found, in words that its author understands.")
    row = _claim(public_id, seen_version)
    row.outcome = words.strip()
    row.state = APPEAL_UPHELD if changed else APPEAL_KEPT
    row.decided_at = row.last_contact_at = now()
    message = _message(row.subject) if row.kind == MESSAGE else None
    if message is not None:
        message.last_contact_at = max(message.last_contact_at, row.decided_at)
        if message.email_index:
            post(OUTCOME_MAIL, public_id, batch=str(row.version))
    tell("appeal.decided", public_id, row.state, by)
    db.session.commit()


def _claim(public_id: str, seen_version: int) -> Appeal:
    row = claiming.claim(Appeal, public_id, seen_version, Appeal.state == APPEAL_WAITING)
    if row is None:
        raise ChangedError if _appeal(public_id) else UnknownError
    return row


def _appeal(public_id: str) -> Appeal | None:
    return db.session.scalar(select(Appeal).where(Appeal.public_id == public_id))


def _message(public_id: str) -> Feedback | None:
    return db.session.scalar(select(Feedback).where(Feedback.public_id == public_id))


def _all(rows: Sequence[Appeal]) -> list[Opened]:
    return [_opened(row) for row in rows]


def _opened(row: Appeal) -> Opened:
    same = {name: getattr(row, name) for name in Opened.__dataclass_fields__}
    return Opened(**{**same, "outcome": same["outcome"] or ""})
