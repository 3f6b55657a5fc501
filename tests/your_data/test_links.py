"""The mailed link: an hour, as often as one likes, and reading it changes nothing (B10, B11)."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from portal.core import clock
from portal.core.tokens import MailedLink
from portal.extensions import db
from portal.your_data.models import DataLink
from tests.support.client import PortalClient
from tests.your_data.asker import EMAIL, Asker, later, rows, run_job

pytestmark = pytest.mark.database
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
PARTS = ("", "/done/saved", "/sheet", "/data.json", "/correct", "/delete")
BUTTONS = ("/correct", "/delete")


def test_every_part_of_it_opens_for_an_hour_and_no_second_longer(
    client: PortalClient, asker: Asker
) -> None:
    with clock.freeze(NOON):
        path = asker.link()
    for seconds, status in ((3599, 200), (3600, 404), (3601, 404)):
        with clock.freeze(NOON + timedelta(seconds=seconds)):
            answers = [client.get(f"{path}{part}").status_code for part in PARTS]
        assert answers == [status] * len(PARTS), seconds


def test_after_the_hour_no_button_works(client: PortalClient, asker: Asker) -> None:
    asker.subscribe("Ann Lee")
    path = asker.link()
    with later(minutes=61):
        for part in BUTTONS:
            answer = client.post(f"{path}{part}", data={"action": "delete", "message": "x"})
            assert answer.status_code == 404
            assert "This link no longer works" in answer.get_data(as_text=True)
    assert rows(DataLink) == 1


def test_scanners_that_open_it_change_nothing(client: PortalClient, asker: Asker) -> None:
    asker.subscribe("Ann Lee")
    path = asker.link()
    for part in PARTS * 20:
        assert client.get(f"{path}{part}").status_code == 200
        client.head(f"{path}{part}")
    assert "Ann Lee" in asker.read(path)


def test_it_is_kept_by_no_cache_and_told_to_no_other_site(
    client: PortalClient, asker: Asker
) -> None:
    path = asker.link()
    for part in PARTS:
        headers = client.get(f"{path}{part}").headers
        assert headers["Cache-Control"] == "no-store"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize("change", ["x", "", "A" * 43])
def test_a_changed_link_opens_nothing(client: PortalClient, asker: Asker, change: str) -> None:
    path = asker.link()
    wrong = path[:-1] + change if change == "x" else f"/your-data/see/{change or 'token'}"
    assert client.get(wrong).status_code == 404


def test_a_link_for_something_else_opens_nothing(client: PortalClient, asker: Asker) -> None:
    asker.subscribe()
    asker.client.post("/bulletins/manage", data={"email": EMAIL})
    token = asker.mails[-1].text.partition("/bulletins/preferences/")[2].split()[0]
    assert client.get(f"/your-data/see/{token}").status_code == 404


def test_two_links_open_until_one_of_them_deletes(client: PortalClient, asker: Asker) -> None:
    first = asker.link()
    with later(minutes=11):
        second = asker.link()
        assert client.get(first).status_code == client.get(second).status_code == 200
        client.post(f"{first}/delete", data={"action": "delete"})
        assert client.get(first).status_code == client.get(second).status_code == 404
        assert client.post(f"{second}/delete", data={"action": "delete"}).status_code == 404


def test_what_was_deleted_is_told_for_an_hour_and_not_to_who_guesses(
    client: PortalClient, asker: Asker
) -> None:
    path = asker.link()
    told = client.post(f"{path}/delete", data={"action": "delete"}).headers["Location"]
    assert client.get(told).status_code == 200
    assert client.get(told[:-3] + "AAA").status_code == 404
    with later(minutes=61):
        assert client.get(told).status_code == 404


def test_the_wish_and_its_link_are_forgotten(app: Flask, asker: Asker) -> None:
    asker.link()
    for days, wishes, links in ((1.9, 1, 1), (2.1, 0, 1), (7.1, 0, 0)):
        with later(days=days):
            run_job(app, "records.retention")
        assert (rows(DataLink), rows(MailedLink)) == (wishes, links)
    assert db.session.scalars(db.select(MailedLink)).all() == []
