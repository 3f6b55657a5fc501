"""The pages of the notice: the version in force, every other one, and what changed."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

import portal.records as records
from portal.core import clock
from portal.core.clock import today
from portal.extensions import db
from portal.notice.service import reading
from portal.pages.service import search
from portal.register import versions
from tests.notice.post import NEWEST, noon, on_day
from tests.support.client import PortalClient

PAGES = (
    "/your-information",
    "/your-information/versions",
    f"/your-information/versions/{NEWEST.number}",
    f"/your-information/changes/{NEWEST.number}",
)


def text(client: PortalClient, path: str) -> str:
    """A page as words, without its markup."""
    html = client.get(path).get_data(as_text=True)
    return " ".join(re.sub(r"<[^>]+>", "", html).split())


def test_the_version_in_force_is_shown_with_its_number_and_day(client: PortalClient) -> None:
    with on_day(0):
        shown = text(client, "/your-information")
        assert f"This is version {NEWEST.number} of our privacy notice" in shown
        assert clock.in_words(NEWEST.effective) in shown
    with on_day(-1):
        shown = text(client, "/your-information")
        assert f"This is version {versions().in_force(noon(-1).date()).number}" in shown


def test_every_heading_is_in_the_contents(client: PortalClient) -> None:
    html = client.get("/your-information").get_data(as_text=True)
    prose = html[html.index('<div class="prose">') : html.index('id="useful')]
    headings = re.findall(r'<h2 id="([^"]+)">', prose)
    assert len(headings) > 10
    assert re.findall(r'<li><a href="#([^"]+)">', html) == headings


def test_it_leads_to_versions_changes_promises_and_the_form(client: PortalClient) -> None:
    with on_day(0):
        html = client.get("/your-information").get_data(as_text=True)
    for href in (*PAGES[1:2], *PAGES[3:], "/your-information/promises", "/your-data"):
        assert f'href="{href}"' in html
    assert 'class="share"' not in html


@pytest.mark.settings(organisation="Trent *Care*", dpo_email="dpo@trent.example")
def test_the_names_of_this_portal_are_put_in(client: PortalClient) -> None:
    html = client.get("/your-information").get_data(as_text=True)
    assert "Trent *Care* decides how your information is used" in html
    assert '<a href="mailto:dpo@trent.example">' in html


def test_a_promise_has_a_mark_that_leads_to_how_it_is_kept(client: PortalClient) -> None:
    with on_day(0):
        html = client.get("/your-information").get_data(as_text=True)
    marks = re.findall(r'href="(/your-information/promises)#([a-z-]+)">How we know', html)
    assert len(marks) > 20
    promises = client.get("/your-information/promises").get_data(as_text=True)
    assert not [name for _, name in marks if f'id="{name}"' not in promises]


def test_every_version_stays_at_its_address(client: PortalClient) -> None:
    listed = client.get("/your-information/versions").get_data(as_text=True)
    for version in versions().all:
        path = f"/your-information/versions/{version.number}"
        assert f'href="{path}"' in listed
        assert version.summary in text(client, path)


def test_an_older_version_says_that_it_no_longer_counts(client: PortalClient) -> None:
    with on_day(1):
        assert "This version no longer counts" in text(client, "/your-information/versions/1")
        assert "This version counts now" in text(client, PAGES[2])
    with on_day(-1):
        assert "This version takes effect on" in text(client, PAGES[2])


def test_when_each_version_counted_is_said() -> None:
    with clock.freeze(noon(1)):
        newest, *older = reading.listed()
        assert (newest.version, newest.state, newest.until) == (NEWEST, "in force", None)
        assert {each.state for each in older} <= {"past"}
        assert all(each.until and each.until < today() for each in older)


def test_changes_are_read_aloud_as_such(client: PortalClient) -> None:
    # The newest version may only add, or only take away; this one did both.
    html = client.get("/your-information/changes/2").get_data(as_text=True)
    added = '<ins><span class="nhsuk-u-visually-hidden">[added: </span>'
    removed = '<del><span class="nhsuk-u-visually-hidden">[removed: </span>'
    assert added in html
    assert removed in html
    assert html.count("<ins>") - 1 == html.count(added), "the legend is the only bare one"


def test_the_first_version_has_nothing_before_it(client: PortalClient) -> None:
    assert "This is the first version" in text(client, "/your-information/changes/1")


@pytest.mark.parametrize("number", ["0", "999", "-1", "one", "1.5", "99999999999999999999"])
def test_a_version_there_is_not_is_not_found(number: str, client: PortalClient) -> None:
    assert client.get(f"/your-information/versions/{number}").status_code == 404
    assert client.get(f"/your-information/changes/{number}").status_code == 404


@pytest.mark.parametrize("path", PAGES)
def test_head_answers_as_get_does(path: str, client: PortalClient) -> None:
    asked = client.head(path)
    assert (asked.status_code, asked.data) == (200, b"")


def test_other_pages_the_search_and_the_site_map_know_it(app: Flask, client: PortalClient) -> None:
    assert 'href="/your-information"' in text_of_aside(client, "/terms")
    assert "How we use your information" in text(client, "/sitemap")
    search.index_pages(app.extensions["portal_library"].library)
    assert "/your-information" in [found.href for found in search.find("controller")]
    assert client.get("/Your-Information").headers["Location"] == "/your-information"
    assert client.get("/your-information/").headers["Location"] == "/your-information"
    assert '<a href="/your-information">' in client.get("/your-infomation").get_data(as_text=True)


def text_of_aside(client: PortalClient, path: str) -> str:
    """The ways on from a page."""
    html = client.get(path).get_data(as_text=True)
    return html[html.index('class="ways-on"') :]


def test_readers_can_say_whether_it_is_useful(client: PortalClient) -> None:
    form = {"page": "your-information", "useful": "yes", "next": "/your-information"}
    assert client.post("/feedback/page", data=form).status_code == 303


def test_the_notice_says_when_old_records_are_removed_too_late(client: PortalClient) -> None:
    ran = noon(0)
    with clock.freeze(ran):
        records.run_retention()
    with clock.freeze(ran + timedelta(hours=26)):
        assert "We are late" not in text(client, "/your-information")
    with clock.freeze(ran + timedelta(hours=26, seconds=1)):
        shown = text(client, "/your-information")
    when = f"on {clock.in_words(ran)} at 12:00pm"
    assert f"We are late in removing old records: we last did so {when}." in shown


def test_the_notice_can_be_read_while_the_database_is_away(
    app: Flask, client: PortalClient
) -> None:
    def away(*_: object, **__: object) -> None:
        raise OperationalError("SELECT", {}, Exception("away"))

    event.listen(db.engine, "do_connect", away)
    event.listen(db.engine, "before_cursor_execute", away)
    try:
        assert "Who is responsible" in text(client, "/your-information")
    finally:
        event.remove(db.engine, "do_connect", away)
        event.remove(db.engine, "before_cursor_execute", away)
