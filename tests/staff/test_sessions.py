"""Sessions: new at each sign-in, over in time, and over for good."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal.core import clock
from portal.extensions import db
from portal.staff import allowed, fresh
from portal.staff.models import StaffSession
from portal.staff.service import people
from tests.support import staff
from tests.support.client import PortalClient

pytestmark = pytest.mark.one_database

SIGN_IN = "/staff/sign-in"


def is_in(client: PortalClient) -> bool:
    """Whether the desk is open to this browser."""
    answer = client.get("/staff/")
    return answer.status_code == 200


def browser(app: Flask) -> PortalClient:
    made = app.test_client()
    assert isinstance(made, PortalClient)
    return made


def cookie_of(client: PortalClient) -> str:
    found = client.get_cookie("portal_staff", domain="localhost", path="/staff")
    return found.value if found else ""


def plant(client: PortalClient, value: str) -> None:
    client.set_cookie("portal_staff", value, domain="localhost", path="/staff")


def test_a_planted_cookie_is_never_the_session_of_who_signs_in(client: PortalClient) -> None:
    planted = "A" * 43
    plant(client, planted)
    staff.sign_in(client, "editor")
    assert cookie_of(client) != planted
    assert is_in(client)
    plant(client, planted)
    assert not is_in(client)


def test_signing_in_again_ends_the_session_before(app: Flask, client: PortalClient) -> None:
    row = staff.come_in(client, "editor")
    old = cookie_of(client)
    staff.sign_in_as(client, row)
    assert cookie_of(client) != old
    thief = browser(app)
    plant(thief, old)
    assert not is_in(thief)


def test_a_session_ends_when_it_is_idle_to_the_second(client: PortalClient) -> None:
    moment = clock.now()
    with clock.freeze(moment):
        staff.come_in(client, "editor")
    with clock.freeze(moment + timedelta(minutes=19, seconds=59)):
        assert is_in(client)
    with clock.freeze(moment + timedelta(minutes=39, seconds=58)):
        assert is_in(client)
    with clock.freeze(moment + timedelta(minutes=59, seconds=58)):
        assert not is_in(client)


def test_a_session_ends_after_eight_hours_to_the_second(client: PortalClient) -> None:
    moment = clock.now()
    with clock.freeze(moment):
        staff.come_in(client, "editor")
    for minutes in range(15, 8 * 60, 15):
        with clock.freeze(moment + timedelta(minutes=minutes)):
            assert is_in(client), minutes
    with clock.freeze(moment + timedelta(hours=8, seconds=-1)):
        assert is_in(client)
    with clock.freeze(moment + timedelta(hours=8)):
        assert not is_in(client)


def test_signing_out_ends_it_here_and_in_the_browser(app: Flask, client: PortalClient) -> None:
    staff.sign_in(client, "editor")
    old = cookie_of(client)
    answer = staff.post(client, "/staff/sign-out")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert answer.headers["Set-Cookie"].startswith("portal_staff=;")
    assert "Max-Age=0" in answer.headers["Set-Cookie"]
    assert "Path=/staff" in answer.headers["Set-Cookie"]
    assert cookie_of(client) == ""
    thief = browser(app)
    plant(thief, old)
    assert not is_in(thief)


@pytest.mark.parametrize("value", ["", "x", "A" * 43, "%00" * 10, "é" * 20, "a b; c", "A" * 4000])
def test_a_made_up_cookie_opens_nothing(value: str, client: PortalClient) -> None:
    headers = {"Cookie": f"portal_staff={value}".encode().decode("latin-1")}
    answer = client.get("/staff/", headers=headers)
    assert answer.status_code == 303


def test_a_cookie_sent_twice_opens_nothing(client: PortalClient) -> None:
    staff.come_in(client, "editor")
    token = cookie_of(client)
    client.delete_cookie("portal_staff", domain="localhost", path="/staff")
    twice = {"Cookie": f"portal_staff={token}; portal_staff={token}"}
    assert client.get("/staff/", headers=twice).status_code == 303


def test_new_roles_hold_from_the_next_click_on(client: PortalClient) -> None:
    staff.make("admin")
    row = staff.come_in(client, "admin", "editor")
    assert client.get("/staff/people").status_code == 200
    people.set_roles(row.public_id, ["editor"])
    assert client.get("/staff/people").status_code == 403
    assert is_in(client)


def test_who_is_disabled_is_out_at_once(client: PortalClient) -> None:
    staff.make("admin")
    row = staff.come_in(client, "editor")
    assert is_in(client)
    people.disable(row.public_id)
    assert not is_in(client)


def test_who_is_reset_is_out_at_once(client: PortalClient) -> None:
    row = staff.come_in(client, "editor")
    people.reset(row.public_id)
    assert not is_in(client)


def test_one_s_own_sessions_are_listed_and_ended(app: Flask, client: PortalClient) -> None:
    other = browser(app)
    row = staff.come_in(other, "editor")
    staff.come_in(client, "editor")
    assert staff.html_of(client.get("/staff/account")).count("This browser") == 1
    sessions = select(StaffSession.public_id).order_by(StaffSession.id)
    first = db.session.scalars(sessions.where(StaffSession.person == row.public_id)).first()
    answer = staff.post(client, "/staff/account/end", session=first or "")
    assert answer.status_code == 303
    assert is_in(client)
    assert not is_in(other)


def test_every_other_session_can_be_ended_at_once(app: Flask, client: PortalClient) -> None:
    others = [browser(app) for _ in range(3)]
    for other in others:
        staff.come_in(other, "editor")
    staff.come_in(client, "editor")
    staff.post(client, "/staff/account/end", session="others")
    assert is_in(client)
    assert not any(is_in(other) for other in others)


def test_nobody_ends_the_session_of_somebody_else(app: Flask, client: PortalClient) -> None:
    other = browser(app)
    theirs = staff.come_in(other, "moderator")
    session = db.session.scalar(
        select(StaffSession.public_id).where(StaffSession.person == theirs.public_id)
    )
    staff.come_in(client, "admin")
    staff.post(client, "/staff/account/end", session=session or "")
    assert is_in(other)


def test_a_dangerous_step_asks_for_the_password_again(client: PortalClient) -> None:
    staff.come_in(client, "editor")
    with staff.later(minutes=10, seconds=1):
        token = staff.csrf(client)
        asked = client.post("/staff/account/codes", data={"csrf": token, "action": "codes"})
        assert asked.status_code == 403
        assert "Enter your password again" in staff.html_of(asked)
        kept = {"csrf": token, "action": "codes"}
        wrong = client.post("/staff/account/codes", data=kept | {"again": "wrong"})
        assert wrong.status_code == 422
        done = client.post("/staff/account/codes", data=kept | {"again": staff.PASSWORD})
        assert "Keep your recovery codes" in staff.html_of(done)
        assert client.post("/staff/account/codes", data=kept).status_code == 200


def test_what_was_typed_is_kept_while_the_password_is_asked_for(client: PortalClient) -> None:
    staff.come_in(client, "admin")
    with staff.later(minutes=11):
        data = {"name": 'Jo "<b>" Lee', "email": "jo@example.org", "roles": ["editor", "moderator"]}
        asked = staff.post(client, "/staff/people/invite", **data)
        html = staff.html_of(asked)
        assert 'name="name" value="Jo &#34;&lt;b&gt;&#34; Lee"' in html
        assert html.count('name="roles"') == 2
        done = staff.post(client, "/staff/people/invite", again=staff.PASSWORD, **data)
    assert done.headers["Location"] == "/staff/people?done=invited"
    assert 'Jo "<b>" Lee' in {each.name for each in people.everybody()}


@pytest.mark.parametrize(
    ("onward", "goal"),
    [
        ("/staff/people", "/staff/people"),
        ("/about", "/staff/"),
        ("//evil.example/staff/", "/staff/"),
        ("", "/staff/"),
    ],
)
def test_after_the_password_the_way_goes_on_at_the_desk(
    onward: str, goal: str, client: PortalClient
) -> None:
    staff.come_in(client, "admin")
    with staff.later(minutes=11):
        page = client.get("/staff/again", query_string={"next": onward})
        assert f'name="next" value="{goal}"' in staff.html_of(page)
        answer = staff.post(client, "/staff/again", again=staff.PASSWORD, next=onward)
    assert answer.headers["Location"] == goal


def test_a_page_that_is_dangerous_to_open_asks_for_the_password_first(
    app: Flask, client: PortalClient
) -> None:
    app.add_url_rule("/staff/safe", "safe", allowed("admin")(fresh(lambda: "<p>Gold</p>")))
    staff.come_in(client, "admin")
    with staff.later(minutes=11):
        answer = client.get("/staff/safe")
        assert answer.headers["Location"] == "/staff/again?next=/staff/safe"
        staff.post(client, "/staff/again", again=staff.PASSWORD, next="/staff/safe")
        assert client.get("/staff/safe", check=False).data == b"<p>Gold</p>"
