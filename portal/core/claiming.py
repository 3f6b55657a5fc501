"""Holding a record that several people may change: the second of two is told, and changes nothing.

A record of that kind has a ``version``, which goes up with everything that is done to it.
"""

from typing import Any, TypeVar

from sqlalchemy import ColumnElement, update

from portal.extensions import db

Record = TypeVar("Record")


def claim(
    kind: type[Record], public_id: str, seen_version: int, *also: ColumnElement[bool]
) -> Record | None:
    """The record as it stands, for us alone until the commit; its version goes up by one.

    None, and nothing held, when it is not there, is not the version that was seen, or is not what
    the conditions in `also` ask for.
    """
    model: Any = kind
    mine = (
        update(model)
        .where(model.public_id == public_id, model.version == seen_version, *also)
        .values(version=seen_version + 1)
        .returning(model.id)
        .execution_options(synchronize_session=False)
    )
    found = db.session.execute(mine).first()
    if found is None:
        db.session.rollback()
        return None
    return db.session.get_one(kind, found.id, populate_existing=True)
