"""The register of personal data: every table and every column of the database."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from portal.register.reading import FOLDER, Entry, RegisterError, read

FILE = "personal_data.toml"
ERASURES = ("delete row", "destroy key", "blank")
KEEP = "keep: "
NOBODY = "nobody"
# Keys go with the record they open: nobody looks for them by address.
OWN = frozenset({"record_keys"})


@dataclass(frozen=True)
class Column:
    """One column that says something about a person."""

    name: str
    label: str
    erasure: str
    encrypted: bool
    special_category: bool
    form_field: str
    listed: bool
    correctable: bool
    withheld: bool


@dataclass(frozen=True)
class Table:
    """One table: whose data, why, how a person's rows are found, and what erasing them means."""

    name: str
    title: str
    whose: str
    purpose: str
    why: str
    erasure: str
    found_by: str
    index: str
    parent: str
    paper: str
    not_personal: frozenset[str]
    columns: tuple[Column, ...]

    @property
    def is_about_people(self) -> bool:
        """Whether anybody could be told from it."""
        return self.whose != NOBODY

    @property
    def kept_because(self) -> str:
        """Why a row outlives its person's wish to be erased; empty when it does not."""
        return self.erasure.removeprefix(KEEP) if self.erasure.startswith(KEEP) else ""

    def declares(self, column: str) -> bool:
        """Whether a column of the database is accounted for."""
        return column in self.not_personal or any(c.name == column for c in self.columns)


@dataclass(frozen=True)
class Control:
    """A control of a form of which nothing is kept, and why it is there."""

    name: str
    why: str


@dataclass(frozen=True)
class PersonalData:
    """All tables."""

    tables: tuple[Table, ...]
    controls: tuple[Control, ...]

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
    controls = tuple(_control(row) for row in data.tables("controls"))
    data.end()
    for place, table in enumerate(tables):
        if any(table.name == earlier.name for earlier in tables[:place]):
            raise RegisterError(FILE, table.name, "it is listed twice: keep one")
    for table in tables:
        _check_finder(table, tables)
    return PersonalData(tables, controls)


def _table(row: dict[str, Any]) -> Table:
    entry = Entry(FILE, row)
    rows = entry.tables("columns")
    table = Table(
        name=entry.text("name"),
        title=entry.text("title"),
        whose=entry.text("whose"),
        purpose=entry.text("purpose"),
        why=entry.text("why"),
        erasure=_erasure(entry),
        found_by=entry.text("found_by", ""),
        index=entry.text("index", ""),
        parent=entry.text("parent", ""),
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
        erasure=_erasure(entry, table.erasure),
        encrypted=entry.flag("encrypted"),
        special_category=entry.flag("special_category"),
        form_field=entry.text("form_field", ""),
        listed=entry.flag("listed"),
        correctable=entry.flag("correctable"),
        withheld=entry.flag("withheld"),
    )
    entry.end()
    if column.form_field and not (column.encrypted or column.listed):
        raise entry.wrong(
            "what people write is kept encrypted: make it an Encrypted column and add "
            "encrypted = true, or listed = true when only listed values are taken"
        )
    return column


def _control(row: dict[str, Any]) -> Control:
    entry = Entry(FILE, row)
    control = Control(name=entry.text("name"), why=entry.text("why"))
    entry.end()
    return control


def _check_finder(table: Table, tables: tuple[Table, ...]) -> None:
    """What is found by something must be found by something that is there."""
    if table.found_by and not table.declares(table.found_by):
        raise RegisterError(FILE, table.name, f"found_by: it has no column {table.found_by!r}")
    if table.parent and table.parent not in {other.name for other in tables}:
        raise RegisterError(FILE, table.name, f"parent: there is no table {table.parent!r}")
    if table.is_about_people and not (table.found_by or table.kept_because or table.name in OWN):
        raise RegisterError(
            FILE, table.name, "found_by is missing: how are the rows of one person found?"
        )


def _erasure(entry: Entry, default: str | None = None) -> str:
    value = entry.text("erasure", default)
    if value not in ERASURES and not value.startswith(KEEP):
        choices = ", ".join(ERASURES)
        raise entry.wrong(f"erasure = {value!r}: write one of {choices}, or keep: and why")
    return value
