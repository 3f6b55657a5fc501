"""Fixtures: two places for backups, PostgreSQL's own programs, and a portal to lose."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from portal.core import clock
from portal.extensions import db
from portal.staff.service import audit
from tests.backups.drill import NIGHT, subscribe
from tests.backups.places import Places
from tests.support import postgres
from tests.support.databases import MakeApp, prepare
from tests.support.settings import make_settings


@pytest.fixture
def places(tmp_path: Path, database_kind: str, monkeypatch: pytest.MonkeyPatch) -> Places:
    """Two empty folders; on PostgreSQL its programs are found too."""
    if database_kind == "postgresql":
        postgres.programs(monkeypatch)
    made = Places(tmp_path / "backup", tmp_path / "backup-keys")
    made.records.mkdir()
    made.keys.mkdir()
    return made


@pytest.fixture
def address(
    request: pytest.FixtureRequest, database_kind: str, tmp_path: Path
) -> Iterator[dict[str, str]]:
    """A database that nobody else is connected to."""
    if database_kind == "sqlite":
        yield {}
        return
    shared = request.getfixturevalue("postgres_address").replace("+psycopg", "", 1)
    with postgres.database(shared) as made:
        prepare(make_settings(tmp_path / "made", made))
        yield {"database_url": made}


@pytest.fixture
def alone(make_app: MakeApp, address: dict[str, str]) -> Iterator[Flask]:
    """A portal of its own, with three people who get bulletins."""
    app = make_app(**address)
    with app.app_context(), clock.freeze(NIGHT):
        for name in ("ann", "bob", "cleo"):
            subscribe(name)
        audit.write("staff.signed_in")
        db.session.commit()
        yield app
        db.session.remove()
