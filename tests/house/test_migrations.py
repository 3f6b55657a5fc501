"""Migrations: each goes up and down, and together they make exactly what the models say."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect

from portal.app import create_app
from portal.core.database import KEYS
from portal.extensions import db
from tests.house.source import name
from tests.support import postgres
from tests.support.databases import dispose
from tests.support.settings import make_settings
from tests.support.tools import ROOT

VERSIONS = sorted((ROOT / "migrations" / "versions").glob("*.py"))
STORES = {"main": None, KEYS: KEYS}
# A full-text index has tables of its own, which no model describes.
UNMODELLED = ("page_search",)

pytestmark = pytest.mark.database


@pytest.fixture
def bare(tmp_path: Path, database_kind: str) -> Iterator[Flask]:
    """An app whose databases are empty: no table at all."""
    if database_kind == "sqlite":
        app = create_app(make_settings(tmp_path / "instance"))
        with app.app_context():
            yield app
        dispose(app)
        return
    with postgres.cluster() as uri, postgres.database(uri) as address:
        app = create_app(make_settings(tmp_path / "instance", address))
        with app.app_context():
            yield app
        dispose(app)


def tables() -> set[str]:
    """Every table there is, in both stores."""
    found = {
        each for bind in STORES.values() for each in inspect(db.engines[bind]).get_table_names()
    }
    return {each for each in found if not each.startswith("alembic_version")}


def differences(bind: str | None) -> list[object]:
    """What the models of one store say and its database does not, or the other way round."""
    with db.engines[bind].connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"include_name": is_modelled, "compare_type": True}
        )
        return list(compare_metadata(context, db.metadatas[bind]))


def is_modelled(each: str | None, kind: str, _parents: object) -> bool:
    return not (kind == "table" and (each or "").startswith(UNMODELLED))


def test_migrations_are_numbered_without_gaps() -> None:
    numbers = [file.name[:5] for file in VERSIONS]
    assert numbers == [f"{number:04d}_" for number in range(1, len(VERSIONS) + 1)]


@pytest.mark.parametrize("file", VERSIONS, ids=lambda file: file.stem)
def test_each_migration_follows_the_one_before(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    number = int(file.name[:4])
    before = f'"{number - 1:04d}"' if number > 1 else "None"
    assert re.search(rf"^down_revision.*= {before}$", text, re.MULTILINE), (
        f"{name(file)}: write down_revision = {before}"
    )
    assert "def downgrade" in text


def test_migrations_make_what_the_models_say(bare: Flask) -> None:
    upgrade()
    for bind in STORES.values():
        assert not differences(bind), 'the models say more or less: run make migrate m="words"'


def test_every_migration_goes_down_and_up_again(bare: Flask) -> None:
    upgrade()
    whole = tables()
    for _ in VERSIONS:
        downgrade()
        upgrade(revision="+1")
        downgrade()
    assert tables() == set()
    upgrade()
    assert tables() == whole
