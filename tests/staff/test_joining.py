"""Joining: a link, a password that is long enough, an authenticator, recovery codes."""

import re
from html import unescape

import pyotp
import pytest
from flask import Flask

from portal.core import clock
from portal.extensions import db
from portal.staff.models import StaffPerson
from portal.staff.service import people
from tests.support import staff
from tests.support.client import PortalClient

pytestmark = pytest.mark.one_database

ADDRESS = "jo@staff.example.org"


@pytest.fixture
def welcome(app: Flask) -> str:
    """The path of an invitation."""
    assert app.testing
    return staff.welcome_path(people.invite("Jo Lee", ADDRESS, ["editor"]).public_id)


def person() -> StaffPerson:
    db.session.expire_all()
    found = people.by_email(ADDRESS)
    assert found is not None
    return found


def prove(client: PortalClient, welcome: str, page: object) -> tuple[dict[str, str], str]:
    """The form that the second page asks for, and the key on it."""
    html = staff.html_of(page)  # type: ignore[arg-type]  # an answer
    found, state = staff.KEY.search(html), staff.STATE.search(html)
    assert found, html
    assert state
    key = found[1].replace(" ", "")
    code = pyotp.TOTP(key).at(int(clock.now().timestamp()))
    return {"state": unescape(state[1]), "code": code}, key


def test_from_the_link_to_the_desk(client: PortalClient, welcome: str) -> None:
    assert "Hello Jo Lee." in staff.html_of(client.get(welcome))
    page = client.post(welcome, data={"new_password": staff.PASSWORD})
    data, key = prove(client, welcome, page)
    done = client.post(f"{welcome}/code", data=data)
    recovery = staff.CODES.findall(staff.html_of(done))
    assert len(set(recovery)) == 10
    assert "Set-Cookie" not in done.headers
    asked = staff.give_password(client, ADDRESS)
    assert staff.give_code(client, asked, recovery[0]).status_code == 303
    assert person().secret == key
    assert "Hello Jo Lee." in staff.html_of(client.get("/staff/"))


def test_the_code_that_proved_the_app_does_not_sign_in_too(
    client: PortalClient, welcome: str
) -> None:
    data, _ = prove(client, welcome, client.post(welcome, data={"new_password": staff.PASSWORD}))
    client.post(f"{welcome}/code", data=data)
    asked = staff.give_password(client, ADDRESS)
    assert staff.give_code(client, asked, data["code"]).status_code == 422


def test_a_form_sent_twice_shows_the_same_codes(client: PortalClient, welcome: str) -> None:
    data, _ = prove(client, welcome, client.post(welcome, data={"new_password": staff.PASSWORD}))
    first = client.post(f"{welcome}/code", data=data)
    again = client.post(f"{welcome}/code", data=data)
    assert staff.html_of(first) == staff.html_of(again)


def test_the_link_works_once(client: PortalClient, welcome: str) -> None:
    other = staff.welcome_path(person().public_id)
    data, _ = prove(client, welcome, client.post(welcome, data={"new_password": staff.PASSWORD}))
    client.post(f"{welcome}/code", data=data)
    for path in (welcome, other):
        assert client.get(path).status_code == 404
        answer = client.post(path, data={"new_password": "another kettle of fish"})
        assert answer.status_code == 404


def test_the_link_works_for_48_hours(client: PortalClient, welcome: str) -> None:
    with staff.later(hours=47, minutes=59):
        assert client.get(welcome).status_code == 200
    with staff.later(hours=48, seconds=1):
        assert client.get(welcome).status_code == 404


def test_reading_the_link_changes_nothing(client: PortalClient, welcome: str) -> None:
    for _ in range(20):
        assert client.get(welcome).status_code == 200
    assert person().joined_at is None


def test_a_wrong_code_keeps_the_same_key(client: PortalClient, welcome: str) -> None:
    page = client.post(welcome, data={"new_password": staff.PASSWORD})
    data, key = prove(client, welcome, page)
    answer = client.post(f"{welcome}/code", data=data | {"code": "000000"})
    assert answer.status_code == 422
    assert prove(client, welcome, answer)[1] == key
    assert person().joined_at is None


def test_what_travels_between_holds_no_password_that_can_be_read(
    client: PortalClient, welcome: str
) -> None:
    html = staff.html_of(client.post(welcome, data={"new_password": staff.PASSWORD}))
    assert staff.PASSWORD not in html
    assert "argon2" not in html


def test_a_step_of_another_invitation_is_refused(client: PortalClient, welcome: str) -> None:
    theirs = staff.welcome_path(people.invite("Al", "al@x.example", ["admin"]).public_id)
    data, _ = prove(client, welcome, client.post(welcome, data={"new_password": staff.PASSWORD}))
    answer = client.post(f"{theirs}/code", data=data)
    assert "Choose a password" in staff.html_of(answer)
    db.session.expire_all()
    assert all(each.joined_at is None for each in people.everybody())


@pytest.mark.parametrize(
    "password",
    [
        "",
        "fourteen chars",
        "jo lee jo lee jo lee",
        "jo@staff.example.org",
        "Password12345678",
        "passwordpassword",
        "aaaaaaaaaaaaaaaaaaaa",
        "health and wellbeing people portal",
        "x" * 201,
    ],
)
def test_what_others_would_guess_is_no_password(
    password: str, client: PortalClient, welcome: str
) -> None:
    answer = client.post(welcome, data={"new_password": password})
    assert answer.status_code == 422
    assert not password or f'value="{password}"' not in staff.html_of(answer)


@pytest.mark.parametrize(
    "password",
    ["brown kettle rides north", "8392017462993810", "ñandú über große Öfen", " " + "ab1!" * 4],
)
def test_length_counts_and_nothing_else(password: str, client: PortalClient, welcome: str) -> None:
    assert client.post(welcome, data={"new_password": password}).status_code == 200


def test_the_picture_says_what_the_key_says(client: PortalClient, welcome: str) -> None:
    html = staff.html_of(client.post(welcome, data={"new_password": staff.PASSWORD}))
    assert re.search(r'<svg class="qr" viewBox="0 0 \d+ \d+"[^>]+role="img"', html)
    assert html.count("h1v1h-1z") > 300
