"""Writing the trail: with what it is about, or not at all; two at once; and its old end cut off."""

import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from portal.core.clock import freeze, now
from portal.extensions import db
from portal.records import run_retention
from portal.staff.service import audit
from portal.staff.service.verifying import verify
from tests.staff.trail import ACTION, behind, problem, rows, write
from tests.support.client import PortalClient

EACH = 20


def test_an_entry_is_kept_with_the_commit_or_not_at_all(app: Flask) -> None:
    audit.write(ACTION, "kept")
    db.session.commit()
    audit.write(ACTION, "taken-back")
    db.session.rollback()
    db.session.commit()
    assert [row["about"] for row in rows()] == ["kept"]


def test_several_entries_of_one_commit_are_chained_in_order(app: Flask) -> None:
    for about in ("one", "two", "three"):
        audit.write(ACTION, about)
    db.session.commit()
    assert [(row["id"], row["about"]) for row in rows()] == [(1, "one"), (2, "two"), (3, "three")]
    assert problem() == ""


@pytest.mark.parametrize(
    ("about", "detail"),
    [("ada@example.org", ""), ("", "ada@example.org"), ("Ada Smith", ""), ("", "it’s fine")],
)
def test_the_trail_takes_no_words_that_somebody_wrote(app: Flask, about: str, detail: str) -> None:
    with pytest.raises(ValueError, match="numbers and closed words"):
        audit.write(ACTION, about, detail)


def test_an_action_nobody_registered_is_refused(app: Flask) -> None:
    with pytest.raises(ValueError, match="not registered"):
        audit.write("staff.danced")
    with pytest.raises(ValueError, match="no name"):
        audit.register_action("Danced", "Danced")


def _together(app: Flask, work: Callable[[], None]) -> list[str]:
    """Two threads that begin at the same moment; what went wrong in them."""
    faults: list[str] = []
    line = threading.Barrier(2)

    def run() -> None:
        with app.app_context():
            line.wait()
            for _ in range(EACH):
                try:
                    work()
                except Exception as fault:  # noqa: BLE001 - whatever it is, the test says so
                    faults.append(repr(fault))

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return faults


def test_two_writers_at_once_never_fork_the_chain(app: Flask) -> None:
    db.session.rollback()

    def act() -> None:
        audit.write(ACTION, "together")
        db.session.commit()

    assert _together(app, act) == []
    found = verify()
    assert (found.problem, found.count) == ("", 2 * EACH)


def test_two_who_look_at_once_both_leave_an_entry(app: Flask) -> None:
    db.session.rollback()

    def look() -> None:
        # As in a page: it has read before it notes, and takes no lock when it begins.
        with app.test_request_context("/staff/"):
            rows()
            db.session.execute(db.text("SELECT 1 FROM audit_entries"))
            audit.view(ACTION, "looked")

    assert _together(app, look) == []
    assert (problem(), len(rows())) == ("", 2 * EACH)


def test_what_is_over_goes_and_the_rest_is_still_shown_to_be_whole(app: Flask) -> None:
    with freeze(now() - timedelta(days=7 * 365)):
        write(5)
    write(3)
    run_retention()
    assert [row["id"] for row in rows()] == [6, 7, 8]
    assert verify().count == 3
    assert problem() == ""
    write(1)
    behind("DELETE FROM audit_entries WHERE id = 6")
    assert problem() == "entry 6 was removed"


def test_the_mark_of_what_went_cannot_be_moved(app: Flask) -> None:
    with freeze(now() - timedelta(days=7 * 365)):
        write(2)
    write(3)
    run_retention()
    behind("DELETE FROM audit_entries WHERE id = 3")
    behind("UPDATE audit_marks SET number = 3 WHERE name = 'cut'")
    assert problem() == "the mark of the oldest entries, which went was altered"


def test_a_trail_that_went_whole_goes_on(app: Flask) -> None:
    with freeze(now() - timedelta(days=7 * 365)):
        write(4)
    run_retention()
    assert (rows(), problem()) == ([], "")
    write(2)
    assert ([row["id"] for row in rows()], problem()) == ([5, 6], "")


def test_an_entry_behind_a_younger_one_waits_for_it(app: Flask) -> None:
    write(1)
    with freeze(now() - timedelta(days=7 * 365)):
        write(1)
    run_retention()
    assert [row["id"] for row in rows()] == [1, 2]
    assert problem() == ""


def test_the_command_says_how_many_and_names_the_first_that_is_wrong(app: Flask) -> None:
    write(3)
    runner = app.test_cli_runner()
    fine = runner.invoke(args=["audit", "verify"])
    assert "3 entries read in" in fine.output
    assert fine.exit_code == 0
    behind("UPDATE audit_entries SET actor = 'nobody' WHERE id = 2")
    wrong = runner.invoke(args=["audit", "verify"])
    assert "The trail is not whole: entry 2 was altered." in wrong.output
    assert wrong.exit_code == 1


def test_without_an_anchor_the_command_says_what_it_cannot_know(app: Flask) -> None:
    write(2)
    behind("DELETE FROM audit_entries")
    behind("DELETE FROM audit_marks")
    runner = app.test_cli_runner()
    emptied = runner.invoke(args=["audit", "verify"])
    assert "0 entries read in" in emptied.output
    assert "no anchor to compare it with" in emptied.output
    assert "whole" not in emptied.output
    assert emptied.exit_code == 0
    write(1)
    runner.invoke(args=["audit", "anchor"])
    anchored = runner.invoke(args=["audit", "verify"])
    assert "The trail is whole." in anchored.output
    assert "no anchor" not in anchored.output


def test_each_day_the_head_is_noted_outside_the_database(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    write(2)
    runner = app.test_cli_runner()
    noted = runner.invoke(args=["audit", "anchor"]).output.strip()
    assert f"audit head {noted}" in caplog.text
    lines = (Path(app.instance_path) / "audit.heads").read_text().splitlines()
    assert [line.split()[1] for line in lines] == ["2"]
    assert runner.invoke(args=["audit", "verify", "--against", noted]).exit_code == 0
    other = noted.replace("2:", "3:", 1)
    assert runner.invoke(args=["audit", "verify", "--against", other]).exit_code == 1


def test_other_secrets_can_be_rotated_under_the_chain(
    make_app: Callable[..., Flask], client: PortalClient
) -> None:
    with make_app().app_context():
        write(2)
        db.session.remove()
    with make_app(secret_keys="n" * 40).app_context():
        write(1)
        assert (problem(), len(rows())) == ("", 3)
