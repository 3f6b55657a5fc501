"""The way back: a backup, a portal that is gone, and everything as it was, but for those erased."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from portal import records
from portal.backups.service import aside, manifest, taking
from portal.core import checks, clock, jobs
from portal.core.crypto import blind_index, load_keys
from portal.core.database import KEYS
from portal.extensions import db
from portal.outbox import deliver_due, post
from portal.outbox.service import holding
from portal.pages.service import health
from portal.records.service import tables
from portal.staff.service import anchors, audit, verifying
from tests.backups.places import Places, run
from tests.records import rows
from tests.support import postgres
from tests.support.databases import MakeApp, dispose, prepare
from tests.support.settings import make_settings

NIGHT = datetime(2026, 3, 20, 3, 0, tzinfo=UTC)
LATER = NIGHT + timedelta(hours=9)


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


def email(name: str) -> str:
    return f"{name}.of.the.drill@example.org"


def subscribe(name: str) -> None:
    index = blind_index("bulletins.email", email(name))
    rows.keyed("subscribers", NIGHT, email=email(name), email_index=index)


def back_up(app: Flask, places: Places) -> None:
    done = run(app, "backup", str(places.records), "--keys", str(places.keys))
    assert done.exit_code == 0, done.output


def restore(app: Flask, places: Places, *words: str) -> tuple[int, str]:
    """Put the newest backup back, on a machine where nothing runs."""
    dispose(app)
    with clock.freeze(LATER):
        done = run(app, "restore", str(places.records), *words)
    return done.exit_code, done.output


def readable() -> list[str]:
    """Everybody who gets bulletins, as the portal reads them."""
    model = tables.model("subscribers")
    found = list(db.session.query(model))
    load_keys(found)
    names = sorted(each.email for each in found)
    db.session.rollback()
    return names


def destroy(app: Flask) -> None:
    """The machine and its disk are gone."""
    kind = db.engine.dialect.name
    if kind == "postgresql":
        db.session.remove()
        with db.engine.begin() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
            connection.execute(text("DROP SCHEMA portal_keys CASCADE"))
    dispose(app)
    shutil.rmtree(app.instance_path)
    Path(app.instance_path).mkdir()


def test_a_portal_that_is_gone_comes_back(alone: Flask, places: Places) -> None:
    post("bulletins.confirm", "somebody")
    db.session.commit()
    back_up(alone, places)
    destroy(alone)
    code, said = restore(alone, places, "--keys", str(places.keys))
    assert code == 0, said
    assert readable() == [email("ann"), email("bob"), email("cleo")]
    assert "Put back: the records of Friday 20 March 2026, 3:00am" in said
    assert "No mail leaves now. 1 wait" in said
    assert deliver_due() == 0
    assert "The trail is whole." in said
    assert verifying.verify().problem == ""
    assert run(alone, "audit", "verify").exit_code == 0


def test_whoever_was_erased_since_is_not_brought_back(alone: Flask, places: Places) -> None:
    back_up(alone, places)
    subscribe("dora")
    records.erase(email("bob"))
    code, said = restore(alone, places, "--replace")
    assert code == 0, said
    assert readable() == [email("ann"), email("cleo")]
    assert "Erased again, as they left after that: 1." in said
    assert "The keys that were here stay" in said
    assert "Put aside: " in said
    assert "dora" not in said


def test_what_was_put_aside_goes_after_a_month(alone: Flask, places: Places) -> None:
    back_up(alone, places)
    assert restore(alone, places, "--keys", str(places.keys), "--replace")[0] == 0
    assert checks.run("schema").problem == ""
    mine = Path(alone.instance_path) / "portal.db.before-the-flood"
    mine.touch()
    with clock.freeze(LATER + timedelta(days=28)):
        assert aside.forget_old() == 0
    with clock.freeze(LATER + timedelta(days=30)):
        assert aside.forget_old() == 2
        assert aside.forget_old() == 0
    assert len(readable()) == 3
    assert mine.exists()


@pytest.mark.one_database
def test_an_old_copy_of_the_records_cannot_be_read_without_the_erased_keys(
    alone: Flask, places: Places
) -> None:
    back_up(alone, places)
    records.erase(email("bob"))
    back_up_of_keys = places.keys.with_name("newer")
    back_up_of_keys.mkdir()
    with clock.freeze(LATER):
        taking.take(places.records, back_up_of_keys)
    destroy(alone)
    code, said = restore(
        alone, places, "--keys", str(back_up_of_keys), "--at", manifest.stamp(NIGHT)
    )
    assert code == 0, said
    assert readable() == [email("ann"), email("cleo")]


@pytest.mark.one_database
def test_after_a_restore_mail_waits_until_somebody_lets_it_go(alone: Flask, places: Places) -> None:
    post("bulletins.confirm", "somebody")
    db.session.commit()
    back_up(alone, places)
    assert restore(alone, places, "--replace")[0] == 0
    status = run(alone, "outbox", "status").output
    assert "no mail leaves until somebody says so" in status
    assert run(alone, "outbox", "deliver").exit_code == 1
    assert deliver_due() == 0
    assert holding.waiting() == 1
    assert run(alone, "outbox", "release", "--drop").output.startswith("1 dropped.")
    assert holding.held_since() is None
    assert run(alone, "outbox", "release").output == "Nothing is held back.\n"
    assert deliver_due() == 0


@pytest.mark.one_database
def test_a_file_that_is_put_back_by_hand_sends_nothing_either(alone: Flask, places: Places) -> None:
    """The anchors in the instance folder know more than the database: the start sees it."""
    jobs.run_at_start(alone)
    assert holding.held_since() is None
    db.session.rollback()
    back_up(alone, places)
    audit.write("staff.signed_out")
    db.session.commit()
    anchors.note()
    dispose(alone)
    shutil.copy(next(places.records.glob("*.db")), Path(alone.instance_path) / "portal.db")
    with clock.freeze(LATER):
        jobs.run_at_start(alone)
    assert holding.held_since() == LATER
    with clock.freeze(LATER + timedelta(minutes=1)):
        assert run(alone, "outbox", "release").exit_code == 0
    jobs.run_at_start(alone)
    assert holding.held_since() is None


@pytest.mark.one_database
def test_the_trail_says_that_a_backup_was_put_back_and_what_was_lost(
    alone: Flask, places: Places
) -> None:
    back_up(alone, places)
    for _ in range(3):
        audit.write("staff.signed_out")
        db.session.commit()
    anchors.note()
    code, said = restore(alone, places, "--replace")
    assert code == 0, said
    assert "Its entries 2 to 4 are lost" in said
    newest = db.session.execute(
        text("SELECT action, actor, detail FROM audit_entries ORDER BY id DESC LIMIT 1")
    ).one()
    assert tuple(newest) == (
        "backups.restored",
        "operator",
        "copy of 20260320T030000Z, entries 2 to 4 lost",
    )
    assert verifying.verify().problem == ""
    assert len(list(Path(alone.instance_path).glob("audit.heads.*"))) == 1


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
        code, said = restore(alone, places, "--replace")
        db.session.rollback()
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


def test_an_older_backup_is_brought_to_this_release(alone: Flask, places: Places) -> None:
    downgrade()
    back_up(alone, places)
    upgrade()
    older = manifest.read(manifest.found(places.records, "records")[0]).revision
    code, said = restore(alone, places, "--replace")
    assert code == 0, said
    assert f"Brought from revision {older} to" in said
    assert not health.is_behind(alone.extensions["migrate"].directory)
    assert len(readable()) == 3
