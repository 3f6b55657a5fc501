"""Copies on SQLite: a store is one file."""

import os
import shutil
from contextlib import ExitStack, closing
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from portal.backups.service.manifest import BackupError, Contents, is_before
from portal.core import sizes
from portal.core.database import PRIVATE, SqliteError, open_alone, open_copy

# The full-text index makes its tables itself, and other numbers of rows with each version.
TABLES = """
    SELECT name FROM sqlite_master
    WHERE type = 'table' AND name NOT LIKE 'sqlite~_%' ESCAPE '~' AND name NOT LIKE 'page~_search%'
    ESCAPE '~'
"""
# A file, and what SQLite keeps beside it.
HELPERS = ("", "-wal", "-shm")
ASIDE = ".before-"


def write(engine: Engine, target: Path) -> Contents:
    """Copy a store as it is at one moment, while others write. Raises BackupError.

    VACUUM INTO leaves out what was deleted, which a copy of the pages would not.
    """
    connection = engine.raw_connection()
    try:
        connection.cursor().execute("VACUUM INTO ?", (str(target),))
    except SqliteError as error:
        raise BackupError(_why(error, target.parent)) from None
    finally:
        connection.close()
    return inspect(target)


def inspect(file: Path) -> Contents:
    """Read a copy through, and count. Raises BackupError when it is not whole."""
    try:
        with closing(open_copy(file)) as copy:
            said = copy.execute("PRAGMA integrity_check").fetchall()
            names = [name for (name,) in copy.execute(TABLES)]
            counts = [copy.execute(f'SELECT count(*) FROM "{name}"') for name in names]  # noqa: S608 (names from the file's own list)
            rows = sum(count.fetchone()[0] for count in counts)
            revision = copy.execute("SELECT version_num FROM alembic_version").fetchone()
    except SqliteError:
        said = []
    if said != [("ok",)] or not revision:
        raise BackupError(f"{file.name} is not whole. Look at the disk, and do it again")
    return Contents(str(revision[0]), len(names), rows)


def size(engine: Engine) -> int:
    """How many bytes a copy may take."""
    return sum(each.stat().st_size for each in _files(engine))


def _why(error: Exception, folder: Path) -> str:
    if "malformed" in str(error) or "not a database" in str(error):
        return "The database is damaged. Do not write to it: put the newest backup back"
    free = sizes.in_words(shutil.disk_usage(folder).free)
    return (
        f"The copy could not be written to {folder} ({type(error).__name__}, {free} free). "
        "Make room, or name another folder"
    )


def is_there(engine: Engine) -> bool:
    """Whether there is a store already; a damaged one is one."""
    return size(engine) > 0


def is_used(engine: Engine) -> bool:
    """Whether another process has the store open; afterwards it is one file without helpers."""
    engine.dispose()
    if not is_there(engine):
        return False
    try:
        with closing(open_alone(_file(engine))) as connection:
            # In WAL mode everybody who has the file open keeps it from leaving that mode.
            mode = connection.execute("PRAGMA journal_mode=DELETE").fetchone()
    except SqliteError as error:
        return "locked" in str(error)
    return bool(mode != ("delete",))


def stage(engine: Engine, copy: Path, undo: ExitStack) -> Path:
    """Bring a copy beside the store, for its owner alone."""
    staged = _file(engine).with_name(f"{_file(engine).name}.restoring")
    staged.unlink(missing_ok=True)
    staged.touch(PRIVATE)
    undo.callback(staged.unlink, missing_ok=True)
    shutil.copyfile(copy, staged)
    sync(staged)
    return staged


def swap(engine: Engine, staged: Path, stamp: str, undo: ExitStack) -> str:
    """Put a staged copy in the place of the store; returns where the old one is kept, or ""."""
    engine.dispose()
    file = _file(engine)
    aside = file.with_name(f"{file.name}{ASIDE}{stamp}")
    kept = ""
    for helper in HELPERS:
        old, new = (Path(f"{each}{helper}") for each in (file, aside))
        if old.exists():
            new.hardlink_to(old)
            undo.callback(new.rename, old)
            kept = str(aside)
    undo.callback(_clear, engine)
    # In one step: at no moment is there none, which the next start would make anew and empty.
    staged.rename(file)
    for helper in HELPERS[1:]:
        Path(f"{file}{helper}").unlink(missing_ok=True)
    sync(file.parent)
    return kept


def forget(engine: Engine, before: datetime) -> int:
    """Delete what was put aside before a moment; returns how many stores."""
    gone = 0
    for file in _file(engine).parent.glob(f"{_file(engine).name}{ASIDE}*"):
        stamp, _, helper = file.name.rpartition(ASIDE)[2].partition("-")
        if is_before(stamp, before):
            file.unlink()
            gone += not helper
    return gone


def contents(engine: Engine) -> Contents:
    """What is in the store now. Raises BackupError when it is not whole."""
    return inspect(_file(engine))


def _clear(engine: Engine) -> None:
    """Take away what was put in the place of the store, since it did not go well."""
    engine.dispose()
    for each in _files(engine):
        each.unlink()


def sync(path: Path) -> None:
    """Wait until the disk has a file, or the names in a folder."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _files(engine: Engine) -> list[Path]:
    found = [Path(f"{_file(engine)}{helper}") for helper in HELPERS]
    return [each for each in found if each.exists()]


def _file(engine: Engine) -> Path:
    return Path(engine.url.database or "")
