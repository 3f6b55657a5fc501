"""What is kept on disk is for the portal's own user, whatever the machine's umask is."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.app import create_app, migrate_to_latest
from tests.support.databases import dispose
from tests.support.settings import make_settings

FILES = ("portal.db", "keys.db")


@pytest.fixture(autouse=True)
def careless() -> Iterator[None]:
    """A machine on which everybody may read and write everything."""
    before = os.umask(0)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_new_instance_is_for_its_owner_alone(tmp_path: Path) -> None:
    instance = make_settings(tmp_path / "new").instance
    assert mode(instance) == 0o700


def test_the_databases_and_their_helpers_are_for_their_owner_alone(tmp_path: Path) -> None:
    app = create_app(make_settings(tmp_path))
    migrate_to_latest(app)
    helpers = [f"{name}-{suffix}" for name in FILES for suffix in ("wal", "shm")]
    assert {name: mode(tmp_path / name) for name in FILES} == dict.fromkeys(FILES, 0o600)
    found = [tmp_path / name for name in helpers if (tmp_path / name).exists()]
    assert found
    assert {mode(file) for file in found} == {0o600}
    dispose(app)


def test_a_database_that_others_could_read_is_closed_to_them(tmp_path: Path) -> None:
    for name in FILES:
        (tmp_path / name).touch(mode=0o666)
    app = create_app(make_settings(tmp_path))
    migrate_to_latest(app)
    assert {mode(tmp_path / name) for name in FILES} == {0o600}
    dispose(app)


def test_a_folder_that_was_there_keeps_its_mode(tmp_path: Path) -> None:
    tmp_path.chmod(0o750)
    create_app(make_settings(tmp_path))
    assert mode(tmp_path) == 0o750
