"""Erasing a person: every row the register says goes, its key with it, and what stays is said.

Also what keeps an erasure true afterwards: keys without a record are destroyed, and erasures are
replayed over a backup that was put back.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, delete, func, inspect, select

from portal.core import database
from portal.core.clock import in_words, now
from portal.core.crypto import ErasedRecord, HasRecordKey, RecordKey, forget, lock_for_good
from portal.core.database import KEYS
from portal.extensions import db
from portal.records.models import ErasureMark
from portal.records.service import holds, paper, tables
from portal.records.service.paper import PaperItem
from portal.records.service.words import kept_until, rules_for
from portal.register import Table as Entry
from portal.register import personal_data

DELETE_ROW = "delete row"
DESTROY_KEY = "destroy key"
BLANK = "blank"
SEALED = "_sealed"
REPLAYED = "replayed"
BATCH = 500
# A key is made a moment before its row: only older ones can be orphans.
ORPHAN_AFTER = timedelta(days=1)
# What becomes of a record: closed words, for the trail.
ERASED, KEPT, ON_HOLD = "erased", "kept", "kept on hold"
UNTIL_RELEASED = "until nobody needs it for that any more: we look at it again on {}"
Hook = Callable[[str], None]

_hooks: dict[str, Hook] = {}


@dataclass(frozen=True)
class Kept:
    """What outlives an erasure: what it is, why, and until when."""

    title: str
    why: str
    until: str


@dataclass
class Erasure:
    """What an erasure came to, for the person and for the paper."""

    erased: list[tuple[str, int]] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)
    paper: list[PaperItem] = field(default_factory=list)
    # How many of the records that people know by a reference stay.
    staying: int = 0


def on_erase(hook: Hook) -> None:
    """Let a feature end what goes with a person's rows, in the same transaction."""
    _hooks[f"{hook.__module__}.{hook.__qualname__}"] = hook


def erase(email: str) -> Erasure:
    """Erase what is held about the owner of an address. Raises ValueError when it is none."""
    done = _sort(email, act=True)
    database.scrub()
    return done


def preview(email: str) -> Erasure:
    """What erasing would come to; changes nothing."""
    return _sort(email, act=False)


def fates(email: str) -> dict[str, str]:
    """What erasing would do to each record of a person that people know by a reference, by its
    number. Raises ValueError when it is no address.
    """
    return _fates(tables.rows_of(email))


def _fates(found: tables.Rows) -> dict[str, str]:
    named = tables.with_references()
    return {
        row.public_id: ON_HOLD if _is_held(entry, row) else KEPT if entry.kept_because else ERASED
        for entry in personal_data().tables
        if entry.name in named
        for row in found.get(entry.name, [])
    }


def _sort(email: str, *, act: bool) -> Erasure:
    if act:
        for hook in _hooks.values():
            hook(email)
    found = tables.rows_of(email)
    staying = sum(fate != ERASED for fate in _fates(found).values())
    outcome = Erasure(paper=paper.of(email), staying=staying)
    gone: list[str] = []
    for entry in personal_data().tables:
        rows = found.get(entry.name, [])
        held = [row for row in rows if _is_held(entry, row)]
        free = [row for row in rows if row not in held]
        outcome.kept += [_held(entry, row) for row in held]
        if not free:
            continue
        if entry.kept_because:
            outcome.kept += _kept(entry, free)
        else:
            outcome.erased.append((entry.title, len(free)))
        if act:
            gone += _erase_rows(entry, free)
    if act:
        db.session.commit()
        forget(gone)
    return outcome


def _is_held(entry: Entry, row: object) -> bool:
    may_be = any(rule.legal_hold for rule in rules_for(entry, row))
    return may_be and isinstance(row, HasRecordKey) and holds.held(row.public_id) is not None


def _held(entry: Entry, row: Any) -> Kept:
    hold = holds.held(row.public_id)
    if hold is None:
        return Kept(entry.title, "", "")  # it was let go just now
    ground = holds.GROUNDS.get(hold.ground, hold.ground)
    return Kept(entry.title, ground, UNTIL_RELEASED.format(in_words(hold.review_on)))


def _kept(entry: Entry, rows: list[Any]) -> list[Kept]:
    untils = dict.fromkeys(kept_until(entry, row) for row in rows)
    return [Kept(entry.title, entry.kept_because, until) for until in untils]


def _erase_rows(entry: Entry, rows: list[Any]) -> list[str]:
    """Do to rows what the register says; returns the records whose keys go with them."""
    if entry.erasure == DELETE_ROW:
        for row in rows:
            db.session.delete(row)
        return [row.public_id for row in rows if isinstance(row, HasRecordKey)]
    for row in rows:
        for column in entry.columns:
            if BLANK in (entry.erasure, column.erasure) or entry.erasure == DESTROY_KEY:
                _blank(row, column.name)
        if entry.erasure == DESTROY_KEY and isinstance(row, HasRecordKey):
            lock_for_good(row.public_id)
    return []


def _blank(row: Any, name: str) -> None:
    column = inspect(type(row)).columns[name]
    if column.nullable:
        setattr(row, name, None)
    elif name.endswith(SEALED):
        setattr(row, name, b"")
    elif column.type.python_type is str:
        setattr(row, name, "")


def sweep_orphans() -> int:
    """Destroy keys that open no record any more; returns how many.

    A process that died between the two stores leaves one behind.
    """
    before, last, gone = now() - ORPHAN_AFTER, "", 0
    while True:
        with db.engines[KEYS].connect() as connection:
            old = select(RecordKey.record).where(
                RecordKey.record > last, RecordKey.created_at <= before
            )
            batch = list(connection.scalars(old.order_by(RecordKey.record).limit(BATCH)))
        if not batch:
            return gone
        last = batch[-1]
        with db.engine.connect() as connection:
            orphans = set(batch) - _known(connection, batch)
        if orphans:
            forget(sorted(orphans))
            gone += len(orphans)


def _known(connection: Connection, records: list[str]) -> set[str]:
    questions = [
        select(kind.public_id).where(kind.public_id.in_(records)) for kind in tables.with_keys()
    ]
    return {record for question in questions for record in connection.scalars(question)}


def replay() -> int:
    """Erase again what a restored backup brought back; returns how many rows went.

    The mark lies beside the records and the list beside the keys: after a restore the mark is as
    old as the backup, so exactly what was erased since is erased again. Quick when nothing is new.
    """
    gone = 0
    mark = db.session.get(ErasureMark, REPLAYED)
    last = mark.last_id if mark else 0
    newest = _newest()
    if newest < last:
        last = 0  # the list is from a backup too: go through all of it
    while newest > last:
        with db.engines[KEYS].connect() as connection:
            batch = connection.execute(
                select(ErasedRecord.id, ErasedRecord.record)
                .where(ErasedRecord.id > last)
                .order_by(ErasedRecord.id)
                .limit(BATCH)
            ).all()
        gone += _erase_again([row.record for row in batch])
        last = batch[-1].id
        db.session.merge(ErasureMark(name=REPLAYED, last_id=last))
        db.session.commit()
    db.session.rollback()
    if gone:
        database.scrub()
    return gone


def _newest() -> int:
    with db.engines[KEYS].connect() as connection:
        return connection.scalar(select(func.max(ErasedRecord.id))) or 0


def _erase_again(records: list[str]) -> int:
    gone = 0
    for kind in tables.with_keys():
        gone += len(
            db.session.execute(
                delete(kind)
                .where(kind.public_id.in_(records))
                .returning(kind.public_id)
                .execution_options(synchronize_session=False)
            ).all()
        )
    return gone
