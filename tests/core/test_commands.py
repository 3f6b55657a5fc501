"""Every command, when the database is not there or not made yet: words that say what to do."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from flask import Flask, has_app_context
from flask.cli import ScriptInfo
from sqlalchemy import text

from portal.app import create_app
from portal.cli import main
from portal.commands import AWAY, BEHIND
from portal.core.clock import today
from portal.extensions import db
from tests.house import source
from tests.house.test_docs import documents
from tests.support.databases import MakeApp, dispose
from tests.support.settings import make_settings

pytestmark = pytest.mark.one_database

PASSWORD = "Secret-word-42"
NOWHERE = f"postgresql+psycopg://portal:{PASSWORD}@127.0.0.1:1/portal"
# They serve until they are stopped, are the library's own, or need no portal at all.
OTHERS = {"serve", "run", "shell", "worker", "routes", "db", "notice"}
# They read files alone, or say in their own words that there is nothing.
NEED_NONE = {
    *("keys make", "keys dkim", "retention list", "records processing"),
    *("pages export", "bulletins digest", "promises"),
    *("backup", "restore", "doctor"),
}
# A pipe of a mail server reads nothing, but asks to be tried again later (sysexits.h).
TRY_LATER = {"outbox receive": 75}
ALSO = {"data answer": ["--extend"], "retention run": ["--dry-run"]}
SAMPLES = {"slug": "welcome", "record": "abcdefghijklmnop", "email": "a@example.org"}
LIST = (
    "email,name,topics,frequency,source,consented_at\n"
    "a@example.org,Ann,mind,each,paper,2025-01-01\n"
)
CODE = re.compile(r"```.*?^```|`[^`\n]+`", re.DOTALL | re.MULTILINE)
QUOTED = re.compile(r"`portal [^`\n]*`")
NAMED = re.compile(r"(?:^[ \t]*|`|bin/|\$ )portal ([a-z][a-z-]*)(?: ([a-z][a-z-]*))?", re.MULTILINE)
NOT_TOLD = ("Traceback", "SELECT", "INSERT", "UPDATE", "[SQL", "sqlalche", "psycopg", PASSWORD)


@pytest.fixture(autouse=True)
def own_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Flask's group leaves a mark in the environment; commands write files where they are."""
    monkeypatch.setenv("FLASK_RUN_FROM_CLI", "true")
    monkeypatch.chdir(tmp_path)


def made(folder: Path, **settings: str) -> Iterator[Flask]:
    app = create_app(make_settings(folder / "instance", **settings))
    yield app
    dispose(app)


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Flask]:
    """A portal whose database nobody has made."""
    yield from made(tmp_path)


@pytest.fixture
def away(tmp_path: Path) -> Iterator[Flask]:
    """A portal whose PostgreSQL does not answer."""
    yield from made(tmp_path, database_url=NOWHERE)


def run(app: Flask, words: list[str]) -> Result:
    info = ScriptInfo(create_app=lambda: app)
    return CliRunner().invoke(main, words, obj=info, input="x\nx\n")


@contextmanager
def asked(app: Flask) -> Iterator[click.Context]:
    """The group, as when a command is looked for; Flask leaves its app in there until the end."""
    with click.Context(main, obj=ScriptInfo(create_app=lambda: app)) as context:
        yield context
    assert not has_app_context()


def commands(app: Flask, folder: Path) -> dict[str, list[str]]:
    """Every command, with something for each thing that it wants."""
    (folder / "file.csv").write_text(LIST)
    found: dict[str, list[str]] = {}
    with asked(app) as context:
        for name in set(main.list_commands(context)) - OTHERS:
            command = main.get_command(context, name)
            inner = command.commands if isinstance(command, click.Group) else {"": command}
            for second, each in inner.items():
                assert each is not None
                whole = f"{name} {second}".strip()
                found[whole] = whole.split() + _wanted(each, folder) + ALSO.get(whole, [])
    return found


def _wanted(command: click.Command, folder: Path) -> list[str]:
    words: list[str] = []
    for each in command.params:
        if each.required:
            name = [each.opts[0]] if isinstance(each, click.Option) else []
            words += [*name, _sample(each, folder)]
    return words


def _sample(wanted: click.Parameter, folder: Path) -> str:
    kind = wanted.type
    if isinstance(kind, click.Choice):
        return str(kind.choices[0])
    if isinstance(kind, click.DateTime):
        return str(today() + timedelta(days=30))
    if isinstance(kind, click.File):
        return str(folder / "file.csv")
    if isinstance(kind, click.Path):
        return str(folder / "new")
    return "1" if kind is click.INT else SAMPLES.get(wanted.name or "", "x")


def faults(app: Flask, folder: Path, words: str) -> list[str]:
    """Commands that end otherwise than with these words, and what they said."""
    wrong = []
    for name, line in commands(app, folder).items():
        done = run(app, line)
        is_patient = done.exit_code == TRY_LATER.get(name)
        is_told = is_patient or done.exit_code == 1 and done.output.endswith(f"{words}\n")
        is_silent = not any(each in done.output for each in NOT_TOLD)
        if not is_silent or not (is_told or (name in NEED_NONE and done.exit_code in {0, 1})):
            wrong.append(f"{name} -> {done.exit_code}: {done.output[-300:]} {done.exception!r}")
    return wrong


def test_before_the_database_is_made_every_command_says_so(empty: Flask, tmp_path: Path) -> None:
    assert len(commands(empty, tmp_path)) > 40
    assert "\n".join(faults(empty, tmp_path, BEHIND)) == ""


def test_without_its_database_every_command_says_so(away: Flask, tmp_path: Path) -> None:
    words = AWAY.format(setting="PORTAL_DATABASE_URL")
    assert "\n".join(faults(away, tmp_path, words)) == ""


def test_the_store_of_keys_is_named_when_it_alone_is_away(make_app: MakeApp) -> None:
    app = make_app(keys_database_url=NOWHERE)
    done = run(app, ["keys", "rotate"])
    words = AWAY.format(setting="PORTAL_KEYS_DATABASE_URL")
    assert (done.exit_code, done.output) == (1, f"{words}\n")


def test_another_fault_of_the_database_is_named_by_its_kind_and_place(make_app: MakeApp) -> None:
    app = make_app()
    with app.app_context():
        db.session.execute(text("DROP TABLE page_visits"))
        db.session.commit()
    done = run(app, ["visits"])
    assert done.exit_code == 1
    assert done.output.splitlines()[-1].startswith("The database did not do this (OperationalError")
    assert not any(each in done.output for each in NOT_TOLD)


def test_every_command_that_is_named_anywhere_is_there(empty: Flask) -> None:
    named = {(file, *found) for file, code in _texts() for found in NAMED.findall(code)}
    assert len({found[1:] for found in named}) > 40
    with asked(empty) as context:
        for file, first, second in sorted(named):
            command = main.get_command(context, first)
            assert command is not None, f"{file}: portal {first}"
            if isinstance(command, click.Group) and second:
                assert second in command.commands, f"{file}: portal {first} {second}"


def _texts() -> list[tuple[str, str]]:
    """What documents show as code, and what the program says itself, by file."""
    said = [file for file in source.tracked() if file.suffix in {".py", ".toml", ".html"}]
    code = [(file, CODE) for file in documents()] + [(file, QUOTED) for file in said]
    return [
        (source.name(file), "\n".join(piece.findall(file.read_text(encoding="utf-8"))))
        for file, piece in code
    ]
