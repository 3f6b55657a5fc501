"""Taking a backup: both stores, read back before they count, and old copies deleted."""

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from types import ModuleType

from sqlalchemy import Engine, text

from portal.backups.service import dumps, files
from portal.backups.service import manifest as manifests
from portal.backups.service.manifest import KEYS, NAME, RECORDS, BackupError, Manifest
from portal.core import database, jobs, sizes
from portal.core.clock import now
from portal.extensions import db

TAKEN = "backups.taken"
# The notice says 30 days and 2 years at most, and a backup is taken once a day.
KEPT = {KEYS: timedelta(days=29), RECORDS: timedelta(days=2 * 365 - 1)}
LEFT_OVER = timedelta(days=1)
PRIVATE_FOLDER = 0o700
DISTRIBUTION = "health-and-wellbeing-people-portal"
SUFFIXES = {"sqlite": "db", "postgresql": "dump"}


@dataclass(frozen=True)
class Copy:
    """One copy: what is known about it, and where it lies."""

    manifest: Manifest
    folder: Path

    @property
    def file(self) -> Path:
        """The copy itself."""
        return self.folder / self.manifest.file


@dataclass(frozen=True)
class Backup:
    """What was taken, and how many old copies went, by store."""

    copies: list[Copy]
    deleted: dict[str, int]


def engine_of(store: str) -> Engine:
    """The engine of a store."""
    return db.engine if store == RECORDS else db.engines[database.KEYS]


def kind_of(engine: Engine) -> ModuleType:
    """What copies this kind of database."""
    return files if engine.dialect.name == "sqlite" else dumps


def take(records: Path, keys: Path) -> Backup:
    """Copy both stores into two folders that are there; when it fails, nothing is left.

    The records go first: a key without a row is harmless, a row without its key is lost.
    Raises BackupError, and SQLAlchemyError when there is no database to copy.
    """
    places = {RECORDS: records, KEYS: keys}
    for store, folder in places.items():
        _check_folder(folder)
        _check_made(engine_of(store))
    made = now()
    with ExitStack() as undo, _in_words():
        copies = [_stage(store, folder, made, undo) for store, folder in places.items()]
        for copy in copies:
            _publish(copy, undo)
        undo.pop_all()
    jobs.note(TAKEN)
    return Backup(copies, {store: _prune(folder, store) for store, folder in places.items()})


def _check_folder(folder: Path) -> None:
    if not folder.is_dir():
        # Making it would fill another disk, when the one for backups is not there.
        raise BackupError(f"{folder} is not a folder. Make it, or see that its disk is mounted")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise BackupError(f"Nothing may be written to {folder}. Let this user write there")


def _check_made(engine: Engine) -> None:
    """Ask a store for its revision: a database that is away or was never made says so itself."""
    with database.only_reading(), engine.connect() as connection:
        connection.execute(text("SELECT version_num FROM alembic_version")).one()


def _stage(store: str, folder: Path, made: datetime, undo: ExitStack) -> Copy:
    """Write a copy under a name that nobody takes for one, and read it back."""
    engine = engine_of(store)
    kind, made_at = kind_of(engine), manifests.stamp(made)
    _check_room(kind.size(engine), folder)
    name = f"{store}-{made_at}.{SUFFIXES[engine.dialect.name]}"
    part = _new(folder / f"{name}.part", undo)
    contents = kind.write(engine, part)
    files.sync(part)
    manifest = Manifest(
        store=store,
        made=made_at,
        file=name,
        database=engine.dialect.name,
        portal=version(DISTRIBUTION),
        revision=contents.revision,
        tables=contents.tables,
        rows=contents.rows,
        size=part.stat().st_size,
        sha256=manifests.digest(part),
    )
    note = _new(folder / f"{manifest.name}.part", undo)
    note.write_text(manifest.written(), encoding="utf-8")
    files.sync(note)
    return Copy(manifest, folder)


def _publish(copy: Copy, undo: ExitStack) -> None:
    """Give a copy its name; the manifest last, since it is what makes it count."""
    for file in (copy.file, copy.folder / copy.manifest.name):
        undo.callback(file.unlink, missing_ok=True)
        file.with_name(f"{file.name}.part").rename(file)
    files.sync(copy.folder)


def _check_room(needed: int, folder: Path) -> None:
    free = shutil.disk_usage(folder).free
    if free < needed:
        much = f"{sizes.in_words(free)} free, and this may take {sizes.in_words(needed)}"
        raise BackupError(f"{folder} has {much}. Make room, or name another folder")


def _new(file: Path, undo: ExitStack) -> Path:
    """An empty file for its owner alone."""
    os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, database.PRIVATE))
    undo.callback(file.unlink, missing_ok=True)
    return file


@contextmanager
def _in_words() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise BackupError(
            f"The backup was not written ({error.strerror}). Make room, or name another folder"
        ) from None


def _prune(folder: Path, store: str) -> int:
    """Delete copies that are too old, and what a killed backup left; returns how many copies."""
    gone = 0
    for file in folder.iterdir():
        match = NAME.fullmatch(file.name)
        if not match or match[1] != store:
            continue
        limit = LEFT_OVER if file.suffix == ".part" else KEPT[store]
        if now() - manifests.moment_of(match[2]) >= limit:
            file.unlink(missing_ok=True)
            gone += file.suffix == ".json"
    return gone
