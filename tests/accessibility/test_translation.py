"""Other languages: plain links for everybody; Google's widget only where it was allowed."""

import pytest
from werkzeug.test import TestResponse

from tests.support.client import PortalClient

pytestmark = pytest.mark.one_database

SETTINGS = "/accessibility/settings"
FRENCH = {"language": "fr", "next": "/about"}
WIDGET = "js/translate.js"


def text(answer: TestResponse) -> str:
    return answer.get_data(as_text=True)


def allow(client: PortalClient) -> None:
    client.post("/cookies/choice", data={"choice": "allow", "next": "/"})


def test_every_page_links_to_its_translations_without_its_query(client: PortalClient) -> None:
    page = text(client.get("/about?q=secret"))
    link = "https://translate.google.com/translate?sl=en&amp;tl=cy&amp;u=http%3A%2F%2Flocalhost%2Fabout"
    assert f'href="{link}" hreflang="cy" lang="cy"' in page
    assert "secret" not in page


def test_without_consent_a_language_is_explained_and_nothing_is_set(client: PortalClient) -> None:
    answer = client.post(SETTINGS, data=FRENCH)
    assert answer.headers["Location"] == f"{SETTINGS}?language=fr&next=/about"
    assert not answer.headers.getlist("Set-Cookie")
    page = text(client.get(answer.headers["Location"]))
    assert "You leave this site" in page
    assert "u=http%3A%2F%2Flocalhost%2Fabout" in page
    assert WIDGET not in page


def test_with_consent_a_language_is_kept_for_this_visit(client: PortalClient) -> None:
    allow(client)
    answer = client.post(SETTINGS, data=FRENCH)
    assert answer.headers["Location"] == "/about"
    expected = ["googtrans=/en/fr; HttpOnly; Path=/; SameSite=Lax"]
    assert answer.headers.getlist("Set-Cookie") == expected


def test_the_widget_comes_with_exactly_its_hosts(client: PortalClient) -> None:
    allow(client)
    client.post(SETTINGS, data=FRENCH)
    answer = client.get("/about")
    policy = answer.headers["Content-Security-Policy"]
    assert WIDGET in text(answer)
    assert 'data-language="fr"' in text(answer)
    assert "https://translate.google.com" in policy
    assert "unsafe" not in policy


def test_english_again_removes_it(client: PortalClient) -> None:
    allow(client)
    client.post(SETTINGS, data=FRENCH)
    client.post(SETTINGS, data={"language": "en", "next": "/about"})
    assert client.get_cookie("googtrans") is None
    assert WIDGET not in text(client.get("/about"))


@pytest.mark.parametrize(
    "path", [SETTINGS, "/cookies", "/cookies/yours", "/bulletins/sign-up", "/no-such-page"]
)
def test_the_widget_never_sees_a_form_or_a_personal_page(path: str, client: PortalClient) -> None:
    allow(client)
    client.post(SETTINGS, data=FRENCH)
    answer = client.get(path)
    assert WIDGET not in text(answer)
    assert "google" not in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("taken_back", ["deny", "dismiss", "signal"])
def test_without_consent_any_more_the_widget_is_gone(taken_back: str, client: PortalClient) -> None:
    allow(client)
    client.post(SETTINGS, data=FRENCH)
    signal = {"Sec-GPC": "1"} if taken_back == "signal" else {}
    if not signal:
        client.post("/cookies/choice", data={"choice": taken_back, "next": "/"})
    answer = client.get("/about", headers=signal)
    assert WIDGET not in text(answer)
    assert "google" not in answer.headers["Content-Security-Policy"]


def test_a_tampered_language_is_none(client: PortalClient) -> None:
    allow(client)
    client.set_cookie("googtrans", "/fr/en")
    assert WIDGET not in text(client.get("/about"))
