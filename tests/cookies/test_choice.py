"""The cookie question: asked once, answered in one click, taken back as easily."""

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from portal.core.visitor import Visitor, read
from tests.support.client import PortalClient

pytestmark = pytest.mark.one_database

HTMX = {"HX-Request": "true"}
BANNER = 'id="cookie-banner"'
YEAR = "Max-Age=31536000; HttpOnly; Path=/; SameSite=Lax"


def choose(client: PortalClient, choice: str, goal: str = "/", **more: str) -> TestResponse:
    return client.post("/cookies/choice", data={"choice": choice, "next": goal, **more})


def visitor(client: PortalClient) -> Visitor:
    header = client.get("/cookies").request.headers.get("Cookie", "")
    return read({"HTTP_COOKIE": header}, question=1)


def text(answer: TestResponse) -> str:
    return answer.get_data(as_text=True)


def test_the_first_page_asks_and_sets_nothing(client: PortalClient) -> None:
    answer = client.get("/")
    assert BANNER in text(answer)
    assert not answer.headers.getlist("Set-Cookie")
    assert text(answer).index(BANNER) < text(answer).index('class="skip"')


@pytest.mark.parametrize("choice", ["allow", "deny", "dismiss"])
def test_an_answer_is_kept_for_a_year_and_the_question_goes(
    choice: str, client: PortalClient
) -> None:
    answer = choose(client, choice, "/about")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/about")
    assert answer.headers.getlist("Set-Cookie")[:2] == [
        f"cookieconsent_status={choice}; {YEAR}",
        f"cookieconsent_revision=1; {YEAR}",
    ]
    assert BANNER not in text(client.get("/"))
    assert visitor(client).allows is (choice == "allow")


@pytest.mark.settings(analytics_id="G-ABC1234567")
def test_a_portal_that_counts_asks_the_larger_question(client: PortalClient) -> None:
    client.set_cookie("cookieconsent_status", "allow")
    client.set_cookie("cookieconsent_revision", "1")
    assert "count visits with Google Analytics" in text(client.get("/"))
    choose(client, "allow")
    assert BANNER not in text(client.get("/"))


@pytest.mark.settings(base_url="https://localhost")
def test_over_https_the_answer_is_secure(client: PortalClient) -> None:
    assert all("; Secure" in line for line in choose(client, "allow").headers.getlist("Set-Cookie"))


@pytest.mark.parametrize("choice", ["", "yes", "ALLOW", "allow ", "<b>allow</b>", "allow\x00"])
def test_an_unknown_answer_is_none_and_says_what_to_do(choice: str, client: PortalClient) -> None:
    answer = choose(client, choice)
    assert answer.status_code == 422
    assert "Error: Cookies" in text(answer)
    assert "Choose whether to reject or accept extra cookies" in text(answer)
    assert not answer.headers.getlist("Set-Cookie")


def test_two_answers_at_once_are_none(client: PortalClient) -> None:
    answer = client.post("/cookies/choice", data={"choice": ["deny", "allow"], "next": "/"})
    assert answer.status_code == 422
    assert not answer.headers.getlist("Set-Cookie")


@pytest.mark.parametrize(
    "goal", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_the_way_on_never_leaves_the_portal(goal: str, client: PortalClient) -> None:
    assert choose(client, "deny", goal).headers["Location"] == "/"


def test_another_site_cannot_answer(client: PortalClient) -> None:
    answer = client.post(
        "/cookies/choice", data={"choice": "allow"}, headers={"Origin": "https://evil.example"}
    )
    assert answer.status_code == 403
    assert not answer.headers.getlist("Set-Cookie")


@pytest.mark.parametrize("choice", ["deny", "dismiss"])
@pytest.mark.settings(base_url="http://people.portal.example.org")
def test_taking_back_removes_it_here_and_at_every_parent(choice: str, app: Flask) -> None:
    theirs = ["_ga_ABC", "__utma", "YSC", "PREF", "VISITOR_INFO1_LIVE", "guest_id"]
    others = ["contrast-mode", "portal_staff", "sid", "PHPSESSID", "csrftoken"]
    sent = {"Cookie": "; ".join(f"{name}=1" for name in [*theirs, *others])}
    answer = app.test_client(use_cookies=False).post(
        "/cookies/choice",
        data={"choice": choice},
        headers=sent,
        base_url="http://people.portal.example.org",
    )
    gone = [line for line in answer.headers.getlist("Set-Cookie") if "Max-Age=0" in line]
    domains = {"", "people.portal.example.org", "portal.example.org", "example.org"}
    for name in ("googtrans", "_ga", *theirs):
        lines = [line for line in gone if line.startswith(f"{name}=;")]
        found = {line.partition("Domain=")[2].partition(";")[0] for line in lines}
        assert found == domains, name
    # These are ours, or another program's: PHP's and Django's own names, which LinkedIn once used.
    assert not {line.partition("=")[0] for line in gone} & {*others}


def test_with_scripts_the_answer_takes_the_question_s_place(client: PortalClient) -> None:
    answer = client.post("/cookies/choice", data={"choice": "allow", "next": "/"}, headers=HTMX)
    assert answer.status_code == 200
    assert text(answer).startswith("<div") or text(answer).lstrip().startswith("<")
    assert "You have accepted extra cookies" in text(answer)
    assert "<form" not in text(answer)
    assert 'tabindex="-1" autofocus' in text(answer)
    assert "HX-Refresh" not in answer.headers


def test_with_scripts_taking_back_reloads_the_page_so_that_running_frames_die(
    client: PortalClient,
) -> None:
    choose(client, "allow")
    answer = client.post("/cookies/choice", data={"choice": "deny", "next": "/"}, headers=HTMX)
    assert answer.headers["HX-Refresh"] == "true"


def test_with_a_privacy_signal_accepting_changes_nothing_and_says_so(client: PortalClient) -> None:
    signal = {"Sec-GPC": "1", "Sec-Fetch-Site": "same-origin"}
    data = {"choice": "allow", "next": "/"}
    answer = client.post("/cookies/choice", data=data, headers=signal | HTMX)
    assert "so they stay off" in text(answer)
    page = text(client.get("/cookies?saved=yes", headers=signal))
    assert "your browser asks us not to use them, so they stay off" in page


def test_the_question_is_still_put_to_a_browser_with_a_privacy_signal(client: PortalClient) -> None:
    page = text(client.get("/", headers={"Sec-GPC": "1"}))
    assert BANNER in page
    assert "so extra cookies are off" in page


def test_a_visitor_changes_their_mind_on_the_cookies_page(app: Flask, client: PortalClient) -> None:
    back = {"back": "/about"}
    answer = choose(client, "allow", "/cookies", **back)
    page = text(client.get(answer.headers["Location"]))
    assert "You accept extra cookies." in page
    assert '<a href="/about">Go back to the page you came from</a>' in page
    page = text(client.get(choose(client, "deny", "/cookies", **back).headers["Location"]))
    assert "You reject extra cookies." in page


def test_a_browser_that_blocks_cookies_is_told_so(app: Flask) -> None:
    client = app.test_client(use_cookies=False)
    location = choose(client, "allow", "/cookies").headers["Location"]  # type: ignore[arg-type]  # the same class, made by Flask
    assert "Your browser did not keep your choice" in text(client.get(location))
