"""portal data requests, show, answer: what staff do today by command."""

from collections.abc import Callable

import pytest
from click.testing import Result
from flask import Flask

from tests.your_data.asker import Asker, later, request

pytestmark = pytest.mark.database
Run = Callable[..., Result]


@pytest.fixture
def run(app: Flask, asker: Asker) -> Run:
    """Run a command about one request that came."""
    asker.ask_person()
    request()
    return lambda *words: app.test_cli_runner().invoke(args=["data", *words])


def spaced() -> str:
    reference = request().reference
    return "-".join(reference[place : place + 3] for place in (0, 3, 6))


def test_the_list_has_references_and_days_and_no_names(run: Run) -> None:
    said = run("requests").output
    assert spaced() in said
    assert "days left" in said
    assert "1 waiting, 0 overdue." in said
    for words in ("ann", "Ann", "street"):
        assert words not in said


def test_what_is_overdue_is_marked(run: Run) -> None:
    with later(days=35):
        said = run("requests").output
    assert "OVERDUE by " in said
    assert "1 waiting, 1 overdue." in said


def test_one_request_is_shown_whole_to_who_answers_it(run: Run) -> None:
    said = run("show", spaced().lower()).output
    for words in ("ann@example.org", "Ann Lee", "street", "Correct it", "By email", "not yet"):
        assert words in said


def test_an_answer_is_noted(run: Run) -> None:
    assert run("answer", spaced(), "--outcome", "part").output == "Noted: Done in part.\n"
    assert request().outcome == "part"
    assert "0 waiting" in run("requests").output
    again = run("answer", spaced(), "--outcome", "done")
    assert (again.exit_code, again.output) == (1, "It was answered already.\n")


def test_more_time_is_noted_and_staff_told_what_to_do(run: Run) -> None:
    said = run("answer", spaced(), "--extend").output
    assert "The answer is due by" in said
    assert "Write to the person before the first month is over" in said
    assert request().extended_to


@pytest.mark.parametrize("options", [(), ("--extend", "--outcome", "done"), ("--outcome", "lost")])
def test_half_an_answer_is_refused(run: Run, options: tuple[str, ...]) -> None:
    assert run("answer", spaced(), *options).exit_code != 0
    assert request().answered_at is None


def test_an_unknown_reference_is_said(run: Run) -> None:
    for words in (("show", "AA2-BB3-CC4"), ("answer", "AA2-BB3-CC4", "--outcome", "done")):
        answer = run(*words)
        assert answer.exit_code == 1
        assert "There is no request with this reference." in answer.output
