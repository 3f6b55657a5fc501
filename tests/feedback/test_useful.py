"""Is this page useful? Counted by page and day, and nothing is kept of who answered."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from portal.extensions import db
from portal.feedback.models import PageVotes
from portal.feedback.service import votes
from tests.support.client import PortalClient

pytestmark = pytest.mark.database
YES = {"page": "sleep", "useful": "yes", "next": "/sleep"}
HTMX = {"HX-Request": "true"}


def test_a_reader_without_scripts_answers_and_goes_back(app: Flask, client: PortalClient) -> None:
    page = client.get("/sleep").get_data(as_text=True)
    assert "Is this page useful?" in page
    answer = client.post("/feedback/page", data=YES)
    assert answer.status_code == 303
    thanks = client.get(answer.headers["Location"]).get_data(as_text=True)
    assert "<h1>Thank you</h1>" in thanks
    assert '<a href="/sleep">Go back' in thanks


def test_a_reader_with_scripts_is_thanked_in_place(app: Flask, client: PortalClient) -> None:
    answer = client.post("/feedback/page", data=YES | {"useful": "no"}, headers=HTMX)
    assert answer.status_code == 200
    assert '<h2 id="useful-question">Thank you</h2>' in answer.get_data(as_text=True)
    assert votes.counts() == [votes.Count("sleep", 0, 1)]


def test_answers_are_counted_by_page_and_day(app: Flask, client: PortalClient) -> None:
    for useful in ("yes", "yes", "no"):
        client.post("/feedback/page", data=YES | {"useful": useful})
    client.post("/feedback/page", data=YES | {"page": "/stress"})
    assert votes.counts() == [votes.Count("sleep", 2, 1), votes.Count("stress", 1, 0)]
    days = db.session.scalars(select(PageVotes.day)).all()
    assert all(type(day) is date for day in days)


@pytest.mark.parametrize(
    "change",
    [{"page": "no-such-page"}, {"page": ""}, {"page": "x" * 999}, {"useful": "perhaps"}],
)
def test_an_answer_that_makes_no_sense_counts_nothing(
    change: dict[str, str], app: Flask, client: PortalClient
) -> None:
    assert client.post("/feedback/page", data=YES | change).status_code == 422
    assert votes.counts() == []


def test_the_way_back_never_leaves_the_portal(app: Flask, client: PortalClient) -> None:
    answer = client.post("/feedback/page", data=YES | {"next": "//evil.example/"})
    thanks = client.get(answer.headers["Location"]).get_data(as_text=True)
    assert "evil" not in answer.headers["Location"] + thanks


def test_another_site_cannot_answer_for_a_reader(app: Flask, client: PortalClient) -> None:
    headers = {"Sec-Fetch-Site": "cross-site"}
    assert client.post("/feedback/page", data=YES, headers=headers).status_code == 403


def test_one_network_cannot_decide_the_count(app: Flask, client: PortalClient) -> None:
    codes = [client.post("/feedback/page", data=YES, check=False).status_code for _ in range(31)]
    assert codes == [303] * 30 + [429]
    assert client.get("/sleep").status_code == 200


def test_the_operator_can_read_the_counts(app: Flask, client: PortalClient) -> None:
    run = app.test_cli_runner().invoke
    assert "No page" in run(args=["feedback", "counts"]).output
    client.post("/feedback/page", data=YES)
    assert "1      0  /sleep" in run(args=["feedback", "counts"]).output
