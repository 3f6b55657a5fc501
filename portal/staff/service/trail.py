"""Reading the audit trail: newest first, filtered, a page at a time.

A page is found by the number of an entry, which is an index: the oldest costs what the newest does.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Select, func, select

from portal.core import panels
from portal.core.clock import LONDON, in_words
from portal.core.references import LENGTH, is_reference, spaced, unspaced
from portal.extensions import db
from portal.records.service import tables
from portal.staff.models import AuditEntry, AuditMark
from portal.staff.service import people, verifying
from portal.staff.service.acting import OPERATOR
from portal.staff.service.audit import ACTIONS, SYSTEM, VISITOR
from portal.staff.service.chain import CUT

PAGE = 100
BATCH = 1000
NEWEST = 1_000
# Who acts without being signed in at the desk.
OTHERS = {
    OPERATOR: "Somebody at the server",
    SYSTEM: "The portal itself",
    VISITOR: "A visitor",
}

# Where the codes in the details of these acts are kept, and so explained.
CODES = {
    "complaint.": ("complaint_events", "detail"),
    "data_requests.answered": ("data_requests", "outcome"),
    "data_requests.extended": ("data_requests", "longer"),
    "records.held": ("legal_holds", "ground"),
    "records.disclosed": ("disclosures", "ground"),
    "records.paper_listed": ("paper_records", "rule"),
    "records.paper_shredded": ("paper_records", "destroyed_at"),
}
# What the day in the details of these acts is; of others it is the day on which it was done.
DAYS = {
    "complaint.received": "which came on",
    "complaint.planned": "by",
    "complaint.extended": "until",
    "complaint.reminded": "last day",
    "complaint.escalated": "last day",
    "records.held": "to be looked at again on",
    "records.hold_kept": "to be looked at again on",
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
    action: str
    who: str
    what: str
    about: str
    detail: str
    # Where they name a member of staff, the name; otherwise as above.
    named: str
    told: str


@dataclass(frozen=True)
class Page:
    """A page of entries, how many there are, and which of them the first one here is."""

    entries: list[Entry]
    total: int
    first: int

    @property
    def last(self) -> int:
        """Which of all the last one here is."""
        return self.first + len(self.entries) - 1

    @property
    def older(self) -> int:
        """Entries before this number come next; 0 when there are none."""
        return self.entries[-1].number if self.last < self.total else 0

    @property
    def newer(self) -> int:
        """Entries after this number came before; 0 when there are none."""
        return self.entries[0].number if self.first > 1 and self.entries else 0


def page(filters: Filters, *, before: int | None = None, after: int | None = None) -> Page:
    """One page of the trail, the newest entries first: those before an entry, those after one, or
    the newest. After 0 are the oldest.
    """
    question = _chosen(filters)
    rows = _rows(question, before, after)
    if after is not None and len(rows) < PAGE:
        rows = _rows(question, None, None)
    total = _count(question)
    newer = _count(question.where(AuditEntry.id > rows[0].id)) if rows else 0
    names = actors()
    return Page([_entry(row, names) for row in rows], total, newer + 1)


def _rows(question: Select[Any], before: int | None, after: int | None) -> list[AuditEntry]:
    if after is not None:
        nearest = question.where(AuditEntry.id > after).order_by(AuditEntry.id).limit(PAGE)
        return list(db.session.scalars(nearest))[::-1]
    if before is not None:
        question = question.where(AuditEntry.id < before)
    return list(db.session.scalars(question.order_by(AuditEntry.id.desc()).limit(PAGE)))


def _count(question: Select[Any]) -> int:
    return (
        db.session.scalar(question.with_only_columns(func.count(), maintain_column_froms=True)) or 0
    )


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


def acts(records: Collection[str], *actions: str) -> list[Entry]:
    """What was done so with these records, the oldest first."""
    question = select(AuditEntry).where(
        AuditEntry.about.in_(records), AuditEntry.action.in_(actions)
    )
    names = actors()
    rows = db.session.scalars(question.order_by(AuditEntry.id))
    return [_entry(row, names) for row in rows]


def actors() -> dict[str, str]:
    """Everybody who may stand in the trail, by what stands there."""
    return {**people.names(), **OTHERS}


def is_cut() -> bool:
    """Whether entries were taken off its old end, since their time was over."""
    return db.session.scalar(select(AuditMark.name).where(AuditMark.name == CUT)) is not None


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
    """The number of the record that is asked for; "" when it is gone and no entry is about it."""
    if not filters.record:
        return ""
    numbers = _numbers(filters.record)
    about = db.session.scalar(
        select(AuditEntry.about).where(AuditEntry.about.in_(numbers)).limit(1)
    )
    return about or tables.number_of(filters.record, tables.with_references())


def may_ask(record: str) -> bool:
    """Whether a record may be asked for in an address: it is shaped like a reference, or stands in
    the trail. Anything else could be a name.
    """
    return not record or is_reference(record) or bool(known(Filters(record=record)))


def asked_by(filters: Filters) -> str:
    """The reference a record was asked for by, as people write it; "" when it was its number."""
    found = known(filters)
    return spaced(unspaced(filters.record)) if found and found != filters.record else ""


def _numbers(record: str) -> set[str]:
    """What a record may be called in the trail: as it is written, and the number of a reference."""
    reference = unspaced(record)
    if len(reference) != LENGTH:
        return {record}
    return {record, reference, *filter(None, [tables.number_of(record, tables.with_references())])}


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), LONDON)


def _entry(row: AuditEntry, names: dict[str, str]) -> Entry:
    return Entry(
        number=row.id,
        at=row.at,
        who=names.get(row.actor, f"Somebody who left ({row.actor})"),
        action=row.action,
        what=ACTIONS.get(row.action, row.action),
        about=row.about,
        detail=row.detail,
        named="" if row.about in OTHERS else names.get(row.about, ""),
        told=_told(row, names),
    )


def _told(row: AuditEntry, names: dict[str, str]) -> str:
    """A detail in words; a day at its end says which day of what was done it is."""
    rest, _, last = row.detail.rpartition(" ")
    try:
        day = in_words(date.fromisoformat(last))
    except ValueError:
        return _meant(row.action, row.detail, names)
    said = f"{DAYS.get(row.action, 'on')} {day}"
    return f"{_meant(row.action, rest, names)}, {said}" if rest else said


def _meant(action: str, detail: str, names: dict[str, str]) -> str:
    """What a code means where it is kept, or whom it names."""
    for act, (table, column) in CODES.items():
        if detail and action.startswith(act):
            known = panels.first("records.words", table, column, detail)
            if known:
                return str(known)
    return " ".join(word if word in OTHERS else names.get(word, word) for word in detail.split(" "))
