"""What this browser sends: listed, explained, deletable; secrets hidden, nothing hostile echoed."""

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.client import PortalClient

pytestmark = pytest.mark.one_database

YOURS = "/cookies/yours"
DELETE = "/cookies/yours/delete"


@pytest.fixture
def raw(app: Flask) -> PortalClient:
    """A browser whose Cookie header a test writes by hand."""
    made = app.test_client(use_cookies=False)
    assert isinstance(made, PortalClient)
    return made


def look(client: PortalClient, header: str) -> str:
    return client.get(YOURS, headers={"Cookie": header}).get_data(as_text=True)


def test_a_browser_without_cookies_is_told_so(client: PortalClient) -> None:
    assert "None. Your browser sent no cookies" in client.get(YOURS).get_data(as_text=True)


def test_a_value_that_we_set_is_shown(raw: PortalClient) -> None:
    page = look(raw, "contrast-mode=yellow-on-black")
    assert '<td data-label="Value">yellow-on-black</td>' in page
    assert "Ours. Remembers the colours" in page


def test_any_other_value_is_hidden(raw: PortalClient) -> None:
    page = look(raw, "sid=verysecret; contrast-mode=hacked; _ga=GA1.1.4711.4711")
    assert not any(value in page for value in ("verysecret", "hacked", "4711"))
    assert "Hidden: 10 characters" in page
    assert "We do not know this value" in page


def test_a_stranger_is_explained_by_where_it_may_come_from(raw: PortalClient) -> None:
    page = look(raw, "sid=1")
    assert "Not ours. Another program at this address" in page


@pytest.mark.settings(base_url="http://people.portal.example.org")
def test_a_parent_domain_s_cookie_is_said_not_to_be_ours(raw: PortalClient) -> None:
    answer = raw.get(
        YOURS, headers={"Cookie": "sid=1"}, base_url="http://people.portal.example.org"
    )
    page = answer.get_data(as_text=True)
    assert "for everything that ends in portal.example.org or example.org" in page


def test_a_name_sent_twice_is_shown_once_and_ignored(raw: PortalClient) -> None:
    page = look(raw, "contrast-mode=dark; contrast-mode=high")
    assert page.count('value="contrast-mode"') == 1
    assert "Sent 2 times, so we take no notice of it" in page


@pytest.mark.parametrize("header", ["nameless1", "=nameless1", "; nameless1 ; ;"])
def test_a_cookie_without_a_name_is_in_the_list(raw: PortalClient, header: str) -> None:
    page = look(raw, header)
    assert "Your browser sent 1 cookie with" in page
    assert ">Without a name<" in page
    assert "nameless1" not in page


@pytest.mark.parametrize("value", ["unshown-\u00e9", "unshown-\u00c3\u00a9", "unshown-?"])
def test_a_strange_letter_hides_no_other_cookie(raw: PortalClient, value: str) -> None:
    page = look(raw, f"contrast-mode=dark; strange={value}; saveFontSize=150")
    assert 'data-contrast="dark" data-text-size="150"' in page
    assert 'name="name" value="strange"' in page
    assert "unshown-" not in page


def test_what_a_server_could_not_read_is_not_called_nothing(raw: PortalClient) -> None:
    page = look(raw, "")
    assert "Your browser sent no cookies" not in page
    assert "we could not read them" in page
    for path in ("/about", "/staff/sign-in"):
        page = raw.get(path, headers={"Cookie": ""}).get_data(as_text=True)
        assert 'href="/cookies/yours">What you can do' in page, path


def test_a_cookie_is_deleted_and_the_list_says_so(client: PortalClient) -> None:
    client.set_cookie("sid", "secret")
    answer = client.post(DELETE, data={"name": "sid"})
    assert answer.status_code == 303
    assert answer.headers.getlist("Set-Cookie")[0].startswith("sid=; Expires=Thu, 01 Jan 1970")
    page = client.get(answer.headers["Location"]).get_data(as_text=True)
    assert "We asked your browser to delete that cookie" in page
    assert "None. Your browser sent no cookies" in page


def test_deleting_what_was_not_sent_sets_nothing_and_says_so(client: PortalClient) -> None:
    answer = client.post(DELETE, data={"name": "sid"})
    assert (answer.status_code, answer.headers.getlist("Set-Cookie")) == (303, [])
    page = client.get(answer.headers["Location"]).get_data(as_text=True)
    assert "That cookie was not there" in page
    assert "We asked your browser" not in page


@pytest.mark.parametrize("name", ["", "a b", "a;b", "a=b", "ä", "a\r\nX-Evil: 1", "x" * 200])
def test_a_name_that_cannot_be_a_cookie_s_is_refused(name: str, client: PortalClient) -> None:
    answer = client.post(DELETE, data={"name": name})
    assert answer.status_code == 422
    assert "Choose a cookie from the list" in answer.get_data(as_text=True)


def test_the_list_is_nobody_else_s_business(client: PortalClient) -> None:
    headers = client.get(YOURS).headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None
)
@given(st.text(st.characters(max_codepoint=255), max_size=60))
def test_whatever_a_browser_sends_the_page_is_whole_and_echoes_no_value(
    raw: PortalClient, noise: str
) -> None:
    header = noise.replace("\r", "").replace("\n", "") + "; probe=zqxzqx<i>"
    answer = raw.get(YOURS, headers={"Cookie": header})
    assert answer.status_code == 200
    page = answer.get_data(as_text=True)
    assert "probe" in page
    assert "zqxzqx" not in page
