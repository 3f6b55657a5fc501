"""Rows of any table, made from the tables themselves: a new table is tested without new code."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import Boolean, Date, DateTime, Integer, LargeBinary, func, insert, select
from sqlalchemy.schema import Column

from portal.core import clock
from portal.core.columns import UtcDateTime, new_public_id
from portal.core.crypto import HasRecordKey
from portal.extensions import db
from portal.records.service import tables
from portal.register import Rule, retention

SEALED = "_sealed"
FAR = timedelta(days=365 * 20)
_numbers = count(1)


def fill(column: Column[Any], moment: datetime) -> Any:
    """Some value that a column takes, the same for no two rows."""
    number = next(_numbers)
    kind = column.type
    if isinstance(kind, UtcDateTime | DateTime):
        return moment
    if isinstance(kind, Date):
        return moment.astimezone(clock.LONDON).date()
    if isinstance(kind, Boolean):
        return True
    if isinstance(kind, Integer):
        return number
    if isinstance(kind, LargeBinary):
        return b"\x01sealed"
    length = getattr(kind, "length", None) or 40
    return f"{number:x}{new_public_id()}"[:length]


def add(in_table: str, moment: datetime, **values: Any) -> dict[str, Any]:
    """Insert a row; what is not given and may not be empty is filled. Returns its values."""
    table = tables.table(in_table)
    row = dict(values)
    for column in table.columns:
        parent = next(iter(column.foreign_keys), None)
        if column.name in row or column.nullable:
            continue
        if parent is not None:
            row[column.name] = add(parent.column.table.name, moment)[parent.column.name]
        elif column is not table.autoincrement_column:
            row[column.name] = fill(column, moment)
    with tables.engine(in_table).begin() as connection:
        key = connection.execute(insert(table).values(row)).inserted_primary_key
    return row | dict(zip(table.primary_key.columns.keys(), key or (), strict=False))


def under(rule: Rule, anchor: str, moment: datetime) -> dict[str, Any]:
    """Insert a row whose time under one rule counts from a moment, and under no other rule."""
    table = tables.table(rule.table)
    values: dict[str, Any] = {anchor: _as(table.c[anchor], moment)}
    for other in retention().of(rule.table):
        for name in other.anchor:
            late = None if table.c[name].nullable else _as(table.c[name], moment + FAR)
            values.setdefault(name, late)
        if other is not rule:
            values |= {name: "another" for name in other.only if name not in rule.only}
    values |= {name: chosen[0] for name, chosen in rule.only.items()}
    return add(rule.table, moment, **values)


def _as(column: Column[Any], moment: datetime) -> datetime | date:
    return moment.astimezone(clock.LONDON).date() if isinstance(column.type, Date) else moment


def how_many(name: str) -> int:
    """How many rows a table has."""
    db.session.rollback()
    with tables.engine(name).connect() as connection:
        found = connection.scalar(select(func.count()).select_from(tables.table(name)))
    return found or 0


def is_there(name: str, row: dict[str, Any]) -> bool:
    """Whether a row that was added is still there."""
    db.session.rollback()
    columns = tables.table(name).primary_key.columns
    question = select(*columns).where(*(column == row[column.name] for column in columns))
    with tables.engine(name).connect() as connection:
        return connection.execute(question).first() is not None


def keyed(table: str, moment: datetime, **values: Any) -> Any:
    """Add a record with a key of its own; its sealed texts are given by their plain names."""
    model = tables.model(table)
    assert issubclass(model, HasRecordKey)
    record = model(**values)
    for column in tables.table(table).columns:
        plain = column.name.removesuffix(SEALED)
        if column.primary_key or column.nullable or column.name in values or plain in values:
            continue
        if getattr(record, column.name) is None:
            setattr(record, column.name, fill(column, moment))
    db.session.add(record)
    db.session.commit()
    # Read once and let go: a test's own read must not hold the lock that the engine needs.
    db.session.refresh(record)
    db.session.expunge(record)
    db.session.rollback()
    return record


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """The clock stands still at a moment."""
    with clock.freeze(moment):
        yield
