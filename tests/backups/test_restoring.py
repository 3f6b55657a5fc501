"""The way back: a portal that is gone, and everything as it was, but for those erased."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from portal import records
from portal.backups.service import aside, manifest, taking
from portal.core import checks, clock, jobs
from portal.extensions import db
from portal.outbox import deliver_due, post
from portal.outbox.service import holding
from portal.pages.service import health
from portal.staff.service import anchors, audit, verifying
from tests.backups.drill import LATER, NIGHT, back_up, destroy, email, readable, restore, subscribe
from tests.backups.places import Places, run
from tests.support.databases import dispose


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
