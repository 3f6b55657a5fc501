"""portal promises: every promise, what is found now, and an exit that a script can read."""

from pathlib import Path

import pytest
from flask import Flask

from portal.app import create_app
from portal.core import checks
from portal.core.checks import Finding
from portal.core.clock import now
from portal.extensions import db
from portal.notice.models import PromiseCheck
from portal.notice.service import document
from portal.notice.service import promises as service
from portal.register import promises
from tests.promises.test_live_checks import ELSEWHERE
from tests.support.databases import dispose
from tests.support.settings import make_settings


@pytest.fixture
def quiet(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """A portal without the checks that have tests of their own."""
    for name in ELSEWHERE & set(checks.names()):
        monkeypatch.setitem(checks._checks, name, lambda: Finding("All well."))
    return app


def test_a_fresh_portal_keeps_its_promises(quiet: Flask) -> None:
    answer = quiet.test_cli_runner().invoke(args=["promises"])
    assert answer.exit_code == 0, answer.output
    assert [entry.id for entry in promises().entries if entry.id not in answer.output] == []
    assert "first-visit looked today at" in answer.output


def test_what_was_found_is_kept_a_row_for_each_check(quiet: Flask) -> None:
    db.session.add(PromiseCheck(name="gone", checked_at=now(), found="old"))
    db.session.commit()
    quiet.test_cli_runner().invoke(args=["promises"])
    quiet.test_cli_runner().invoke(args=["promises"])
    assert sorted(service.results()) == checks.names()


def test_a_promise_that_is_not_kept_is_an_exit_of_1(
    quiet: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = Finding("We looked at 9 columns. 2 are unknown.", 2, "table shoe_sizes is not declared")
    monkeypatch.setitem(checks._checks, "schema", lambda: found)
    answer = quiet.test_cli_runner().invoke(args=["promises", "--failing"])
    assert answer.exit_code == 1
    assert f"FAILED  schema: {found.words}\n        {found.detail}\n" in answer.output
    assert "a-complete-list" in answer.output
    assert "one-place" not in answer.output


def test_a_check_that_breaks_is_a_finding_and_stops_no_other(
    quiet: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> Finding:
        raise RuntimeError("canary@example.org")

    monkeypatch.setitem(checks._checks, "contacts", broken)
    answer = quiet.test_cli_runner().invoke(args=["promises"])
    assert answer.exit_code == 1
    assert "FAILED  contacts: We could not look: the check itself failed." in answer.output
    assert "the check itself failed (RuntimeError)" in answer.output
    assert "canary" not in answer.output
    assert "ok      schema" in answer.output


def test_without_tables_it_says_what_to_do_first(tmp_path: Path) -> None:
    app = create_app(make_settings(tmp_path / "instance"))
    answer = app.test_cli_runner().invoke(args=["promises"])
    assert answer.exit_code == 1
    assert "run portal serve or portal db upgrade first" in answer.output
    dispose(app)


def test_the_tables_of_the_document_are_written_anew(quiet: Flask, tmp_path: Path) -> None:
    file = tmp_path / "promises.md"
    file.write_text(f"before\n\n{document.BEGIN}\nold\n{document.END}\n\nafter\n", encoding="utf-8")
    answer = quiet.test_cli_runner().invoke(args=["promises", "--markdown", str(file)])
    written = file.read_text(encoding="utf-8")
    assert answer.exit_code == 0
    assert "| S034–S036 |" in written
    assert written.startswith("before\n")
    assert written.endswith("after\n")
