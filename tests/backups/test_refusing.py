"""What is not put back: it says why, and everything is as it was."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from portal.backups.service import manifest
from portal.core.database import KEYS
from portal.extensions import db
from portal.outbox.service import holding
from tests.backups.drill import back_up, destroy, email, readable, restore, subscribe
from tests.backups.places import Places
from tests.support.databases import MakeApp


@pytest.mark.one_database
def test_nothing_is_replaced_unless_that_is_asked_for(alone: Flask, places: Places) -> None:
    back_up(alone, places)
    subscribe("dora")
    code, said = restore(alone, places)
    assert (code, "--replace" in said) == (1, True)
    assert email("dora") in readable()
    assert holding.held_since() is None


def test_a_portal_that_runs_is_left_alone(
    alone: Flask, places: Places, make_app: MakeApp, address: dict[str, str]
) -> None:
    back_up(alone, places)
    other = make_app(**address)
    with other.app_context():
        db.session.execute(text("SELECT count(*) FROM subscribers"))
        # It asks nothing just now, as most of the time; its connection stays.
        db.session.remove()
        code, said = restore(alone, places, "--replace")
    assert (code, "Stop the web processes" in said) == (1, True)


@pytest.mark.one_database
def test_what_is_not_our_backup_is_refused(alone: Flask, places: Places) -> None:
    back_up(alone, places)
    copy = next(file for file in places.files("records") if file.suffix != ".json")
    copy.write_bytes(copy.read_bytes()[:-1] + b"x")
    code, said = restore(alone, places, "--replace")
    assert (code, "altered or damaged" in said) == (1, True)
    note = manifest.found(places.records, "records")[0]
    note.write_text(note.read_text().replace('"rows"', '"rows" '))
    note.write_text(note.read_text().replace("0015", "0001").replace("0016", "0001"))
    code, said = restore(alone, places, "--replace")
    assert (code, "was altered" in said) == (1, True)
    assert len(readable()) == 3


@pytest.mark.one_database
def test_a_backup_of_a_newer_portal_is_refused(alone: Flask, places: Places) -> None:
    back_up(alone, places)
    note = manifest.found(places.records, "records")[0]
    newer = manifest.Manifest(**{**manifest.read(note).__dict__, "revision": "9999"})
    note.write_text(newer.written())
    code, said = restore(alone, places, "--replace")
    assert (code, "Install the newer release" in said) == (1, True)


def test_keys_of_another_portal_are_refused_and_all_is_as_it_was(
    alone: Flask, places: Places
) -> None:
    back_up(alone, places)
    with db.engines[KEYS].begin() as connection:
        connection.execute(text("DELETE FROM record_keys"))
    subscribe("stranger")
    code, said = restore(alone, places, "--replace")
    assert (code, "do not belong to these records" in said) == (1, True)
    assert db.session.scalar(text("SELECT count(*) FROM subscribers")) == 4
    assert holding.held_since() is None
    left = [file.name for file in Path(alone.instance_path).iterdir() if "before" in file.name]
    assert left == []


@pytest.mark.one_database
def test_without_any_keys_it_asks_where_they_are(alone: Flask, places: Places) -> None:
    back_up(alone, places)
    destroy(alone)
    code, said = restore(alone, places)
    assert (code, "No copy of the keys is in" in said) == (1, True)
