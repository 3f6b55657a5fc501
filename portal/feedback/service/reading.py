"""What the desk reads: the queue, what it comes to, and one message."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, and_, func, literal, or_, select

from portal.core.crypto import CryptoError, load_keys
from portal.core.references import unspaced
from portal.extensions import db
from portal.feedback.models import (
    APPEAL_WAITING,
    FLAGGED,
    ORDINARY,
    URGENT,
    WAITING,
    Appeal,
    Feedback,
    FeedbackOrigin,
)
from portal.feedback.service import placing

PAGE_SIZE = 25
FIRST_WORDS = 140
NO_FLAG = "none"


@dataclass(frozen=True)
class Filters:
    """What to list. Empty means any; ``role`` is who it was passed on to, ``flag`` is one of FLAGS
    or NO_FLAG.

    With ``roles``, nothing is found but what was passed on to one of them.
    """

    state: str = WAITING
    topic: str = ""
    role: str = ""
    page: str = ""
    flagged: bool | None = None
    urgent: bool | None = None
    overdue: bool = False
    flag: str = ""
    reference: str = ""
    roles: tuple[str, ...] = ()


@dataclass(frozen=True)
class Line:
    """One message in the queue: no name and no address, only its first words."""

    public_id: str
    reference: str
    state: str
    urgent: bool
    flags: tuple[str, ...]
    topic: str
    page: str
    forwarded_to: str
    received_at: datetime
    wants_reply: bool
    may_publish: bool
    answer_by: date | None
    read_by: date | None
    version: int
    first_words: str


@dataclass(frozen=True)
class Details:
    """One message, opened: as whoever answers it needs it."""

    public_id: str
    reference: str
    state: str
    version: int
    message: str
    name: str
    email: str
    wants_reply: bool
    may_publish: bool
    page: str
    urgent: bool
    flags: tuple[str, ...]
    topic: str
    forwarded_to: str
    received_at: datetime
    answer_by: date | None
    first_answered_at: datetime | None
    published_at: datetime | None
    closed_at: datetime | None
    answer: str
    redacted: str
    decision: str
    decision_number: int
    decided_at: datetime | None
    category: str
    reason: str
    email_index: str
    network_index: str


def queue(filters: Filters = Filters(), *, after: str = "", size: int = PAGE_SIZE) -> list[Line]:
    """Messages: urgent ones first, then overdue answers, what looks like a program last, the newest
    first. `after` is the public id of the last one that was seen.
    """
    chosen = select(Feedback).where(*_where(filters))
    rows = placing.in_order(chosen, by_state=bool(filters.state), after=after, size=size)
    load_keys(rows)
    return [_line(row) for row in rows]


def count(filters: Filters = Filters()) -> int:
    """How many messages the filters find."""
    return db.session.scalar(select(func.count(Feedback.id)).where(*_where(filters))) or 0


def waiting(role: str = "") -> tuple[int, datetime | None]:
    """How many messages wait, and since when the oldest does."""
    chosen = _where(Filters(role=role))
    found = db.session.execute(
        select(func.count(Feedback.id), func.min(Feedback.received_at)).where(*chosen)
    ).one()
    return int(found[0]), found[1]


def overdue() -> int:
    """How many people wait for an answer for longer than we said."""
    return count(Filters(state="", overdue=True))


def unanswered() -> int:
    """How many people wait for an answer, in time or not."""
    return db.session.scalar(select(func.count(Feedback.id)).where(_waits_for_answer())) or 0


def find(name: str) -> Details | None:
    """One message by its reference or its public id."""
    row = db.session.scalar(select(Feedback).where(_named(name)))
    return _details(row) if row is not None else None


def locate(name: str) -> tuple[str, str] | None:
    """The public id of a message, and whom it was passed on to, without opening it."""
    row = db.session.execute(
        select(Feedback.public_id, Feedback.forwarded_to).where(_named(name))
    ).first()
    return (row[0], row[1]) if row else None


def next_after(public_id: str, filters: Filters = Filters()) -> str:
    """The reference of the next message in the queue, or of the first; empty without others."""
    chosen = select(Feedback.reference).where(*_where(filters), Feedback.public_id != public_id)
    for after in (public_id, ""):
        found = placing.in_order(chosen, by_state=True, after=after, size=1)
        if found:
            return str(found[0])
    return ""


def by_priority(filters: Filters = Filters()) -> list[int]:
    """How many the filters find that look like a program, are ordinary, and are urgent."""
    everything = replace(filters, urgent=None, flagged=None)
    rows = db.session.execute(
        select(Feedback.priority, func.count())
        .where(*_where(everything))
        .group_by(Feedback.priority)
    )
    found = {int(priority): int(count) for priority, count in rows}
    return [found.get(priority, 0) for priority in (FLAGGED, ORDINARY, URGENT)]


def by_flag(filters: Filters = Filters()) -> Counter[str]:
    """How many the filters find with each flag; one that has several counts for each."""
    same = replace(filters, urgent=None, flagged=None, flag="")
    chosen = (*_where(same), Feedback.priority.in_((FLAGGED, URGENT)), Feedback.flags != "")
    rows = db.session.execute(
        select(Feedback.flags, func.count()).where(*chosen).group_by(Feedback.flags)
    )
    found: Counter[str] = Counter()
    for flags, count in rows:
        found.update(dict.fromkeys(flags.split(), int(count)))
    return found


def who_waits(number: int) -> Select[str]:
    """The public ids of those who wait for an answer by mail, and wrote under an earlier notice
    than this (RULES R23): to a message, or to an appeal about one.
    """
    appealed = select(Appeal.subject).where(
        Appeal.kind == "message", Appeal.state == APPEAL_WAITING
    )
    return select(Feedback.public_id).where(
        Feedback.email_index != "",
        Feedback.notice_version < number,
        or_(_waits_for_answer(), Feedback.public_id.in_(appealed)),
    )


def traces(public_id: str) -> tuple[str, str]:
    """What a block of its author would go by: the address, and for 30 days the network."""
    row = db.session.execute(
        select(Feedback.email_index, FeedbackOrigin.network_index)
        .outerjoin(FeedbackOrigin, FeedbackOrigin.message == Feedback.public_id)
        .where(Feedback.public_id == public_id)
    ).first()
    return (row[0], row[1] or "") if row else ("", "")


def _waits_for_answer() -> ColumnElement[bool]:
    return and_(Feedback.wants_reply.is_(True), Feedback.first_answered_at.is_(None))


def _named(name: str) -> ColumnElement[bool]:
    return or_(Feedback.public_id == name, Feedback.reference == unspaced(name))


def _where(filters: Filters) -> list[ColumnElement[bool]]:
    theirs = [Feedback.forwarded_to.in_(filters.roles)] if filters.roles else []
    if filters.reference:
        # A reference finds a message wherever it is.
        return [Feedback.reference == unspaced(filters.reference), *theirs]
    same = {
        Feedback.state: filters.state,
        Feedback.topic: filters.topic,
        Feedback.forwarded_to: filters.role,
        Feedback.page: filters.page,
    }
    chosen = theirs + [column == value for column, value in same.items() if value]
    if filters.overdue:
        chosen.append(placing.late())
    if filters.flag:
        chosen += _with_flag(filters.flag)
    # An urgent one is urgent first, whatever its flags say.
    if filters.flagged is not None:
        chosen.append((Feedback.priority == FLAGGED) == filters.flagged)
    if filters.urgent is not None:
        chosen.append((Feedback.priority == URGENT) == filters.urgent)
    return chosen


def _with_flag(flag: str) -> list[ColumnElement[bool]]:
    if flag == NO_FLAG:
        return [Feedback.flags == ""]
    # What has a flag is never ordinary: the index leads to the few that may have it.
    among = Feedback.priority.in_((FLAGGED, URGENT))
    return [among, (literal(" ") + Feedback.flags + " ").contains(f" {flag} ")]


def _line(row: Feedback) -> Line:
    return Line(
        public_id=row.public_id,
        reference=row.reference,
        state=row.state,
        urgent=row.urgent,
        flags=tuple(row.flags.split()),
        topic=row.topic,
        page=row.page,
        forwarded_to=row.forwarded_to,
        received_at=row.received_at,
        wants_reply=row.wants_reply,
        may_publish=row.may_publish,
        answer_by=row.answer_by,
        read_by=row.read_by,
        version=row.version,
        first_words=_first_words(row),
    )


def _first_words(row: Feedback) -> str:
    try:
        words = " ".join((row.message or "").split())
    except CryptoError:
        return ""
    return words if len(words) <= FIRST_WORDS else words[:FIRST_WORDS].rsplit(" ", 1)[0] + " …"


def _details(row: Feedback) -> Details:
    same = {
        name: getattr(row, name)
        for name in Details.__dataclass_fields__
        if name not in {"flags", "network_index"}
    }
    for name in ("message", "name", "email", "answer", "redacted", "reason"):
        same[name] = same[name] or ""
    return Details(**same, flags=tuple(row.flags.split()), network_index=traces(row.public_id)[1])
