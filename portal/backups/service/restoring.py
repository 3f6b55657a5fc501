"""Putting a backup back: all of it or nothing, and nothing leaves the portal by itself afterwards.

Whatever goes wrong on the way, both stores are put back as they were. In the end mail is held, who
was erased since is erased again, and the audit trail says what happened.
"""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from alembic.script import ScriptDirectory
from flask_migrate import upgrade
from sqlalchemy import Engine, func, select
from sqlalchemy.exc import SQLAlchemyError

from portal.backups.service import manifest as manifests
from portal.backups.service.manifest import KEYS, RECORDS, BackupError, Manifest
from portal.backups.service.taking import Copy, engine_of, kind_of
from portal.core import crypto
from portal.core.clock import now
from portal.core.crypto import ErasedRecord, RecordKey
from portal.core.database import KEYS as KEY_STORE
from portal.extensions import db
from portal.outbox.service import holding
from portal.records.service import erasing, tables
from portal.staff.service import anchors, audit, verifying

ACTION = "backups.restored"
BATCH = 500
IN_USE = (
    "The portal runs, or something else has the database open. "
    "Stop the web processes and every worker first"
)
NOT_EMPTY = (
    "There is a database here already. With --replace it is put aside, and the copy takes its place"
)
STRANGERS = (
    "The keys do not belong to these records: they open fewer than half of them. "
    "Say where the copies of their keys are: --keys FOLDER"
)


@dataclass
class Restored:
    """What was put back, and what came of it; `lost` are entries of the audit trail."""

    records: Manifest
    keys: Manifest | None
    kept: list[str] = field(default_factory=list)
    revision: str = ""
    erased: int = 0
    waiting: int = 0
    lost: str = ""
    problem: str = ""


def choose(folder: Path, store: str, at: str = "") -> Copy:
    """The newest copy in a folder, or the newest whose moment begins so. Raises BackupError."""
    found = [
        file for file in manifests.found(folder, store) if file.name.startswith(f"{store}-{at}")
    ]
    if not found:
        raise BackupError(
            f"No copy of the {store} is in {folder}. Name the folder that `portal backup` wrote to"
        )
    return Copy(manifests.read(found[-1]), folder)


def restore(records: Copy, keys: Copy | None, *, newest: str, replace: bool) -> Restored:
    """Put copies in the place of what is here; without copies of keys, the keys here stay.

    `newest` is the newest revision that this release knows. Raises BackupError, and CryptoError
    when the keys in the settings do not fit; then everything is as it was.
    """
    copies = {RECORDS: records, **({KEYS: keys} if keys else {})}
    _check_place(copies, replace)
    done = Restored(records.manifest, keys.manifest if keys else None, revision=newest)
    stamp = manifests.stamp(now())
    db.session.remove()
    with ExitStack() as undo:
        staged = {store: _stage(store, copy, undo) for store, copy in copies.items()}
        for store, file in staged.items():
            engine = engine_of(store)
            kept = kind_of(engine).swap(engine, file, stamp, undo)
            done.kept += [kept] if kept else []
            _compare(engine, copies[store].manifest)
        undo.callback(db.session.remove)
        holding.hold()
        _migrate()
        _check_keys()
        done.erased = erasing.replay()
        done.waiting = holding.waiting()
        undo.pop_all()
    done.lost, done.problem = _note_in_trail(records.manifest.made)
    return done


def has_keys() -> bool:
    """Whether the key store that is here opens any record."""
    try:
        with db.engines[KEY_STORE].connect() as connection:
            return bool(connection.scalar(select(func.count()).select_from(RecordKey)))
    except SQLAlchemyError:
        return False


def check_revisions(copies: Iterable[Copy | None], migrations: str) -> str:
    """The newest revision, when this release knows those of all copies. Raises BackupError."""
    script = ScriptDirectory(migrations)
    newest = script.get_current_head() or ""
    known = {each.revision for each in script.walk_revisions()}
    for copy in copies:
        if copy is not None and copy.manifest.revision not in known:
            theirs = copy.manifest.revision
            raise BackupError(
                f"The copy is of revision {theirs}, and this release knows up to {newest}. "
                "Install the newer release, which made it"
            )
    return newest


def _check_place(copies: dict[str, Copy], replace: bool) -> None:
    for store, copy in copies.items():
        engine, database = engine_of(store), copy.manifest.database
        if database != engine.dialect.name:
            raise BackupError(
                f"The copy is of {database}, and this portal uses {engine.dialect.name}. "
                "Set the database that it came from"
            )
    engines = [engine_of(store) for store in (RECORDS, KEYS)]
    for engine in engines:
        engine.dispose()
    if any(kind_of(engine).is_used(engine) for engine in engines):
        raise BackupError(IN_USE)
    if not replace and any(
        kind_of(engine_of(store)).is_there(engine_of(store)) for store in copies
    ):
        raise BackupError(NOT_EMPTY)


def _stage(store: str, copy: Copy, undo: ExitStack) -> Path:
    engine = engine_of(store)
    file = manifests.check_file(copy.manifest, copy.folder)
    staged: Path = kind_of(engine).stage(engine, file, undo)
    return staged


def _compare(engine: Engine, manifest: Manifest) -> None:
    """Whether as much came back as was taken. Raises BackupError."""
    found = kind_of(engine).contents(engine)
    if (found.revision, found.rows) != (manifest.revision, manifest.rows):
        raise BackupError(
            f"{found.rows} rows came back of {manifest.rows}. Take another copy: see --at"
        )


def _migrate() -> None:
    try:
        upgrade()
    except SystemExit:
        # Its own way to say no; why stands in the log.
        raise BackupError(
            "This release cannot bring it up to date: the log says why. "
            "Install the release that made it"
        ) from None


def _check_keys() -> None:
    """Whether the settings open the keys, and the keys the records. Raises what is wrong."""
    crypto.check_every_key()
    every = missing = 0
    for batch in _records():
        with db.engines[KEY_STORE].connect() as connection:
            known = {
                record
                for column in (RecordKey.record, ErasedRecord.record)
                for record in connection.scalars(select(column).where(column.in_(batch)))
            }
        every, missing = every + len(batch), missing + len(set(batch) - known)
    db.session.rollback()
    # Some rows outlive their key for some days: those whose text nobody may read any more.
    if missing * 2 > every:
        raise BackupError(STRANGERS)
    tables.check_index()


def _records() -> Iterator[list[str]]:
    """The number of every record that has a key, a batch at a time."""
    for kind in tables.with_keys():
        last = ""
        while True:
            question = select(kind.public_id).where(kind.public_id > last)
            batch = list(db.session.scalars(question.order_by(kind.public_id).limit(BATCH)))
            if not batch:
                break
            yield batch
            last = batch[-1]


def _note_in_trail(made: str) -> tuple[str, str]:
    """Say in the trail that a backup was put back; gives the entries lost, and what is wrong.

    The anchors know entries that are gone with what was replaced. They are kept aside.
    """
    head = anchors.head()
    try:
        noted = max((each.number for each in anchors.read()), default=0)
    except anchors.AnchorError:
        noted = 0
    newest = head.number if head else 0
    lost = f"{newest + 1} to {noted}" if noted > newest else ""
    audit.write(ACTION, detail=f"copy of {made}" + (f", entries {lost} lost" if lost else ""))
    db.session.commit()
    anchors.put_aside()
    anchors.note()
    return lost, verifying.verify().problem
