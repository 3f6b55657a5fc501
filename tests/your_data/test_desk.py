"""Requests at the desk: the clock, one opened and noted, the answer, and two months more."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from portal.core import clock
from portal.core.references import spaced
from portal.extensions import db
from portal.staff.models import AuditEntry
from tests.support import staff
from tests.support.client import PortalClient
from tests.your_data.asker import Asker, request

HERE = "/staff/data-requests"
ASKED = datetime(2026, 11, 30, 12, tzinfo=UTC)


@pytest.fixture
def asked(asker: Asker) -> str:
    """The reference of a request of 30 November 2026."""
    with clock.freeze(ASKED):
        asker.ask_person()
    return request().reference


def at_the_desk(client: PortalClient, role: str = "admin") -> PortalClient:
    return staff.staff_client(client, role)


def text_of(answer: TestResponse) -> str:
    return answer.get_data(as_text=True)


def noted() -> list[tuple[str, str, str]]:
    """What the trail says about requests."""
    db.session.rollback()
    found = db.session.scalars(db.select(AuditEntry).order_by(AuditEntry.id))
    return [(x.action, x.about, x.detail) for x in found if x.action.startswith("data_requests")]


def test_requests_are_for_admins(app: Flask, client: PortalClient, asked: str) -> None:
    other = at_the_desk(client, "moderator")
    for path in (HERE, f"{HERE}/{asked}"):
        assert client.get(path).status_code == 303
        assert other.get(path).status_code == 403
    assert staff.post(other, f"{HERE}/{asked}/answer", outcome="done").status_code == 403
    assert noted() == []


@pytest.mark.parametrize(
    ("days", "said"), [(10, "20 days left"), (29, "1 day left"), (32, "Overdue by 2 days")]
)
def test_the_list_shows_the_clock_and_no_name(
    client: PortalClient, asked: str, days: int, said: str
) -> None:
    with clock.freeze(ASKED + timedelta(days=days)):
        text = text_of(at_the_desk(client).get(HERE))
    assert said in text
    assert spaced(asked) in text
    assert "Ann Lee" not in text
    assert noted() == []


def test_opening_one_shows_everything_and_is_noted(client: PortalClient, asked: str) -> None:
    with clock.freeze(ASKED):
        text = text_of(at_the_desk(client).get(f"{HERE}/{asked}"))
    for words in ("Ann Lee", "ann@example.org", "the wrong street", "30 December 2026"):
        assert words in text
    assert noted() == [("data_requests.viewed", request().public_id, "")]


def test_one_that_is_not_there_is_not_found_and_nothing_is_noted(
    app: Flask, client: PortalClient
) -> None:
    assert at_the_desk(client).get(f"{HERE}/KD4WM7RT3").status_code == 404
    assert noted() == []


def test_an_answer_is_noted_with_what_became_of_it(client: PortalClient, asked: str) -> None:
    with clock.freeze(ASKED + timedelta(days=3)):
        desk = at_the_desk(client)
        answer = staff.post(desk, f"{HERE}/{asked}/answer", outcome="part")
        assert answer.status_code == 303
        assert "Done in part" in text_of(desk.get(answer.location))
        assert request().outcome == "part"
        assert noted()[-1] == ("data_requests.answered", request().public_id, "part")
        again = staff.post(desk, f"{HERE}/{asked}/answer", outcome="done")
        assert again.status_code == 422
        assert "answered already" in text_of(again)


def test_an_answer_without_an_outcome_is_asked_for(client: PortalClient, asked: str) -> None:
    desk = at_the_desk(client)
    answer = staff.post(desk, f"{HERE}/{asked}/answer", outcome="whatever")
    assert answer.status_code == 422
    assert "Choose what became of it" in text_of(answer)
    assert request().outcome == ""


def test_two_months_more_are_given_once_with_a_reason(client: PortalClient, asked: str) -> None:
    with clock.freeze(ASKED + timedelta(days=20)):
        desk = at_the_desk(client)
        path = f"{HERE}/{asked}/extend"
        assert staff.post(desk, path).status_code == 422
        assert staff.post(desk, path, longer="many").status_code == 303
        assert noted()[-1] == ("data_requests.extended", request().public_id, "many")
        text = text_of(desk.get(f"{HERE}/{asked}"))
        asked_about = text_of(desk.get(f"/staff/audit?record={asked}"))
        assert "It was given two months more" in text
        given = "Given on Sunday 20 December 2026, by Sam Admin: The same person sent many requests"
        for page in (text, asked_about):
            assert given in page
            assert "Wednesday 30 December 2026" in page
            assert "The last day is Sunday 28 February 2027" in page
        assert f'href="/staff/audit?record={spaced(asked)}"' in text
        assert "Took longer for a request about information" in asked_about
        assert "Take two months more" not in text
        assert "extended already" in text_of(staff.post(desk, path, longer="many"))


def test_after_the_first_month_no_more_time_is_given(client: PortalClient, asked: str) -> None:
    with clock.freeze(ASKED + timedelta(days=31)):
        desk = at_the_desk(client)
        assert "Take two months more" not in text_of(desk.get(f"{HERE}/{asked}"))
        answer = staff.post(desk, f"{HERE}/{asked}/extend", longer="complex")
    assert answer.status_code == 422
    assert "too late to extend" in text_of(answer)


def test_the_desk_counts_what_waits(client: PortalClient, asked: str) -> None:
    text = text_of(at_the_desk(client).get("/staff/"))
    assert "<strong>1</strong> request about information" in text
    assert "Requests about information" not in text_of(at_the_desk(client, "editor").get("/staff/"))


def test_what_was_written_is_shown_as_text(client: PortalClient, asker: Asker) -> None:
    asker.ask_person(message="<script>alert(1)</script>", name="<b>Ann</b>")
    text = text_of(at_the_desk(client).get(f"{HERE}/{request().reference}"))
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "<b>Ann" not in text
