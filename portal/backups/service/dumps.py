"""Copies on PostgreSQL: a store is a schema, dumped and read by PostgreSQL's own programs."""

import re
import shutil
import subprocess
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

from psycopg.conninfo import make_conninfo
from sqlalchemy import Connection, Engine, text

from portal.backups.service.manifest import BackupError, Contents, is_before
from portal.config import child_environment
from portal.core.database import KEYS_SCHEMA

TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1"
OTHERS = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
      AND backend_type = 'client backend'
"""
FIRST_LETTERS = 200
ASIDE = "_before_"


def write(engine: Engine, target: Path) -> Contents:
    """Dump a store as it is at one moment, while others write. Raises BackupError.

    Its schema alone: the records never take the keys with them.
    """
    _check_version(engine)
    whole = engine.execution_options(isolation_level="REPEATABLE READ")
    with whole.connect() as connection:
        snapshot = connection.scalar(text("SELECT pg_export_snapshot()"))
        schema = connection.scalar(text("SELECT current_schema()"))
        contents = count(connection)
        run(
            "pg_dump",
            *("--format=custom", "--no-owner", "--no-privileges", f"--schema={_exactly(schema)}"),
            *(f"--snapshot={snapshot}", f"--file={target}"),
            engine=engine,
        )
    inspect(target)
    return contents


def inspect(file: Path) -> None:
    """Read a dump through, to its last byte. Raises BackupError."""
    run("pg_restore", "--file=/dev/null", str(file))


def count(connection: Connection) -> Contents:
    """What is in the store that a connection is to."""
    names = list(connection.scalars(text(TABLES)))
    quote = connection.dialect.identifier_preparer.quote
    rows = sum(
        connection.scalar(text(f"SELECT count(*) FROM {quote(name)}")) or 0  # noqa: S608 (names from the database's own list)
        for name in names
        if name != "page_search"
    )
    revision = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return Contents(str(revision), len(names), rows)


def size(engine: Engine) -> int:
    """How many bytes a copy may take, at most."""
    with engine.connect() as connection:
        return int(connection.scalar(text("SELECT pg_database_size(current_database())")) or 0)


def run(program: str, *words: str, engine: Engine | None = None) -> None:
    """Run a program of PostgreSQL's, with the database of an engine. Raises BackupError.

    The password goes by the environment: other users of the machine can read a command line.
    """
    more = {}
    if engine is not None:
        url = engine.url
        place = {**url.query, **url.translate_connect_args(username="user", database="dbname")}
        if "password" in place:
            more["PGPASSWORD"] = str(place.pop("password"))
        words = (*words, f"--dbname={make_conninfo('', **place)}")
    done = subprocess.run(  # noqa: S603 (every word of it is ours or the settings')
        [_path(program), *words],
        env=child_environment(LC_ALL="C", **more),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        # The first line says what; those behind it may hold what somebody wrote.
        said = (done.stderr.splitlines() or [f"code {done.returncode}"])[0][:FIRST_LETTERS]
        raise BackupError(f"{program} did not do it: {said.removeprefix(f'{program}: ')}")


def _path(program: str) -> str:
    path = shutil.which(program)
    if path is None:
        raise BackupError(
            f"{program} is not on this machine. Install PostgreSQL's client programs, "
            "as new as the server or newer"
        )
    return path


def _check_version(engine: Engine) -> None:
    """pg_dump refuses a newer server, in words that nobody understands."""
    said = subprocess.run(  # noqa: S603 (a program that was looked for, and one word)
        [_path("pg_dump"), "--version"], capture_output=True, text=True, check=True
    ).stdout
    with engine.connect() as connection:
        server = int(connection.scalar(text("SHOW server_version_num")) or 0) // 10_000
    mine = re.search(r"\) (\d+)", said)
    if mine and int(mine[1]) < server:
        raise BackupError(
            f"pg_dump here is version {mine[1]}, and the server is version {server}. "
            f"Install PostgreSQL's client programs of version {server}"
        )


def _exactly(schema: str) -> str:
    """A name as SQL has it, and as a pattern of pg_dump's that fits it alone."""
    quoted = schema.replace('"', '""')
    return f'"{quoted}"'


def is_there(engine: Engine) -> bool:
    """Whether there is a store already."""
    with engine.connect() as connection:
        return bool(connection.scalars(text(TABLES)).all())


def is_used(engine: Engine) -> bool:
    """Whether another process is connected to the database."""
    engine.dispose()
    with engine.connect() as connection:
        others = connection.scalar(text(OTHERS))
    engine.dispose()
    return bool(others)


def stage(_engine: Engine, copy: Path, _undo: ExitStack) -> Path:
    """Read a dump through: there is nowhere to bring it before."""
    inspect(copy)
    return copy


def swap(engine: Engine, staged: Path, stamp: str, undo: ExitStack) -> str:
    """Read a dump into a new schema of the same name; returns the old one's new name, or ""."""
    engine.dispose()
    with engine.begin() as connection:
        schema = str(connection.scalar(text("SELECT current_schema()")) or KEYS_SCHEMA)
        kept = f"{schema}{ASIDE}{stamp.lower()}" if connection.scalars(text(TABLES)).all() else ""
        _rename(connection, schema, kept)
        connection.execute(text(f"CREATE SCHEMA {_exactly(schema)}"))
    undo.callback(_put_back, engine, schema, kept)
    run(
        *("pg_restore", "--single-transaction", "--exit-on-error", "--no-owner"),
        *("--no-privileges", f"--schema={schema}", str(staged)),
        engine=engine,
    )
    return f"the schema {kept}" if kept else ""


def forget(engine: Engine, before: datetime) -> int:
    """Drop what was put aside before a moment; returns how many stores."""
    with engine.begin() as connection:
        schema = str(connection.scalar(text("SELECT current_schema()")))
        names = connection.scalars(text("SELECT nspname FROM pg_namespace")).all()
        old = [
            name
            for name in names
            if (stamp := name.removeprefix(f"{schema}{ASIDE}").upper()) != name.upper()
            and is_before(stamp, before)
        ]
        for name in old:
            connection.execute(text(f"DROP SCHEMA {_exactly(name)} CASCADE"))
    return len(old)


def contents(engine: Engine) -> Contents:
    """What is in the store now."""
    with engine.connect() as connection:
        return count(connection)


def _put_back(engine: Engine, schema: str, kept: str) -> None:
    engine.dispose()
    with engine.begin() as connection:
        connection.execute(text(f"DROP SCHEMA {_exactly(schema)} CASCADE"))
        if kept:
            _rename(connection, kept, schema)
        else:
            connection.execute(text(f"CREATE SCHEMA {_exactly(schema)}"))


def _rename(connection: Connection, schema: str, name: str) -> None:
    """Give a schema another name; without one it goes, as there is nothing in it."""
    if name:
        connection.execute(text(f"ALTER SCHEMA {_exactly(schema)} RENAME TO {_exactly(name)}"))
    else:
        connection.execute(text(f"DROP SCHEMA IF EXISTS {_exactly(schema)}"))
