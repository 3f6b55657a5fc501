"""How PostgreSQL's own programs are started: found, new enough, and without a word of a secret."""

import stat
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from portal.backups.service import dumps
from portal.backups.service.manifest import BackupError

PASSWORD = "Secret-word-42"
ENGINE = create_engine(
    f"postgresql+psycopg://portal:{PASSWORD}@db.example.org:5433/people?sslmode=verify-full"
)


def program(folder: Path, script: str) -> None:
    file = folder / "pg_dump"
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(file.stat().st_mode | stat.S_IXUSR)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where programs are looked for first."""
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    return tmp_path


def test_the_password_is_not_on_the_command_line(folder: Path) -> None:
    program(folder, f'echo "$@" >{folder}/words; echo "$PGPASSWORD" >{folder}/password')
    dumps.run("pg_dump", "--format=custom", engine=ENGINE)
    words = (folder / "words").read_text()
    assert PASSWORD not in words
    assert all(
        each in words
        for each in (
            "host=db.example.org",
            "port=5433",
            "user=portal",
            "dbname=people",
            "sslmode=verify-full",
        )
    )
    assert (folder / "password").read_text().strip() == PASSWORD


def test_only_the_first_line_of_what_it_says_is_told(folder: Path) -> None:
    program(folder, 'echo "pg_dump: error: no such schema" >&2; echo "what ann wrote" >&2; exit 1')
    with pytest.raises(BackupError) as caught:
        dumps.run("pg_dump", engine=ENGINE)
    assert str(caught.value) == "pg_dump did not do it: error: no such schema"


def test_a_program_that_is_not_there_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BackupError, match="pg_dump is not on this machine"):
        dumps.run("pg_dump", engine=ENGINE)
