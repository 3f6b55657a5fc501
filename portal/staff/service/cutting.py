"""Cutting the audit trail at its old end: the one way an entry ever goes (register: "audit").

A sealed mark keeps the number and the hash of the last entry that went, so that what is left is
still shown to be whole.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, delete, func, select

from portal.core import database
from portal.core.clock import now
from portal.staff.models import AuditEntry, AuditMark
from portal.staff.service import chain
from portal.staff.service.chain import CUT, Place

ENTRIES: Any = AuditEntry.__table__


def cut(connection: Connection, keys: Sequence[Any]) -> None:
    """Remove these entries, as far as they stand at the old end without a younger one before."""
    chosen = ENTRIES.c.id.in_([key[0] for key in keys])
    youngest = connection.scalar(select(func.max(ENTRIES.c.at)).where(chosen))
    stays = connection.scalar(select(func.min(ENTRIES.c.id)).where(ENTRIES.c.at > youngest))
    going = select(ENTRIES.c.id, ENTRIES.c.hash).order_by(ENTRIES.c.id.desc()).limit(1)
    if stays is not None:
        going = going.where(ENTRIES.c.id < stays)
    last = connection.execute(going).first()
    if last is None:
        return
    _mark(connection, Place(last.id, last.hash))
    connection.execute(delete(ENTRIES).where(ENTRIES.c.id <= last.id))


def _mark(connection: Connection, place: Place) -> None:
    moment = now()
    values = {
        "number": place.number,
        "hash": place.hash,
        "at": moment,
        "seal": chain.seal_mark(chain.key(), CUT, place, moment),
    }
    statement = database.insert(AuditMark).values(name=CUT, **values)
    connection.execute(statement.on_conflict_do_update(index_elements=["name"], set_=values))
