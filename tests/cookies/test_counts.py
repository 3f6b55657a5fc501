"""Proof that people are asked: a day, an answer, a question and a place, and nobody's name."""

from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy import text

from portal.cookies import service
from portal.cookies.models import ConsentCounts
from portal.cookies.service import Answers
from portal.core import clock
from portal.extensions import db
from tests.support.client import PortalClient

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
FRIDAY = date(2026, 11, 20)


def answer(client: PortalClient, choice: str, **more: str) -> int:
    data = {"choice": choice, "next": "/", **more}
    return client.post("/cookies/choice", data=data).status_code


def test_each_answer_is_counted_with_the_question_and_the_place(
    app: Flask, client: PortalClient
) -> None:
    with clock.freeze(NOON):
        for choice, route in (("allow", "video"), ("deny", "banner"), ("deny", "banner")):
            answer(client, choice, route=route)
    assert service.answers() == [
        Answers(FRIDAY, "allow", 1, "video", 1),
        Answers(FRIDAY, "deny", 1, "banner", 2),
    ]


@pytest.mark.parametrize(
    ("path", "route"),
    [
        ("/", "banner"),
        ("/cookies", "page"),
        ("/moving-more", "video"),
        ("/accessibility/settings?language=cy", "settings"),
    ],
)
def test_each_place_says_which_it_is(client: PortalClient, path: str, route: str) -> None:
    page = client.get(path).get_data(as_text=True)
    assert f'<input type="hidden" name="route" value="{route}">' in page


@pytest.mark.parametrize("route", ["", "canary@example.org", "x" * 9999])
def test_a_place_that_is_made_up_is_not_kept(app: Flask, client: PortalClient, route: str) -> None:
    assert answer(client, "deny", route=route) == 303
    assert [each.route for each in service.answers()] == ["elsewhere"]


def test_what_is_no_answer_is_not_counted(app: Flask, client: PortalClient) -> None:
    assert answer(client, "perhaps") == 422
    assert service.answers() == []


def test_nothing_kept_can_tell_who_answered() -> None:
    columns = {column.name for column in ConsentCounts.__table__.columns}
    assert columns == {"day", "choice", "revision", "route", "count"}


def test_an_answer_holds_even_when_it_cannot_be_counted(app: Flask, client: PortalClient) -> None:
    for change in ("consent_counts RENAME TO elsewhere", "elsewhere RENAME TO consent_counts"):
        db.session.execute(text(f"ALTER TABLE {change}"))
        db.session.commit()
        assert answer(client, "deny") == 303
    assert client.get_cookie("cookieconsent_status") is not None
    assert sum(each.count for each in service.answers()) == 1


def test_the_operator_can_read_the_counts(app: Flask, client: PortalClient) -> None:
    run = app.test_cli_runner().invoke
    assert "Nobody" in run(args=["cookies", "counts"]).output
    with clock.freeze(NOON):
        answer(client, "dismiss", route="banner")
    said = run(args=["cookies", "counts"]).output.splitlines()
    assert said[1].split() == ["2026-11-20", "1", "dismiss", "banner", "1"]
