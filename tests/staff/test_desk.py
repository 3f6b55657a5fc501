"""The desk: what waits for whom, and a bar with one's own part in it."""

import re

import pytest
from flask import Flask

from portal.staff import register_count, register_page
from portal.staff.service import navigation
from tests.support import staff
from tests.support.client import PortalClient

READS = ("moderator",)


@pytest.fixture(autouse=True)
def nothing_registered(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """What tests register is gone afterwards, and what features did is out of the way."""
    assert app.testing
    monkeypatch.setattr(navigation, "_pages", {})
    monkeypatch.setattr(navigation, "_counts", {})


def bar(client: PortalClient) -> list[str]:
    nav = re.search(
        r'aria-label="Desk">(.*?)</nav>', staff.html_of(client.get("/staff/")), re.DOTALL
    )
    assert nav
    return re.findall(r'<a href="[^"]+"[^>]*>([^<]+)</a>', nav[1])


def test_the_bar_holds_one_s_own_part_in_order(client: PortalClient) -> None:
    register_page("Last", "/staff/last", ("editor", "admin"), order=90)
    register_page("First", "/staff/first", ("editor",))
    register_page("Secret", "/staff/secret", ("admin",))
    staff.come_in(client, "editor")
    assert bar(client) == ["First", "Last"]


def test_what_is_urgent_comes_first_and_is_marked(client: PortalClient) -> None:
    register_count(("message", "messages"), "/staff/messages", READS, lambda: (12, None))
    register_count(("a cry", "cries"), "/staff/urgent", READS, lambda: (1, None), urgent=True)
    register_count(("case", "cases"), "/staff/cases", ("investigator",), lambda: (7, None))
    staff.come_in(client, "moderator")
    html = staff.html_of(client.get("/staff/"))
    assert html.index("<strong>1</strong> a cry</a>") < html.index("messages</a>")
    assert html.count('class="is-due"') == 1
    assert "cases" not in html


def test_a_number_of_none_is_not_marked(client: PortalClient) -> None:
    register_count(("a cry", "cries"), "/staff/urgent", READS, lambda: (0, None), urgent=True)
    staff.come_in(client, "moderator")
    html = staff.html_of(client.get("/staff/"))
    assert 'class="is-due"' not in html
    assert "<strong>0</strong> cries</a>" in html
    assert "Nothing waits for you." in html


def test_who_has_few_recovery_codes_is_told(client: PortalClient) -> None:
    staff.come_in(client, "editor")
    assert "You have 0 recovery codes left" in staff.html_of(client.get("/staff/"))
    staff.post(client, "/staff/account/codes")
    assert "recovery codes left" not in staff.html_of(client.get("/staff/"))


@pytest.mark.one_database
def test_whoever_works_here_is_asked_before_a_page_with_words_is_left(client: PortalClient) -> None:
    # What the script does: tests/browser/test_the_life_of_a_message.py.
    script = "/static/js/unsent.js"
    assert script not in client.get("/").get_data(as_text=True)
    assert script not in client.get("/staff/sign-in").get_data(as_text=True)
    staff.come_in(client, "editor")
    assert script in staff.html_of(client.get("/staff/"))
    assert script not in client.get("/feedback").get_data(as_text=True)
    with staff.later(minutes=15):
        # What was about to be sent is in the page that asks for the password, and nowhere else.
        held = staff.html_of(staff.post(client, "/staff/account/codes"))
        assert "data-kept" in held
        assert "data-kept" not in staff.html_of(client.get("/staff/again"))
