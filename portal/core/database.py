"""How connections are opened: durable, patient, and forgetful of what was deleted."""

import sqlite3
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from functools import partial
from pathlib import Path
from typing import Any

from flask import Flask, has_request_context, request
from sqlalchemy import Connection, Engine, event, make_url, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects import sqlite as sqlite_dialect
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from portal.config import Settings
from portal.extensions import db

try:
    import pysqlite3.dbapi2 as sqlite
except ImportError:  # no wheel for this platform
    sqlite = sqlite3

# What a file of SQLite's raises when it is opened without an engine.
SqliteError: type[Exception] = sqlite.Error
KEYS = "keys"
PRIVATE = 0o600
KEYS_SCHEMA = "portal_keys"
BUSY_MILLISECONDS = 5000
# Of libpq, for a server that does not answer.
TIMEOUT, CONNECT_SECONDS = "connect_timeout", 5
PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    f"busy_timeout={BUSY_MILLISECONDS}",
    "foreign_keys=ON",
    # Deleted text is overwritten: erasing means gone.
    "secure_delete=ON",
    "trusted_schema=OFF",
)
INSERTS: dict[str, Callable[..., Any]] = {
    "sqlite": sqlite_dialect.insert,
    "postgresql": postgresql.insert,
}
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

_reading: ContextVar[bool] = ContextVar("reading", default=False)


def sqlite_version() -> str:
    """The SQLite in use, such as 3.53.4."""
    return str(sqlite.sqlite_version)


def open_copy(file: Path) -> sqlite3.Connection:
    """Open a SQLite file that nobody writes to, to read it; no helper is left beside it."""
    opened: sqlite3.Connection = sqlite.connect(f"{file.absolute().as_uri()}?immutable=1", uri=True)
    return opened


def open_alone(file: Path) -> sqlite3.Connection:
    """Open a SQLite file as it is, for somebody who wants it for themselves."""
    opened: sqlite3.Connection = sqlite.connect(str(file), timeout=1, isolation_level=None)
    return opened


def options(settings: Settings) -> dict[str, Any]:
    """Flask configuration for the two stores: the records, and the keys that open them."""
    return {
        "SQLALCHEMY_DATABASE_URI": _engine(settings.database_url)["url"],
        "SQLALCHEMY_ENGINE_OPTIONS": _without_url(_engine(settings.database_url)),
        "SQLALCHEMY_BINDS": {KEYS: _engine(settings.keys_database_url, KEYS_SCHEMA)},
    }


def _without_url(engine: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in engine.items() if name != "url"}


def _engine(url: str, schema: str = "") -> dict[str, Any]:
    if url.startswith("sqlite"):
        return {"url": url, "module": sqlite, "connect_args": {"check_same_thread": False}}
    # A database that comes back after a crash is met again without a restart of the portal.
    given: dict[str, Any] = {"options": f"-csearch_path={schema}"} if schema else {}
    # One that answers nothing would keep a visitor for minutes; what the address says is kept.
    if TIMEOUT not in make_url(url).query:
        given[TIMEOUT] = CONNECT_SECONDS
    return {"url": url, "pool_pre_ping": True, "connect_args": given}


def init_app(app: Flask) -> None:
    """Prepare each SQLite connection as it opens; PostgreSQL needs nothing."""
    with app.app_context():
        for engine in db.engines.values():
            if engine.dialect.name == "sqlite":
                event.listen(engine, "do_connect", partial(_keep_private, engine.url.database))
                event.listen(engine, "connect", _on_connect)
                event.listen(engine, "begin", _on_begin)


def _keep_private(database: str | None, *_: object) -> None:
    """Make the file for its owner alone, whatever the umask, before SQLite would make it.

    SQLite gives its helpers (-wal, -shm) the mode of the file they belong to.
    """
    if not database or database.startswith((":memory:", "file:")):
        return
    file = Path(database)
    # A folder that is not there, a file of somebody else's: SQLite says it in its own words.
    with suppress(OSError):
        if not file.exists():
            file.touch(mode=PRIVATE)
        if stat.S_IMODE(file.stat().st_mode) != PRIVATE:
            file.chmod(PRIVATE)


def _on_connect(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    # The driver must not open transactions by itself: see _on_begin.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _on_begin(connection: Connection) -> None:
    # A transaction that will write takes the lock at once. One that reads first and writes later
    # meets "database is locked" when another writer came between, however patient it is.
    reading = _reading.get() or (has_request_context() and request.method in SAFE_METHODS)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


@contextmanager
def only_reading() -> Iterator[None]:
    """Read for a while without keeping anybody from writing; afterwards the session is clean."""
    db.session.rollback()
    before = _reading.set(True)
    try:
        yield
    finally:
        db.session.rollback()
        _reading.reset(before)


def ping(engine: Engine) -> bool:
    """Whether the database answers."""
    with engine.connect() as connection:
        return bool(connection.execute(text("SELECT 1")).scalar() == 1)


def scrub() -> None:
    """Take what was deleted out of the files too, as far as the database lets us now.

    SQLite overwrites deleted rows (secure_delete), yet the write-ahead log keeps older pages until
    it is cut off. PostgreSQL keeps dead rows until they are vacuumed: the keys of erased records
    at once, all else when it does so by itself. A reader in the way is no error: the next run
    comes again.
    """
    for name, engine in db.engines.items():
        if engine.dialect.name == "sqlite":
            connection = engine.raw_connection()
            try:
                connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
            finally:
                connection.close()
        elif name == KEYS:
            with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as plain:
                plain.execute(text("VACUUM record_keys"))


def insert(table: Any) -> Any:
    """The dialect's INSERT, which knows ON CONFLICT."""
    return INSERTS[db.engine.dialect.name](table)
