"""Whether this portal can do its work: what a load balancer asks."""

from collections.abc import Callable
from datetime import timedelta

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.exc import SQLAlchemyError

from portal.core.crypto import CryptoError, check_keys
from portal.core.database import ping
from portal.core.jobs import heartbeat_age
from portal.extensions import db

# Several rounds of the worker: one slow delivery is no alarm.
STALE = timedelta(minutes=2)


def problems(migrations: str) -> list[str]:
    """What is not ready, in words; nothing when all is well."""
    checks: tuple[Callable[[], str], ...] = (
        _database,
        lambda: _migrations(migrations),
        _keys,
        _worker,
    )
    for check in checks:
        problem = _asked(check)
        if problem:
            # Each check stands on the one before it.
            return [problem]
    return []


def _asked(check: Callable[[], str]) -> str:
    try:
        return check()
    except SQLAlchemyError:
        return "database: does not answer"


def _database() -> str:
    return "" if all(ping(engine) for engine in db.engines.values()) else "database: no answer"


def is_behind(folder: str) -> bool:
    """Whether a store is not at the newest of the migrations in a folder."""
    heads = set(ScriptDirectory(folder).get_heads())
    for engine in db.engines.values():
        with engine.connect() as connection:
            if set(MigrationContext.configure(connection).get_current_heads()) != heads:
                return True
    return False


def _migrations(folder: str) -> str:
    if is_behind(folder):
        return "migrations: the database is behind the program; run `portal db upgrade`"
    return ""


def _keys() -> str:
    try:
        check_keys()
    except CryptoError:
        return "keys: the newest record cannot be opened with PORTAL_DATA_KEYS"
    return ""


def _worker() -> str:
    age = heartbeat_age()
    if age is None or age > STALE:
        return "worker: no sign of life; run `portal worker`"
    return ""
