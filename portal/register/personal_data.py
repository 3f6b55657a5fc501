"""The register of personal data: every table and every column of the database."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from portal.register.reading import FOLDER, Entry, RegisterError, read

FILE = "personal_data.toml"
ERASURES = ("delete row", "destroy key", "blank")
KEEP = "keep: "


@dataclass(frozen=True)
class Column:
    """One column that says something about a person."""

    name: str
    label: str
    purpose: str
    basis: str
    retention: str
    erasure: str
    encrypted: bool
    special_category: bool
    form_field: str


@dataclass(frozen=True)
class Table:
    """One table: whose data, why, how long, and what happens to it when they ask."""

    name: str
    whose: str
    purpose: str
    basis: str
    retention: str
    erasure: str
    paper: str
    not_personal: frozenset[str]
    columns: tuple[Column, ...]

    def declares(self, column: str) -> bool:
        """Whether a column of the database is accounted for."""
        return column in self.not_personal or any(c.name == column for c in self.columns)


@dataclass(frozen=True)
class PersonalData:
    """All tables."""

    tables: tuple[Table, ...]

    def find(self, name: str) -> Table | None:
        """The table with this name."""
        return next((table for table in self.tables if table.name == name), None)


@lru_cache(maxsize=1)
def personal_data() -> PersonalData:
    """The register of this release."""
    return load(FOLDER)


def load(folder: Path) -> PersonalData:
    """Read and check personal_data.toml. Raises RegisterError."""
    data = Entry(FILE, read(FILE, folder))
    tables = tuple(_table(row) for row in data.tables("tables"))
    data.end()
    for place, table in enumerate(tables):
        if any(table.name == earlier.name for earlier in tables[:place]):
            raise RegisterError(FILE, table.name, "it is listed twice: keep one")
    return PersonalData(tables)


def _table(row: dict[str, Any]) -> Table:
    entry = Entry(FILE, row)
    rows = entry.tables("columns")
    table = Table(
        name=entry.text("name"),
        whose=entry.text("whose"),
        purpose=entry.text("purpose"),
        basis=entry.text("basis"),
        retention=entry.text("retention"),
        erasure=_erasure(entry),
        paper=entry.text("paper", ""),
        not_personal=frozenset(entry.words("not_personal", ())),
        columns=(),
    )
    entry.end()
    columns = tuple(_column(column, table) for column in rows)
    names = [column.name for column in columns]
    twice = {name for name in names if names.count(name) > 1} | table.not_personal & set(names)
    if twice:
        raise entry.wrong(f"column {min(twice)!r} is listed twice: keep one")
    return Table(**{**vars(table), "columns": columns})


def _column(row: dict[str, Any], table: Table) -> Column:
    entry = Entry(FILE, row)
    entry.name = f"{table.name}.{entry.name}"
    column = Column(
        name=entry.text("name"),
        label=entry.text("label"),
        purpose=entry.text("purpose", table.purpose),
        basis=entry.text("basis", table.basis),
        retention=entry.text("retention", table.retention),
        erasure=_erasure(entry, table.erasure),
        encrypted=entry.flag("encrypted"),
        special_category=entry.flag("special_category"),
        form_field=entry.text("form_field", ""),
    )
    entry.end()
    return column


def _erasure(entry: Entry, default: str | None = None) -> str:
    value = entry.text("erasure", default)
    if value not in ERASURES and not value.startswith(KEEP):
        choices = ", ".join(ERASURES)
        raise entry.wrong(f"erasure = {value!r}: write one of {choices}, or keep: and why")
    return value
