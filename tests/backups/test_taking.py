"""A backup: whole while others write, in two places, and nothing half-written."""

import json
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from portal.app import create_app
from portal.backups.service import manifest, taking
from portal.backups.service.manifest import BackupError
from portal.commands import BEHIND
from portal.core import clock, jobs
from portal.core.crypto import blind_index
from portal.core.database import KEYS
from portal.extensions import db
from tests.backups.places import Places, everybody, no_file_over, run, writing
from tests.records import rows
from tests.support.databases import dispose
from tests.support.settings import make_settings

NIGHT = datetime(2026, 3, 20, 3, 0, tzinfo=UTC)
WRITERS, BACKUPS = 4, 3


def subscribe(number: int) -> str:
    """One more person with an address; returns their number."""
    email = f"person{number}@example.org"
    index = blind_index("bulletins.email", email)
    return str(rows.keyed("subscribers", NIGHT, email=email, email_index=index).public_id)


def test_both_stores_are_copied_into_two_places(app: Flask, places: Places) -> None:
    subscribe(1)
    with clock.freeze(NIGHT):
        done = run(app, "backup", str(places.records), "--keys", str(places.keys))
    assert done.exit_code == 0, done.output
    names = {file.name.partition(".")[0] for file in places.files()}
    assert names == {"records-20260320T030000Z", "keys-20260320T030000Z"}
    assert {stat.S_IMODE(file.stat().st_mode) for file in places.files()} == {0o600}
    assert "rows in" in done.output
    assert "keep them in a safe" in done.output
    assert "beside" not in done.output
    assert "person1" not in done.output


def test_a_copy_of_the_records_holds_no_key_and_no_secret(app: Flask, places: Places) -> None:
    subscribe(1)
    taking.take(places.records, places.keys)
    with db.engines[KEYS].connect() as connection:
        wrapped = connection.scalar(text("SELECT wrapped FROM record_keys"))
    inside = b"".join(file.read_bytes() for file in places.files("records"))
    assert bytes(wrapped) not in inside
    assert b"person1@example.org" not in inside
    settings = app.extensions["portal_settings"]
    everything = b"".join(file.read_bytes() for file in places.files())
    secrets = (*settings.secret_keys, *settings.data_keys, settings.index_key)
    assert not [secret for secret in secrets if secret.encode() in everything]


@pytest.mark.one_database
def test_without_a_second_place_it_says_that_the_keys_must_live_apart(
    app: Flask, places: Places
) -> None:
    done = run(app, "backup", str(places.records))
    assert done.exit_code == 0, done.output
    assert "Keep them elsewhere: --keys" in done.output
    folder = places.records / "keys"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert len(list(folder.iterdir())) == 2


def test_what_was_committed_before_a_backup_is_in_it(app: Flask, places: Places) -> None:
    """Writers write on; each copy is whole, and misses nothing that was there when it began."""
    with writing(app, subscribe, WRITERS) as committed:
        for number in range(BACKUPS):
            before = set(committed)
            with clock.freeze(NIGHT + timedelta(minutes=number)):
                done = taking.take(places.records, places.keys)
            if db.engine.dialect.name == "sqlite":
                assert before <= everybody(done.copies[0].file)
            assert done.copies[0].manifest.rows >= len(before)
            assert done.copies[1].manifest.rows >= len(before)
    assert committed


@pytest.mark.one_database
def test_key_copies_are_deleted_before_thirty_days_and_records_after_two_years(
    app: Flask, places: Places
) -> None:
    for days in (0, 29, 30, 31, 800):
        with clock.freeze(NIGHT + timedelta(days=days)):
            done = run(app, "backup", str(places.records), "--keys", str(places.keys))
    assert "Deleted, as older than 29 days: keys, 3." in done.output
    assert "Deleted, as older than 729 days: records, 4." in done.output
    assert len(places.files("keys")) == len(places.files("records")) == 2


@pytest.mark.one_database
def test_what_others_put_there_is_left_alone(app: Flask, places: Places) -> None:
    strange = places.keys / "keys-of-the-car.json"
    strange.write_text("{}")
    with clock.freeze(NIGHT):
        taking.take(places.records, places.keys)
    assert strange.exists()
    assert len(manifest.found(places.keys, "keys")) == 1


@pytest.mark.one_database
def test_a_folder_that_is_not_there_is_not_made(app: Flask, places: Places) -> None:
    done = run(app, "backup", str(places.records / "away"))
    assert done.exit_code == 1
    assert done.output.endswith("Make it, or see that its disk is mounted.\n")
    assert places.files() == []


def test_a_disk_without_room_leaves_nothing_half_written(app: Flask, places: Places) -> None:
    with no_file_over(65_536):
        done = run(app, "backup", str(places.records), "--keys", str(places.keys))
    assert done.exit_code == 1, done.output
    said = {"sqlite": "Make room, or name another folder", "postgresql": "pg_dump did not do it"}
    assert said[db.engine.dialect.name] in done.output
    assert len(done.output.splitlines()) == 1
    assert places.files() == []
    assert jobs.age(taking.TAKEN) is None


@pytest.mark.one_database
def test_a_database_that_nobody_made_is_not_copied(tmp_path: Path, places: Places) -> None:
    never_made = create_app(make_settings(tmp_path / "empty"))
    done = run(never_made, "backup", str(places.records), "--keys", str(places.keys))
    assert (done.exit_code, done.output) == (1, f"{BEHIND}\n")
    assert places.files() == []
    dispose(never_made)


@pytest.mark.one_database
def test_a_disk_that_fills_up_at_the_end_takes_back_what_was_written(
    app: Flask, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_path: Path) -> None:
        raise OSError(28, "No space left on device")

    # The records are written by then; the keys are what finds no room.
    monkeypatch.setattr(taking, "_publish", lambda copy, _undo: full(copy.file))
    done = run(app, "backup", str(places.records), "--keys", str(places.keys))
    assert done.exit_code == 1
    assert "No space left on device" in done.output
    assert places.files() == []
    assert jobs.age(taking.TAKEN) is None


@pytest.mark.one_database
def test_the_moment_of_the_last_backup_is_known(app: Flask, places: Places) -> None:
    with clock.freeze(NIGHT):
        taking.take(places.records, places.keys)
    with clock.freeze(NIGHT + timedelta(hours=5)):
        assert jobs.age(taking.TAKEN) == timedelta(hours=5)


@pytest.mark.one_database
def test_an_altered_manifest_or_copy_is_refused(app: Flask, places: Places) -> None:
    done = taking.take(places.records, places.keys)
    copy = done.copies[0]
    note = places.records / copy.manifest.name
    assert manifest.read(note) == copy.manifest
    values = json.loads(note.read_text())
    note.write_text(json.dumps({**values, "revision": "0001"}))
    with pytest.raises(BackupError, match="was altered"):
        manifest.read(note)
    copy.file.write_bytes(copy.file.read_bytes()[:-1] + b"x")
    with pytest.raises(BackupError, match="altered or damaged"):
        manifest.check_file(copy.manifest, places.records)
