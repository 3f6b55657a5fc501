"""One person with something in every table that the register says holds anything about them."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import LargeBinary, String

from portal.core.crypto import HasRecordKey, blind_index
from portal.core.forms import mailbox
from portal.records.service import tables
from portal.register import Column, Table, personal_data, retention
from tests.records import rows

SEALED = "_sealed"
# A word of at least this many letters cannot be in a file by chance.
SURE = 12


@dataclass
class Person:
    """Whose mark is in every field: ``marks`` by table and column, ``records`` by table."""

    email: str
    marks: dict[tuple[str, str], str] = field(default_factory=dict)
    records: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def mark(self, table: str, column: str, longest: int) -> str:
        """A word for one field that is found nowhere else."""
        number = len(self.marks)
        word = f"zq{number:02d}{self.email[:6]}x{table}-{column}"[:longest]
        self.marks[table, column] = word
        return word

    def shown_marks(self) -> list[str]:
        """The marks that an export shows: all but those of what opens something."""
        withheld = {
            (entry.name, column.name)
            for entry in personal_data().tables
            for column in entry.columns
            if column.withheld
        }
        return [mark for place, mark in self.marks.items() if place not in withheld]

    def erased_marks(self) -> list[str]:
        """The marks of tables and columns that an erasure takes away."""
        gone = [
            self.marks[entry.name, column.name]
            for entry in personal_data().tables
            for column in entry.columns
            if (entry.name, column.name) in self.marks and not entry.kept_because
        ]
        return [word for word in gone if len(word) >= SURE]


def make(email: str, moment: datetime) -> Person:
    """Put something about a person in every table by which one can be found."""
    person = Person(email)
    entries = [entry for entry in personal_data().tables if entry.found_by]
    for entry in sorted(entries, key=lambda entry: (not entry.index, not entry.parent)):
        person.records[entry.name] = [_add(person, entry, moment)]
    return person


def _add(person: Person, entry: Table, moment: datetime) -> dict[str, Any]:
    values = {
        column.name.removesuffix(SEALED): mark
        for column in entry.columns
        if (mark := _mark(person, entry, column))
    }
    values |= _finder(person, entry) | _ruled(person, entry)
    if issubclass(tables.model(entry.name), HasRecordKey):
        record = rows.keyed(entry.name, moment, **values)
        return {"id": record.id, "public_id": record.public_id}
    return rows.add(entry.name, moment, **values)


def _ruled(person: Person, entry: Table) -> dict[str, Any]:
    """What brings a row under the first rule of its table."""
    chosen = {name: values[0] for name, values in retention().of(entry.name)[0].only.items()}
    for name in chosen:
        person.marks.pop((entry.name, name), None)
    return chosen


def _mark(person: Person, entry: Table, column: Column) -> str:
    if column.name == "email_sealed":
        person.marks[entry.name, column.name] = person.email
        return person.email
    kind = tables.table(entry.name).c[column.name].type
    if column.name == entry.found_by or not isinstance(kind, String | LargeBinary):
        return ""
    return person.mark(entry.name, column.name, getattr(kind, "length", None) or 80)


def _finder(person: Person, entry: Table) -> dict[str, Any]:
    """What the register says the person's rows are found by."""
    if entry.index:
        return {entry.found_by: blind_index(entry.index, mailbox(person.email))}
    if entry.parent:
        return {entry.found_by: person.records[entry.parent][0]["id"]}
    return {entry.found_by: person.records["subscribers"][0]["public_id"]}
