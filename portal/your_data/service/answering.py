"""Answering in time: what waits, what is due, and what was answered how."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Select, func, select

from portal.core.clock import LONDON, months_after, now, today
from portal.core.references import unspaced
from portal.extensions import db
from portal.outbox import NOW, post_many
from portal.staff.service import audit
from portal.your_data.models import OUTCOMES, DataRequest

REMINDER_MAIL = "your_data.reminder"
WARN = timedelta(days=7)
SOON, OVERDUE = "soon", "overdue"
EXTENDED = "-extended"
EXTENDED_ACT = "data_requests.extended"
# UK GDPR Article 12(3): two months more, told within the first.
LONGEST_MONTHS = 3
# The two reasons that the same article knows.
LONGER = {
    "complex": "The request is a difficult one",
    "many": "The same person sent many requests",
}
SHOWN = 50


class AnswerError(ValueError):
    """A request cannot be answered or extended like that; the message says why."""


@dataclass(frozen=True)
class Waiting:
    """One request on the list for staff: nothing about the person is in it."""

    reference: str
    kind: str
    asked_on: date
    answer_by: date
    days_left: int


@dataclass(frozen=True)
class Answered:
    """One request that was answered: nothing about the person is in it either."""

    reference: str
    kind: str
    answered_at: datetime
    outcome: str


@dataclass(frozen=True)
class Details:
    """One request as the person who answers it needs it."""

    public_id: str
    reference: str
    kind: str
    asked_at: datetime
    answer_by: date
    extended: bool
    answered_at: datetime | None
    outcome: str
    way: str
    email: str
    name: str
    message: str


def waiting() -> list[Waiting]:
    """Every request without an answer, the most urgent first."""
    return [_waiting(request) for request in db.session.scalars(_open().order_by(_answer_by()))]


def answered() -> list[Answered]:
    """The requests that were answered last."""
    done = select(DataRequest).where(DataRequest.answered_at.is_not(None))
    newest = db.session.scalars(done.order_by(DataRequest.answered_at.desc()).limit(SHOWN))
    return [
        Answered(row.reference, row.kind, row.answered_at, row.outcome)
        for row in newest
        if row.answered_at
    ]


def count_waiting() -> tuple[int, datetime | None]:
    """How many wait, and since when the oldest does."""
    asked = _open().with_only_columns(func.count(), func.min(DataRequest.asked_at))
    count, oldest = db.session.execute(asked).one()
    return count, oldest


def details(reference: str) -> Details:
    """One request, opened, which the audit trail notes first. Raises AnswerError for none."""
    audit.view("data_requests.viewed", _find(reference).public_id)
    request = _find(reference)
    return Details(
        public_id=request.public_id,
        reference=request.reference,
        kind=request.kind,
        asked_at=request.asked_at,
        answer_by=request.answer_by,
        extended=request.extended_to is not None,
        answered_at=request.answered_at,
        outcome=request.outcome,
        way=request.way,
        email=request.email or "",
        name=request.name or "",
        message=request.message or "",
    )


def answer(reference: str, outcome: str) -> None:
    """Note that a request was answered, and how. Raises AnswerError."""
    request = _find(reference)
    if outcome not in OUTCOMES:
        raise AnswerError(f"There is no outcome {outcome!r}. Use one of: {', '.join(OUTCOMES)}.")
    if request.answered_at:
        raise AnswerError("It was answered already.")
    request.answered_at = now()
    request.outcome = outcome
    audit.write("data_requests.answered", request.public_id, outcome)
    db.session.commit()


def extend(reference: str, reason: str = "complex") -> date:
    """Take up to two months more, while the first month lasts; returns the new last day.

    Raises AnswerError. UK GDPR Article 12(3): the person is told within the first month.
    """
    request = _find(reference)
    if reason not in LONGER:
        raise AnswerError("Choose why it takes longer.")
    if request.answered_at:
        raise AnswerError("It was answered already.")
    if request.extended_to:
        raise AnswerError("It was extended already, and the law allows that once.")
    if request.due_on < today():
        raise AnswerError("The first month is over: it is too late to extend it.")
    until = months_after(_asked_on(request), LONGEST_MONTHS)
    request.extended_to = until
    audit.write(EXTENDED_ACT, request.public_id, reason)
    db.session.commit()
    return until


def remind() -> int:
    """Remind our own staff a week before a request is due, and when it is overdue."""
    near = _open().where(_answer_by() <= today() + WARN)
    sent = 0
    for request in db.session.scalars(near).all():
        late = request.answer_by < today()
        batch = (OVERDUE if late else SOON) + (EXTENDED if request.extended_to else "")
        this = select(DataRequest.public_id).where(DataRequest.id == request.id)
        sent += post_many(REMINDER_MAIL, this, batch=batch, lane=NOW)
    db.session.commit()
    return sent


def overdue() -> int:
    """How many requests were not answered in time."""
    late = _open().where(_answer_by() < today()).subquery()
    return db.session.scalar(select(func.count()).select_from(late)) or 0


def still_open(number: int) -> Select[str]:
    """The public ids of requests that wait, made under an earlier notice than this (RULES R23)."""
    earlier = _open().where(DataRequest.notice_version < number)
    return earlier.with_only_columns(DataRequest.public_id)


def _answer_by() -> ColumnElement[date]:
    return func.coalesce(DataRequest.extended_to, DataRequest.due_on)


def _open() -> Select[DataRequest]:
    return select(DataRequest).where(DataRequest.answered_at.is_(None))


def _find(reference: str) -> DataRequest:
    written = unspaced(reference)
    found = db.session.scalar(select(DataRequest).where(DataRequest.reference == written))
    if found is None:
        raise AnswerError("There is no request with this reference.")
    return found


def _asked_on(request: DataRequest) -> date:
    return request.asked_at.astimezone(LONDON).date()


def _waiting(request: DataRequest) -> Waiting:
    return Waiting(
        reference=request.reference,
        kind=request.kind,
        asked_on=_asked_on(request),
        answer_by=request.answer_by,
        days_left=(request.answer_by - today()).days,
    )
