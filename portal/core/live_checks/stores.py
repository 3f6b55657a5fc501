"""The databases as somebody finds them who has no keys: what is there, and what can be read."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import (
    Column,
    LargeBinary,
    MetaData,
    Select,
    String,
    Table,
    Text,
    func,
    inspect,
    select,
)

from portal.core.checks import Finding, looked_at
from portal.core.crypto import NONCE_BYTES, VERSION, CryptoError, check_keys
from portal.extensions import db
from portal.register import personal_data

# Made by tools of ours from files, and by the migrations: no table of theirs is about anybody.
NOT_OURS = ("alembic_version", "page_search")
SEALED = "_sealed"
# AES-GCM: the version, the nonce, and the sixteen bytes that show it was not changed.
SHORTEST = len(VERSION) + NONCE_BYTES + 16
LOOKED_AT = 200
ADDRESS = "%_@_%._%"
COLUMNS = ("column of our databases", "columns of our databases")


def schema() -> Finding:
    """Whether the register declares every table and column of both databases."""
    columns = list(_columns())
    unknown = [fault for table, column in columns if (fault := _undeclared(table, column))]
    return looked_at(
        len(columns),
        *COLUMNS,
        (len(unknown), "is not on the list of what we hold", "are not on the list of what we hold"),
        detail=unknown[0] if unknown else "",
    )


def encryption() -> Finding:
    """Whether the keys open, what should be sealed is, and no email address lies open."""
    try:
        check_keys()
    except CryptoError:
        return looked_at(
            1,
            *("key, the newest", ""),
            (1, "cannot be opened with the keys of this portal", ""),
            detail="the newest key of a record cannot be opened with the keys of this portal",
        )
    columns = [column for table in _tables() for column in table.columns]
    open_to_all = [
        f"{each.table.name}.{each.name} {fault}" for each in columns if (fault := _fault(each))
    ]
    return looked_at(
        len(columns),
        *COLUMNS,
        (len(open_to_all), "can be read without a key", "can be read without a key"),
        detail=open_to_all[0] if open_to_all else "",
    )


def _columns() -> Iterator[tuple[str, str]]:
    """Every column of both databases, with its table."""
    for engine in db.engines.values():
        for (_, table), columns in inspect(engine).get_multi_columns().items():
            if not table.startswith(NOT_OURS):
                yield from ((table, column["name"]) for column in columns)


def _undeclared(table: str, column: str) -> str:
    known = personal_data().find(table)
    if known is None:
        return f"table {table} is not declared"
    return "" if known.declares(column) else f"column {table}.{column} is not declared"


def _tables() -> Iterator[Table]:
    """Every table of the main database, as it is."""
    found = MetaData()
    found.reflect(db.engine)
    return (table for table in found.sorted_tables if not table.name.startswith(NOT_OURS))


def _fault(column: Column[Any]) -> str:
    if column.name.endswith(SEALED):
        return _sealing_fault(column)
    if isinstance(column.type, String | Text):
        lies_open = select(column.table).where(column.like(ADDRESS)).limit(1)
        return "holds an email address in the open" if _finds(lies_open) else ""
    return ""


def _sealing_fault(column: Column[Any]) -> str:
    if not isinstance(column.type, LargeBinary):
        return "is no place for a sealed value"
    unsealed = select(column.table).where(func.substr(column, 1, 1) != VERSION).limit(1)
    if _finds(unsealed):
        return "holds a value that is not sealed"
    some = select(column).where(column.is_not(None)).limit(LOOKED_AT)
    order = column.table.columns.get("id")
    newest = some if order is None else some.order_by(order.desc())
    readable = [value for value in db.session.scalars(newest) if _can_be_read(bytes(value))]
    return "can be read without a key" if readable else ""


def _finds(question: Select[Any]) -> bool:
    return db.session.execute(question).first() is not None


def _can_be_read(sealed: bytes) -> bool:
    """Whether what stands behind the version is too short to be sealed, or is plain words."""
    if len(sealed) < SHORTEST:
        return True
    try:
        return sealed[len(VERSION) :].decode("utf-8").isprintable()
    except UnicodeDecodeError:
        return False
