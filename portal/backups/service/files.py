"""Copies on SQLite: a store is one file."""

import os
from contextlib import closing
from pathlib import Path

from sqlalchemy import Engine

from portal.backups.service.manifest import BackupError, Contents
from portal.core.database import SqliteError, open_copy

# The full-text index makes its tables itself, and other numbers of rows with each version.
TABLES = """
    SELECT name FROM sqlite_master
    WHERE type = 'table' AND name NOT LIKE 'sqlite~_%' ESCAPE '~' AND name NOT LIKE 'page~_search%'
    ESCAPE '~'
"""


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
    file = Path(engine.url.database or "")
    return file.stat().st_size if file.exists() else 0


def _why(error: Exception, folder: Path) -> str:
    if "malformed" in str(error) or "not a database" in str(error):
        return "The database is damaged. Do not write to it: put the newest backup back"
    free = os.statvfs(folder)
    return (
        f"The copy could not be written to {folder} ({type(error).__name__}, "
        f"{free.f_bavail * free.f_frsize // 1_000_000} MB free). Make room, or name another folder"
    )
