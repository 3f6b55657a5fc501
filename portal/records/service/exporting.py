"""Everything held about a person, walked by the register: nothing has to be remembered here."""

from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from portal.core import panels
from portal.core.clock import LONDON, in_words, now, time_in_words
from portal.core.crypto import ForgottenError, HasRecordKey
from portal.core.references import spaced
from portal.extensions import db
from portal.records.service import paper, tables
from portal.records.service.paper import PaperItem
from portal.records.service.words import rules_for
from portal.register import Column, personal_data, purposes
from portal.register import Table as Entry

SEALED = "_sealed"
YES, NO = "Yes", "No"
# What opens something is said to be there, and never sent to a mailbox.
WITHHELD = "Held, and never shown"


@dataclass(frozen=True)
class Item:
    """One fact: what it is called, and what it says. ``value`` is for people, ``raw`` for tools."""

    column: str
    label: str
    value: str
    raw: str
    correctable: bool


@dataclass(frozen=True)
class Row:
    """One record."""

    record: str
    items: list[Item]


@dataclass(frozen=True)
class Section:
    """One table: why it is held, which law allows it, how long, and what it says."""

    table: str
    title: str
    why: str
    purpose: str
    basis: str
    kept: str
    rows: list[Row]


@dataclass
class Held:
    """Everything held about one person."""

    sections: list[Section] = field(default_factory=list)
    paper: list[PaperItem] = field(default_factory=list)
    made_at: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing at all."""
        return not (self.sections or self.paper)

    def as_dict(self) -> dict[str, Any]:
        """For a file that another service can read."""
        return asdict(self)


def export(email: str) -> Held:
    """What is held about the owner of an address. Raises ValueError when it is no address."""
    found = tables.rows_of(email)
    listed = [entry for entry in personal_data().tables if entry.name in found]
    return Held(
        sections=[_section(entry, found[entry.name]) for entry in listed],
        paper=paper.of(email),
        made_at=now().isoformat(timespec="seconds"),
    )


def _section(entry: Entry, rows: list[Any]) -> Section:
    purpose = purposes().find(entry.purpose)
    words = dict.fromkeys(rule.words for row in rows for rule in rules_for(entry, row))
    return Section(
        table=entry.name,
        title=entry.title,
        why=entry.why,
        purpose=purpose.title if purpose else "",
        basis=f"{purpose.basis}: {purpose.law}" if purpose else "",
        kept="; ".join(words),
        rows=[_row(entry, row) for row in rows],
    )


def _row(entry: Entry, row: Any) -> Row:
    items = [_item(entry, column, row) for column in entry.columns]
    record = row.public_id if isinstance(row, HasRecordKey) else ""
    return Row(record, [item for item in items if item is not None])


def _item(entry: Entry, column: Column, row: Any) -> Item | None:
    value = _plain(column, row)
    if value and column.withheld:
        value = WITHHELD
    if value is None or value == "":
        return None if not column.correctable else Item(column.name, column.label, "", "", True)
    words = panels.first("records.words", entry.name, column.name, str(value)) or _words(value)
    if column.name == tables.REFERENCE:
        words = spaced(words)
    return Item(column.name, column.label, words, _raw(value), column.correctable)


def _plain(column: Column, row: Any) -> object:
    if not column.encrypted:
        return getattr(row, column.name)
    try:
        return getattr(row, column.name.removesuffix(SEALED))
    except ForgottenError:
        return None  # its key was destroyed: nobody can read it, so it is not held any more


def _words(value: object) -> str:
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, datetime):
        return f"{in_words(value.astimezone(LONDON).date())} at {time_in_words(value)}"
    if isinstance(value, date):
        return in_words(value)
    return str(value)


def _raw(value: object) -> str:
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def correct(email: str, table: str, record: str, column: str, value: str) -> bool:
    """Let a person put one of their own facts right; false when it is not theirs to change."""
    entry = personal_data().find(table)
    columns = entry.columns if entry else ()
    known = next((each for each in columns if each.name == column), None)
    if known is None or not known.correctable:
        return False
    for row in tables.rows_of(email).get(table, []):
        if getattr(row, tables.PUBLIC_ID, None) == record:
            name = column.removesuffix(SEALED) if known.encrypted else column
            setattr(row, name, value or None)
            db.session.commit()
            return True
    return False
