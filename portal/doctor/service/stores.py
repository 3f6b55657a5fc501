"""The two stores: whether they answer, are whole, are of this release, and fit the keys."""

import time
from contextlib import closing
from pathlib import Path

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask_migrate import Migrate
from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError

from portal.core import crypto, database, sizes
from portal.core.database import SqliteError, open_alone
from portal.doctor.service.findings import Finding, look, ok, wrong
from portal.extensions import db, migrate
from portal.records.service import tables

READ_SECONDS = 5.0
STEPS = 20_000
# The WAL-reset bug of SQLite 3.7.0 to 3.51.2.
SAFE_SQLITE = (3, 51, 3)
URLS = {"records": "PORTAL_DATABASE_URL", "key store": "PORTAL_KEYS_DATABASE_URL"}
PARTS = {"records": None, "key store": database.KEYS}
SIZES = "SELECT pg_database_size(current_database()), current_setting('server_version')"


def check() -> list[Finding]:
    """Each store: whether it answers, and what can be said of it quickly."""
    found: list[Finding] = []
    for name, bind in PARTS.items():
        engine = db.engines[bind]
        try:
            found += (
                _file(name, engine) if engine.dialect.name == "sqlite" else _server(name, engine)
            )
        except SQLAlchemyError:
            todo = f"See that it runs and lets the portal in: {URLS[name]} says where."
            found.append(wrong(name, "The database does not answer.", todo))
    return found


def are_there() -> bool:
    """Whether both stores are made, and answer."""
    files = [path_of(engine) for engine in db.engines.values()]
    if not all(file is None or (file.exists() and file.stat().st_size) for file in files):
        return False
    try:
        return all(database.ping(engine) for engine in db.engines.values())
    except SQLAlchemyError:
        return False


def migrations() -> list[Finding]:
    """Whether both stores are of this release."""
    script = ScriptDirectory(_folder())
    heads, known = set(script.get_heads()), {each.revision for each in script.walk_revisions()}
    current: set[str] = set()
    for engine in db.engines.values():
        with engine.connect() as connection:
            current |= set(MigrationContext.configure(connection).get_current_heads()) or {"none"}
    saw = f"The database is at {', '.join(sorted(current))}, this release at {max(heads)}."
    if current == heads:
        return [ok("migrations", saw)]
    if current - known - {"none"}:
        return [wrong("migrations", saw, "Start the newer release, or put a backup back.")]
    return [wrong("migrations", saw, "Run `portal db upgrade`, or `portal serve`, which does it.")]


def keys() -> list[Finding]:
    """Whether the keys in the settings open what is kept."""
    try:
        crypto.check_every_key()
        tables.check_index()
    except crypto.CryptoError as error:
        todo = "Put the keys back that the records were sealed with: nothing else opens them."
        return [wrong("keys", f"{error}.", todo)]
    return [ok("keys", "The keys in the settings open the records.")]


def size() -> int:
    """How many bytes both stores take on this machine's disk: none on PostgreSQL."""
    files = [path_of(engine) for engine in db.engines.values()]
    return sum(file.stat().st_size for file in files if file and file.exists())


def path_of(engine: Engine) -> Path | None:
    """The file of a store, when it is one."""
    return Path(engine.url.database or "") if engine.dialect.name == "sqlite" else None


def _file(name: str, engine: Engine) -> list[Finding]:
    file = path_of(engine)
    if file is None or not file.exists() or not file.stat().st_size:
        return [look(name, "There is no database yet.", "`portal serve` makes one.")]
    saw = f"SQLite {database.sqlite_version()}, {sizes.in_words(file.stat().st_size)}"
    problem = _read_through(file)
    if problem == "damaged":
        todo = "Stop the portal, copy the file aside, then `portal restore` the newest backup."
        return [wrong(name, f"{saw}: the file is damaged.", todo)]
    with engine.connect() as connection:
        mode = connection.exec_driver_sql("PRAGMA journal_mode").scalar()
    if mode != "wal":
        return [wrong(name, f"{saw}, journal {mode}.", "Its disk cannot hold it: use a local one.")]
    if problem:
        return [look(name, f"{saw}, too much to read through now.", "`portal backup` does so.")]
    if tuple(map(int, database.sqlite_version().split("."))) < SAFE_SQLITE:
        todo = "Install the locked pysqlite3: before 3.51.3 two processes could spoil a file."
        return [look(name, f"{saw}, whole.", todo)]
    return [ok(name, f"{saw}, whole.")]


def _read_through(file: Path) -> str:
    """Nothing when a file is whole, "damaged", or "long" when there is no time to know."""
    until = time.monotonic() + READ_SECONDS
    with closing(open_alone(file)) as connection:
        connection.set_progress_handler(lambda: int(time.monotonic() > until), STEPS)
        try:
            said = connection.execute("PRAGMA quick_check(1)").fetchone()
        except SqliteError as error:
            is_late = "interrupted" in str(error) or "locked" in str(error)
            return "long" if is_late else "damaged"
    return "" if said == ("ok",) else "damaged"


def _server(name: str, engine: Engine) -> list[Finding]:
    with engine.connect() as connection:
        size, version = connection.execute(text(SIZES)).one()
    return [ok(name, f"PostgreSQL {version}, {sizes.in_words(size)} in this database.")]


def _folder() -> str:
    extension: Migrate = migrate
    return str(extension.directory)
