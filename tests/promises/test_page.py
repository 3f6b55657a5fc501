"""The page of promises, and the three on the home page: shown with what was last found."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from portal.core import checks
from portal.core.checks import Finding
from portal.core.clock import freeze
from portal.extensions import db
from portal.notice.service import promises as service
from portal.register import promises
from portal.register.promises import ABOUT
from tests.support import staff
from tests.support.client import PortalClient

PAGE = "/your-information/promises"
NIGHT = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


def page(client: PortalClient, query: str = "") -> str:
    return client.get(PAGE + query).get_data(as_text=True)


def test_every_promise_is_on_the_page(client: PortalClient) -> None:
    html = page(client)
    assert [entry.id for entry in promises().entries if f'id="{entry.id}"' not in html] == []
    assert "S034–S036" in html
    assert "portal/core/cookie_gate.py" in html


def test_promises_stand_under_what_they_are_about_with_a_list_of_links(
    client: PortalClient,
) -> None:
    html = page(client)
    for about, heading in ABOUT.items():
        assert f'<h2 id="about-{about}">{heading}</h2>' in html
        assert f'<a href="#about-{about}">{heading}</a> <span class="muted">(' in html
    contents = html.partition('id="on-this-page"')[2].partition("</nav>")[0]
    assert ", 1 vouched for" in contents
    under = html.partition('id="about-complaints"')[2].partition("<h2")[0]
    assert 'id="answers-in-time"' in under
    assert 'id="videos-wait"' not in under
    # Of one kind: what has none of it is not in the list.
    attested = page(client, "?kind=attested")
    assert 'href="#about-cookies"' not in attested
    assert 'href="#about-keeping"' in attested


def test_what_is_not_kept_is_summed_up_first_and_first_under_its_heading(
    client: PortalClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    service.check_all()
    assert "Not as it should be now" not in page(client)
    found = Finding("We looked at 14 open complaints. 2 have no answer in time.", 2)
    monkeypatch.setitem(checks._checks, "complaints.care_in_time", lambda: found)
    service.check_all()
    html = page(client)
    summed = html.partition('id="not-as-it-should-be"')[2].partition("</ul>")[0]
    assert '<a href="#answers-in-time">' in summed
    assert found.words in summed
    assert 'Complaints</a> <span class="muted">(1 not as it should be, ' in html
    under = html.partition('id="about-complaints"')[2]
    assert under.index('id="answers-in-time"') < under.index('id="health-details"')
    # Chosen by kind it may not be on the page: then the link leads to the page with all.
    assert 'href="/your-information/promises#answers-in-time"' in page(client, "?kind=attested")


def test_what_is_not_built_says_so(client: PortalClient) -> None:
    html = page(client)
    assert html.count("<strong>Still missing:</strong>") == sum(
        bool(entry.missing) for entry in promises().entries
    )


def test_before_the_first_look_nothing_is_called_kept_that_is_looked_at(
    client: PortalClient,
) -> None:
    assert "Not looked at yet on this portal." in page(client)
    home = client.get("/").get_data(as_text=True)
    assert "Not checked yet" in home
    assert 'class="kept"' not in home


def test_the_result_of_a_check_is_shown_with_its_time(client: PortalClient) -> None:
    with freeze(NIGHT):
        service.check_all()
        found = service.results()["headers"].found
        assert found == "We looked at 3 pages as a stranger gets them. All are as they should be."
        assert f"Looked today at 3:00am: {found}" in page(client)
        assert "Checked today at 3:00am" in client.get("/").get_data(as_text=True)


def test_a_promise_that_is_not_kept_is_said_to_be_so(
    client: PortalClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = Finding("We looked at 9 pages. 1 sets a cookie.", 1, "/about sets a cookie")
    monkeypatch.setitem(checks._checks, "first-visit", lambda: found)
    service.check_all()
    html = page(client)
    assert f"not as it should be.</strong> {found.words} We are putting this right." in html
    assert found.detail not in html, "what is wrong where is for whoever mends it"
    home = client.get("/").get_data(as_text=True)
    assert "We are putting this right" in home
    assert home.count('class="kept"') < len([e for e in promises().entries if e.home])


def test_a_look_of_days_ago_says_nothing_about_now(client: PortalClient) -> None:
    with freeze(NIGHT):
        service.check_all()
    with freeze(NIGHT + timedelta(hours=27)):
        home = client.get("/").get_data(as_text=True)
        assert 'class="kept"' not in home
        assert "Last checked yesterday at 3:00am" in home


def test_the_page_and_home_go_on_while_the_database_is_away(
    app: Flask, client: PortalClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise OperationalError("SELECT", {}, Exception("away"))

    monkeypatch.setattr(db.session, "scalars", away)
    assert "Not looked at yet on this portal." in page(client)
    assert "Not checked yet" in client.get("/").get_data(as_text=True)


def test_a_kind_can_be_chosen_without_scripts(client: PortalClient) -> None:
    html = page(client, "?kind=attested")
    assert "What is still to build, or not kept now, is counted under its kind too." in html
    assert 'id="paper-too"' in html
    assert 'id="nothing-stored-first"' not in html
    assert page(client, "?kind=nonsense") == page(client)


def test_the_page_is_found_by_search_and_site_map(app: Flask, client: PortalClient) -> None:
    assert PAGE in client.get("/sitemap.xml").get_data(as_text=True)
    assert app.test_cli_runner().invoke(args=["pages", "index"]).exit_code == 0
    assert PAGE in client.get("/search?q=promises").get_data(as_text=True)


def test_home_and_the_desk_say_when_a_promise_is_not_kept(
    app: Flask, client: PortalClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context():
        service.check_all()
        assert "Right now we do not keep" not in client.get("/").get_data(as_text=True)
        late = Finding("2 are overdue.", 2)
        monkeypatch.setitem(checks._checks, "feedback.in_time", lambda: late)
        service.check_all()
        staff.sign_in(client, "admin")
    assert "Right now we do not keep 1 of our promises" in client.get("/").get_data(as_text=True)
    desk = client.get("/staff/").get_data(as_text=True)
    assert '<a href="/staff/promises"><strong>1</strong> promise not kept' in desk
    shown = page(client, "?kind=not-kept")
    assert shown.count("not as it should be.</strong>") == 1
    assert 'id="nothing-stored-first"' not in shown
