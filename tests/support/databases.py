"""Fixtures: an app with an empty database of its own, on SQLite or, when asked, PostgreSQL."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from jinja2 import FileSystemBytecodeCache

from portal.app import create_app, migrate_to_latest
from portal.extensions import db
from tests.support import postgres
from tests.support.client import PortalClient, watched
from tests.support.settings import make_settings

MakeApp = Callable[..., Flask]


@pytest.fixture(scope="session")
def database_kind(pytestconfig: pytest.Config) -> str:
    """`sqlite` or `postgresql`: what --database says."""
    return str(pytestconfig.getoption("--database"))


@pytest.fixture(scope="session")
def postgres_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A PostgreSQL database of this worker, with every table, and empty."""
    with postgres.cluster() as uri, postgres.database(uri) as address:
        prepare(make_settings(tmp_path_factory.mktemp("postgres"), address))
        yield address


@pytest.fixture(scope="session")
def empty_postgres(postgres_address: str) -> Iterator[Callable[[], object]]:
    """Forgets every row of that database."""
    with postgres.emptier(postgres_address) as empty:
        yield empty


@pytest.fixture(scope="session")
def migrated_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with SQLite files that have every table, to be copied."""
    folder = tmp_path_factory.mktemp("sqlite")
    prepare(make_settings(folder))
    return folder


@pytest.fixture(scope="session")
def compiled_templates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for compiled templates."""
    return tmp_path_factory.mktemp("templates")


def prepare(settings: Any) -> None:
    """Bring an empty database to the newest revision."""
    app = create_app(settings)
    migrate_to_latest(app)
    dispose(app)


def dispose(app: Flask) -> None:
    """Close every connection of an app."""
    with app.app_context():
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()


@pytest.fixture
def make_app(
    request: pytest.FixtureRequest, tmp_path: Path, database_kind: str, compiled_templates: Path
) -> Iterator[MakeApp]:
    """Make an app with an empty database; keyword arguments are settings, in lower case."""
    with ExitStack() as stack:

        def make(**changes: Any) -> Flask:
            instance = tmp_path / "instance"
            address = ""
            if database_kind == "postgresql":
                address = request.getfixturevalue("postgres_address")
                stack.callback(request.getfixturevalue("empty_postgres"))
            elif not instance.exists():
                instance.mkdir()
                for file in request.getfixturevalue("migrated_files").glob("*.db"):
                    shutil.copy(file, instance)
            app = create_app(make_settings(instance, address, **changes))
            app.testing = True
            # The same tests ask it of the same pages on SQLite, and it takes a fifth of the time.
            app.extensions["test_reads_html"] = database_kind == "sqlite"
            app.test_client_class = PortalClient
            # Templates are compiled once for all tests, not once for each.
            app.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(compiled_templates))
            stack.callback(dispose, app)
            stack.enter_context(watched(app))
            return app

        yield make


@pytest.fixture
def app(make_app: MakeApp, request: pytest.FixtureRequest) -> Iterator[Flask]:
    """The app, inside its context. `@pytest.mark.settings(name="…")` changes settings."""
    marker = request.node.get_closest_marker("settings")
    made = make_app(**(marker.kwargs if marker else {}))
    with made.app_context():
        yield made
        db.session.rollback()


@pytest.fixture
def client(app: Flask) -> PortalClient:
    """A browser without scripts, with cookies, that checks every page it gets."""
    made = app.test_client()
    assert isinstance(made, PortalClient)
    return made
