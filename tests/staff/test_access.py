"""Access: every route of the desk, by everybody it is not for, is refused (TRUST C1)."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.staff.models import ROLES
from tests.house import routes
from tests.house.test_routes import VARIABLE
from tests.support import staff
from tests.support.client import PortalClient

pytestmark = pytest.mark.one_database

READING = ("GET", "HEAD")
# What somebody meets whom a page is for: it, a way on, nothing of that name, or a fault to mend.
WELCOME = {200, 303, 404, 422}


def cells(app: Flask) -> list[tuple[str, str, frozenset[str]]]:
    """Each route of the desk, each of its methods, and who may use it."""
    return [
        (VARIABLE.sub(lambda m: routes.SAMPLES[m[1]], rule.rule), method, routes.STAFF[rule.rule])
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/staff")
        for method in sorted((rule.methods or set()) - {"OPTIONS"})
    ]


def ask(client: PortalClient, path: str, method: str, **data: str) -> TestResponse:
    """Ask for one cell."""
    answer = client.open(path, method=method, data=data if method == "POST" else None)
    assert answer.headers["Cache-Control"] == "no-store", path
    assert "noindex" in answer.headers["X-Robots-Tag"], path
    return answer


def is_turned_away(answer: TestResponse, method: str) -> bool:
    """Whether the door stayed shut."""
    if method in READING:
        return answer.status_code == 303 and "/staff/sign-in" in answer.headers["Location"]
    return answer.status_code == 403


def test_every_route_of_the_desk_is_in_the_table(app: Flask) -> None:
    rules = {rule.rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/staff")}
    assert rules == set(routes.STAFF)
    assert len(cells(app)) >= 30


def test_a_stranger_meets_the_sign_in_and_nothing_else(app: Flask, client: PortalClient) -> None:
    for path, method, who in cells(app):
        answer = ask(client, path, method)
        if who:
            assert is_turned_away(answer, method), (path, method, answer.status_code)
        else:
            assert answer.status_code in WELCOME, (path, method, answer.status_code)


def test_a_password_without_a_code_opens_nothing(app: Flask, client: PortalClient) -> None:
    row = staff.make(*ROLES)
    assert staff.give_password(client, row.email or "").status_code == 200
    for path, method, who in cells(app):
        if who:
            answer = ask(client, path, method)
            assert is_turned_away(answer, method), (path, method, answer.status_code)


@pytest.mark.parametrize("role", sorted(ROLES))
def test_every_cell_of_route_and_role(role: str, app: Flask, client: PortalClient) -> None:
    staff.come_in(client, role)
    token = staff.csrf(client)
    for path, method, who in cells(app):
        if path == "/staff/sign-out" or not who:
            continue
        answer = ask(client, path, method, csrf=token)
        expected = WELCOME if role in who else {403}
        assert answer.status_code in expected, (path, method, role, answer.status_code)


def sendings(app: Flask) -> Iterator[str]:
    """Each path that changes something and needs a session."""
    return (path for path, method, who in cells(app) if who and method == "POST")


@pytest.mark.parametrize("token", ["", "0" * 64, "of another session"])
def test_without_the_token_of_this_session_nothing_is_done(
    token: str, app: Flask, client: PortalClient
) -> None:
    other = app.test_client()
    assert isinstance(other, PortalClient)
    staff.come_in(other, *ROLES)
    staff.come_in(client, *ROLES)
    sent = staff.csrf(other) if token.startswith("of") else token
    for path in sendings(app):
        assert ask(client, path, "POST", csrf=sent).status_code == 403, path
    assert client.get("/staff/").status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "null"},
        {"Origin": "https://elsewhere.example"},
        {"Sec-Fetch-Site": "", "Origin": ""},
    ],
)
def test_a_form_sent_from_elsewhere_is_refused(
    headers: dict[str, str], app: Flask, client: PortalClient
) -> None:
    staff.come_in(client, *ROLES)
    token = staff.csrf(client)
    for path, method, _ in cells(app):
        if method == "POST":
            answer = client.post(path, data={"csrf": token}, headers=headers)
            assert answer.status_code == 403, path


def test_a_form_that_says_nothing_of_its_origin_is_refused_at_the_desk(
    client: PortalClient,
) -> None:
    staff.come_in(client, "admin")
    token = staff.csrf(client)
    answer = FlaskClient.open(client, "/staff/sign-out", method="POST", data={"csrf": token})
    assert answer.status_code == 403
    assert client.get("/staff/").status_code == 200


def test_a_view_that_states_nobody_is_closed_to_everybody(app: Flask, client: PortalClient) -> None:
    staff.come_in(client, *ROLES)
    app._got_first_request = False
    app.add_url_rule("/staff/forgotten", "forgotten", lambda: "<p>Secret</p>")
    assert client.get("/staff/forgotten").status_code == 403


def test_an_address_that_does_not_exist_tells_a_stranger_nothing(client: PortalClient) -> None:
    for path in ("/staff", "/staff/", "/staff/nothing", "/staff/people/x/y"):
        assert client.get(path).status_code in {303, 308}, path
    staff.come_in(client, "admin")
    assert client.get("/staff/nothing").status_code == 404


@pytest.mark.parametrize(
    "onward", ["//evil.example/staff/", "https://evil.example", "/about", "/staff/../about", "/\\x"]
)
def test_after_signing_in_the_way_leads_to_the_desk_alone(
    onward: str, client: PortalClient
) -> None:
    row = staff.make("editor")
    asked = staff.give_password(client, row.email or "", onward=onward)
    answer = staff.give_code(client, asked, staff.code_for(row))
    assert answer.headers["Location"] == "/staff/"


def test_who_is_sent_to_the_sign_in_comes_back_without_the_query(client: PortalClient) -> None:
    answer = client.get("/staff/people?q=Ann+Lee")
    assert answer.headers["Location"] == "/staff/sign-in?next=/staff/people"
