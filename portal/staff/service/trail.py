"""Reading the audit trail: newest first, filtered, a page at a time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Select, func, select

from portal.core import panels
from portal.core.clock import LONDON
from portal.core.references import LENGTH, spaced, unspaced
from portal.extensions import db
from portal.staff.models import AuditEntry
from portal.staff.service import people, verifying
from portal.staff.service.acting import OPERATOR
from portal.staff.service.audit import ACTIONS, SYSTEM, VISITOR

PAGE = 50
BATCH = 1000
NEWEST = 1_000
# Who acts without being signed in at the desk.
OTHERS = {
    OPERATOR: "Somebody at the server",
    SYSTEM: "The portal itself",
    VISITOR: "A visitor",
}


@dataclass(frozen=True)
class Filters:
    """Which entries: "" and no day mean all. A record is named by its number or its reference."""

    action: str = ""
    actor: str = ""
    record: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Entry:
    """One entry, in words."""

    number: int
    at: datetime
    who: str
    what: str
    about: str
    detail: str


@dataclass(frozen=True)
class Page:
    """A page of entries, and how many there are."""

    entries: list[Entry]
    total: int
    number: int

    @property
    def pages(self) -> int:
        """How many pages there are: one at least."""
        return max(1, -(-self.total // PAGE))


def page(filters: Filters, number: int) -> Page:
    """One page of the trail, the newest entries first."""
    question = _chosen(filters)
    total = db.session.scalar(select(func.count()).select_from(question.subquery())) or 0
    number = min(max(1, number), max(1, -(-total // PAGE)))
    newest = question.order_by(AuditEntry.id.desc()).limit(PAGE).offset((number - 1) * PAGE)
    names = actors()
    return Page([_entry(row, names) for row in db.session.scalars(newest)], total, number)


def every(filters: Filters) -> Iterator[Entry]:
    """Every entry, the oldest first, a batch at a time: for a file."""
    names, after = actors(), 0
    while True:
        more = _chosen(filters).where(AuditEntry.id > after).order_by(AuditEntry.id).limit(BATCH)
        rows = db.session.scalars(more).all()
        yield from (_entry(row, names) for row in rows)
        if len(rows) < BATCH:
            return
        after = rows[-1].id


def actors() -> dict[str, str]:
    """Everybody who may stand in the trail, by what stands there."""
    return {**people.names(), **OTHERS}


def state() -> str:
    """What is wrong with the newest entries; nothing when they are as they were written."""
    return verifying.verify(newest=NEWEST).problem


def _chosen(filters: Filters) -> Select[Any]:
    question = select(AuditEntry)
    if filters.action:
        question = question.where(AuditEntry.action == filters.action)
    if filters.actor:
        question = question.where(AuditEntry.actor == filters.actor)
    if filters.record:
        question = question.where(AuditEntry.about.in_(_numbers(filters.record)))
    if filters.since:
        question = question.where(AuditEntry.at >= _midnight(filters.since))
    if filters.until:
        question = question.where(AuditEntry.at < _midnight(filters.until + timedelta(days=1)))
    return question


def known(filters: Filters) -> str:
    """The record that is asked for, as it stands in the trail; "" when nothing is about it."""
    if not filters.record:
        return ""
    numbers = _numbers(filters.record)
    about = db.session.scalar(
        select(AuditEntry.about).where(AuditEntry.about.in_(numbers)).limit(1)
    )
    return about or ""


def asked_by(filters: Filters) -> str:
    """The reference a record was asked for by, as people write it; "" when it was its number."""
    found = known(filters)
    return spaced(unspaced(filters.record)) if found and found != filters.record else ""


def _numbers(record: str) -> set[str]:
    """What a record may be called in the trail: as it is written, and the number of a reference."""
    reference = unspaced(record)
    if len(reference) != LENGTH:
        return {record}
    return {record, reference, *panels.gather("audit.numbers", reference)}


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), LONDON)


def _entry(row: AuditEntry, names: dict[str, str]) -> Entry:
    return Entry(
        number=row.id,
        at=row.at,
        who=names.get(row.actor, f"Somebody who left ({row.actor})"),
        what=ACTIONS.get(row.action, row.action),
        about=row.about,
        detail=row.detail,
    )
