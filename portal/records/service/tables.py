"""Tables and models by their name in the register, and the rows of one person."""

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import Engine, Table, select

from portal.core import panels
from portal.core.crypto import CryptoError, HasRecordKey, blind_index, load_keys
from portal.core.database import KEYS
from portal.core.forms import mailbox
from portal.core.references import spaced, unspaced
from portal.extensions import Base, db
from portal.register import Table as Entry
from portal.register import personal_data

PUBLIC_ID = "public_id"
REFERENCE = "reference"
EMAIL = "email_sealed"
Rows = dict[str, list[Any]]


def table(name: str) -> Table:
    """The table of a register entry. Raises KeyError when the models have none."""
    for metadata in db.metadatas.values():
        if name in metadata.tables:
            return metadata.tables[name]
    raise KeyError(name)


def engine(name: str) -> Engine:
    """The store that a table is in."""
    return db.engines[KEYS] if name in db.metadatas[KEYS].tables else db.engine


def model(name: str) -> Any:
    """The model of a table. Raises KeyError when there is none."""
    for mapper in Base.registry.mappers:
        if getattr(mapper.local_table, "name", "") == name:
            return mapper.class_
    raise KeyError(name)


def with_keys() -> list[Any]:
    """The models whose records have a key of their own."""
    found = [mapper.class_ for mapper in Base.registry.mappers]
    return [each for each in found if issubclass(each, HasRecordKey)]


def rows_of(email: str) -> Rows:
    """Every row about the owner of an address, by table, as the register says they are found.

    Raises ValueError when it is no address.
    """
    address = mailbox(email)
    found: Rows = {}
    entries = [entry for entry in personal_data().tables if entry.found_by]
    for entry in (entry for entry in entries if entry.index):
        found[entry.name] = _where(entry, [blind_index(entry.index, address)])
    for entry in (entry for entry in entries if entry.parent):
        found[entry.name] = _where(entry, [row.id for row in found.get(entry.parent, [])])
    # What names a record comes last, when all the person's records are known.
    records = [row.public_id for rows in found.values() for row in rows if _is_record(row)]
    for entry in (entry for entry in entries if not (entry.index or entry.parent)):
        rows = _where(entry, records)
        others = [row for row in rows if panels.first("records.not_theirs", entry.name, row)]
        found[entry.name] = [row for row in rows if row not in others]
    return {name: rows for name, rows in found.items() if rows}


def number_of(record: str, names: Iterable[str]) -> str:
    """The number of a record in one of these tables, by its number or by its reference, however
    somebody wrote that; "" when none of them has it.
    """
    for each in dict.fromkeys(names):
        columns = table(each).c
        fits = columns[PUBLIC_ID] == record
        if REFERENCE in columns:
            fits |= columns[REFERENCE] == unspaced(record)
        found = db.session.scalar(select(columns[PUBLIC_ID]).where(fits))
        if found:
            return str(found)
    return ""


def references_of(records: Collection[str]) -> dict[str, str]:
    """What people call these records, by their numbers: of those that are there and have one."""
    found: dict[str, str] = {}
    for name in with_references():
        columns = table(name).c
        question = select(columns[PUBLIC_ID], columns[REFERENCE])
        rows = db.session.execute(question.where(columns[PUBLIC_ID].in_(records)))
        found |= {number: spaced(reference) for number, reference in rows}
    return found


def with_references() -> list[str]:
    """The tables whose records have a reference that people know, beside their number."""
    every = db.metadata.tables.values()
    return [each.name for each in every if {PUBLIC_ID, REFERENCE} <= set(each.c.keys())]


def check_index() -> None:
    """Raise CryptoError when nobody could be found any more: PORTAL_INDEX_KEY is another one."""
    for entry in personal_data().tables:
        sealed = [column.name for column in entry.columns if column.encrypted]
        if not entry.index or EMAIL not in sealed:
            continue
        kind = model(entry.name)
        filed = (getattr(kind, entry.found_by) != "") & kind.email_sealed.is_not(None)
        newest = select(kind).where(filed).order_by(kind.id.desc())
        row = db.session.scalar(newest.limit(1))
        address = row.email if row is not None else None
        index = getattr(row, entry.found_by) if row is not None else ""
        db.session.rollback()
        if address and blind_index(entry.index, mailbox(address)) != index:
            raise CryptoError(
                "PORTAL_INDEX_KEY is not the key that people were filed under: put the old one "
                "back, or nobody can be found, written to or erased"
            )


def _where(entry: Entry, values: Iterable[object]) -> list[Any]:
    chosen = list(values)
    if not chosen:
        return []
    kind = model(entry.name)
    column = getattr(kind, entry.found_by)
    order = table(entry.name).primary_key.columns
    rows = list(db.session.scalars(select(kind).where(column.in_(chosen)).order_by(*order)))
    if issubclass(kind, HasRecordKey):
        load_keys(rows)
    return rows


def _is_record(row: object) -> bool:
    return isinstance(row, HasRecordKey)
