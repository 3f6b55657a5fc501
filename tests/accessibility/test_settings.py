"""How the portal looks: chosen by plain forms, for a year or one page, and forgotten at once."""

import json

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.support.client import PortalClient

pytestmark = pytest.mark.one_database

SETTINGS = "/accessibility/settings"
HTMX = {"HX-Request": "true"}
YEAR = "Max-Age=31536000; HttpOnly; Path=/; SameSite=Lax"


def save(client: PortalClient, fields: dict[str, str], **more: dict[str, str]) -> TestResponse:
    return client.post(SETTINGS, data={"next": "/about", **fields}, **more)


def text(answer: TestResponse) -> str:
    return answer.get_data(as_text=True)


@pytest.mark.parametrize(
    ("field", "value", "shown"),
    [
        ("contrast-mode", "high", 'data-contrast="high"'),
        ("contrast-mode", "dark", 'data-contrast="dark"'),
        ("contrast-mode", "yellow-on-black", 'data-contrast="yellow-on-black"'),
        ("saveFontSize", "125", 'data-text-size="125"'),
        ("saveFontSize", "200", 'data-text-size="200"'),
        ("accessibility-controls", "closed", ">Accessibility tools</button>"),
    ],
)
def test_one_button_changes_every_page_and_is_kept(
    field: str, value: str, shown: str, client: PortalClient
) -> None:
    answer = save(client, {field: value, "remember": "yes"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/about")
    assert answer.headers.getlist("Set-Cookie") == [f"{field}={value}; {YEAR}"]
    assert shown in text(client.get("/"))


def test_the_usual_contrast_is_the_absence_of_a_cookie(client: PortalClient) -> None:
    save(client, {"contrast-mode": "dark"})
    save(client, {"contrast-mode": "default"})
    assert client.get_cookie("contrast-mode") is None
    assert "data-contrast" not in text(client.get("/"))


def test_what_the_site_before_this_one_sent_is_understood(client: PortalClient) -> None:
    save(client, {"contrast-mode": "dark"})
    fields = {"contrast-mode": "", "saveFontSize": "24px", "language": "", "remember": ""}
    answer = save(client, fields)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/about")
    assert client.get_cookie("contrast-mode") is None
    assert 'data-text-size="150"' in text(client.get("/"))
    save(client, {"saveFontSize": "19.2px"})
    assert 'data-text-size="125"' in text(client.get("/"))
    for wrong in ("24em", "", "24pxx", "1e3px"):
        assert save(client, {"saveFontSize": wrong}).status_code == 422, wrong


def test_settings_for_one_page_store_nothing(client: PortalClient) -> None:
    fields = {"contrast-mode": "dark", "saveFontSize": "150", "remember": "no"}
    answer = save(client, fields)
    assert answer.headers["Location"] == "/about?contrast-mode=dark&saveFontSize=150"
    assert not answer.headers.getlist("Set-Cookie")
    page = text(client.get(answer.headers["Location"]))
    assert 'data-contrast="dark" data-text-size="150"' in page
    assert "data-contrast" not in text(client.get("/about"))


def test_with_scripts_the_toolbar_answers_in_place_and_says_what_changed(
    client: PortalClient,
) -> None:
    fields = {"contrast-mode": "dark", "remember": "yes"}
    answer = client.post(SETTINGS, data={"next": "/about", **fields}, headers=HTMX)
    assert answer.status_code == 200
    assert 'id="contrast-dark" name="contrast-mode" value="dark" aria-pressed="true"' in text(
        answer
    )
    assert '<input type="hidden" name="next" value="/about">' in text(answer)
    assert json.loads(answer.headers["HX-Trigger"])["portal:display"] == {
        "contrast": "dark",
        "textSize": "100",
        "say": "The page now has dark colours.",
    }
    assert answer.headers.getlist("Set-Cookie") == [f"contrast-mode=dark; {YEAR}"]


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("contrast-mode", "pink", "Choose one of the colours in the list"),
        ("saveFontSize", "16em", "Choose one of the text sizes in the list"),
        ("saveFontSize", "", "Choose one of the text sizes in the list"),
        ("accessibility-controls", "ajar", "Choose whether the tools are open or closed"),
        ("language", "tlh", "Choose one of the languages in the list"),
        ("remember", "perhaps", "Choose whether to keep these settings"),
    ],
)
def test_an_unknown_setting_is_refused_in_words(
    field: str, value: str, words: str, client: PortalClient
) -> None:
    answer = save(client, {field: value})
    assert answer.status_code == 422
    assert "<title>Error: How this site looks" in text(answer)
    assert words in text(answer)
    assert not answer.headers.getlist("Set-Cookie")


def test_an_unknown_setting_with_scripts_leaves_the_toolbar_as_it_was(client: PortalClient) -> None:
    answer = client.post(SETTINGS, data={"contrast-mode": "pink"}, headers=HTMX)
    assert answer.status_code == 422
    assert 'id="toolbar"' in text(answer)
    assert "Choose one of the colours" in answer.headers["HX-Trigger"]


def test_the_same_setting_twice_is_refused(client: PortalClient) -> None:
    answer = client.post(SETTINGS, data={"contrast-mode": ["dark", "high"]})
    assert answer.status_code == 422


@pytest.mark.parametrize("goal", ["//evil.example", "https://evil.example/", "/a?b=c"])
@pytest.mark.parametrize("path", [SETTINGS, "/accessibility/forget"])
def test_the_way_on_never_leaves_the_portal(path: str, goal: str, client: PortalClient) -> None:
    answer = client.post(path, data={"contrast-mode": "dark", "next": goal})
    assert answer.headers["Location"] == "/"


def test_everything_is_forgotten_in_one_click_from_any_page(client: PortalClient) -> None:
    assert "Forget my display settings" not in text(client.get("/about"))
    for field, value in (("contrast-mode", "dark"), ("saveFontSize", "200")):
        save(client, {field: value})
    assert "Forget my display settings" in text(client.get("/about"))
    answer = client.post("/accessibility/forget", data={"next": "/about"})
    assert answer.headers["Location"] == "/about"
    assert client.get_cookie("contrast-mode") is None
    assert client.get_cookie("saveFontSize") is None
    assert 'data-text-size="100"' in text(client.get("/about"))


def test_forgetting_with_scripts_answers_with_the_usual_toolbar(client: PortalClient) -> None:
    save(client, {"contrast-mode": "dark"})
    answer = client.post("/accessibility/forget", data={"next": "/about"}, headers=HTMX)
    assert "Forget my display settings" not in text(answer)
    assert "autofocus" in text(answer)
    assert json.loads(answer.headers["HX-Trigger"])["portal:display"]["contrast"] == ""


def test_the_answer_to_the_cookie_question_is_not_forgotten_with_it(client: PortalClient) -> None:
    client.post("/cookies/choice", data={"choice": "deny", "next": "/"})
    client.post("/accessibility/forget", data={"next": "/"})
    assert client.get_cookie("cookieconsent_status") is not None


def test_the_full_form_shows_what_holds_now(client: PortalClient) -> None:
    save(client, {"saveFontSize": "150"})
    page = text(client.get(f"{SETTINGS}?next=/about"))
    assert 'name="saveFontSize" type="radio" value="150" checked' in page
    assert 'name="next" type="hidden" value="/about"' in page


def test_the_full_form_says_when_the_browser_kept_nothing(app: Flask, client: PortalClient) -> None:
    fields = {"saveFontSize": "150", "next": SETTINGS}
    kept = client.post(SETTINGS, data=fields).headers["Location"]
    assert "Your settings are in use" in text(client.get(kept))
    blocked = app.test_client(use_cookies=False)
    assert "Your browser did not keep your settings" in text(blocked.get(kept))


def test_a_setting_that_another_site_also_left_is_mended(app: Flask) -> None:
    client = app.test_client(use_cookies=False)
    sent = {"Cookie": "contrast-mode=high; contrast-mode=dark"}
    answer = client.post(SETTINGS, data={"contrast-mode": "dark", "next": "/"}, headers=sent)
    lines = answer.headers.getlist("Set-Cookie")
    assert lines[-1] == f"contrast-mode=dark; {YEAR}"
    assert any("Domain=localhost" in line and "Max-Age=0" in line for line in lines[:-1])


def test_a_page_without_navigation_gets_its_toolbar_back_without_languages(
    client: PortalClient,
) -> None:
    data = {"contrast-mode": "dark", "next": "/about"}
    assert "translate.google.com" in text(client.post(SETTINGS, data=data, headers=HTMX))
    minimal = client.post(SETTINGS, data=data | {"minimal": "yes"}, headers=HTMX)
    assert "translate.google.com" not in text(minimal)
