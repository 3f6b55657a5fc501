"""Signing in: a password and a code, each checked, and nothing before both are right."""

import time
from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.core import clock
from portal.extensions import db
from portal.staff.models import StaffSession
from portal.staff.service import codes, passwords, people
from tests.support import staff
from tests.support.client import PortalClient

UNKNOWN = "nobody@staff.example.org"
ROUNDS = 7


def test_a_password_and_a_code_open_the_desk(client: PortalClient) -> None:
    row = staff.make("moderator")
    asked = staff.give_password(client, "moderator@staff.example.org")
    assert "Set-Cookie" not in asked.headers
    answer = staff.give_code(client, asked, staff.code_for(row))
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/staff/"
    page = client.get("/staff/")
    assert page.status_code == 200
    assert "Hello Sam Moderator." in staff.html_of(page)


def test_the_cookie_belongs_to_the_desk_and_holds_nothing_that_is_kept(
    client: PortalClient,
) -> None:
    row = staff.make("moderator")
    asked = staff.give_password(client, row.email or "")
    cookie = staff.give_code(client, asked, staff.code_for(row)).headers["Set-Cookie"]
    attributes = {part.strip() for part in cookie.split(";")[1:]}
    assert attributes == {"HttpOnly", "Path=/staff", "SameSite=Strict"}
    value = cookie.partition("=")[2].partition(";")[0]
    kept = db.session.scalars(select(StaffSession.token_hash)).all()
    assert len(value) == 43
    assert value not in kept


def test_an_address_however_it_is_spelt_is_the_same_person(client: PortalClient) -> None:
    staff.make("editor", email="Ed.Itor@Staff.example.org")
    assert staff.give_password(client, " ed.itor@STAFF.example.ORG ").status_code == 200


@pytest.mark.parametrize("password", ["", "wrong", "brown kettle rides north ", "x" * 1000])
def test_a_wrong_password_is_refused(password: str, client: PortalClient) -> None:
    row = staff.make("editor")
    answer = staff.give_password(client, row.email or "", password)
    assert answer.status_code == 422
    assert 'name="state"' not in staff.html_of(answer)


def test_a_known_address_is_answered_like_an_unknown_one(client: PortalClient) -> None:
    row = staff.make("editor")
    known = staff.give_password(client, row.email or "", "wrong " * 3)
    unknown = staff.give_password(client, UNKNOWN, "wrong " * 3)
    words = staff.html_of(known).replace(row.email or "", UNKNOWN)
    assert (known.status_code, words) == (unknown.status_code, staff.html_of(unknown))
    assert dict(known.headers).keys() == dict(unknown.headers).keys()


@pytest.mark.usefixtures("costly_passwords")
def test_an_unknown_address_takes_as_long_as_a_known_one() -> None:
    kept = passwords.make_hash(staff.PASSWORD)
    passwords.matches("", "once")

    def took(hashed: str) -> float:
        began = time.process_time()
        passwords.matches(hashed, "wrong")
        return time.process_time() - began

    # By turns and of the processor alone, so that a busy machine slows neither more.
    known, unknown = zip(*((took(kept), took("")) for _ in range(ROUNDS)), strict=True)
    assert 0.5 < min(known) / min(unknown) < 2


@pytest.mark.usefixtures("costly_passwords")
def test_what_is_kept_of_a_password_is_slow_to_guess() -> None:
    kept = passwords.make_hash(staff.PASSWORD)
    assert kept.startswith("$argon2id$")
    settings = dict(part.split("=") for part in kept.split("$")[3].split(","))
    assert int(settings["m"]) >= 19 * 1024
    assert int(settings["t"]) >= 2


def test_a_code_works_once(client: PortalClient) -> None:
    row = staff.make("editor")
    code = staff.code_for(row)
    first = staff.give_code(client, staff.give_password(client, row.email or ""), code)
    again = staff.give_code(client, staff.give_password(client, row.email or ""), code)
    assert (first.status_code, again.status_code) == (303, 422)


@pytest.mark.parametrize(("seconds", "status"), [(-30, 303), (30, 303), (-60, 422), (90, 422)])
def test_a_phone_whose_clock_is_half_a_minute_off_is_fine(
    seconds: int, status: int, client: PortalClient
) -> None:
    row = staff.make("editor")
    moment = clock.now().replace(second=10, microsecond=0)
    with clock.freeze(moment + timedelta(seconds=seconds)):
        code = staff.code_for(row)
    with clock.freeze(moment):
        asked = staff.give_password(client, row.email or "")
        assert staff.give_code(client, asked, code).status_code == status


def test_an_older_code_is_refused_after_a_newer_one(client: PortalClient) -> None:
    row = staff.make("editor")
    older = staff.code_for(row)
    with staff.later(seconds=30):
        asked = staff.give_password(client, row.email or "")
        assert staff.give_code(client, asked, staff.code_for(row)).status_code == 303
        asked = staff.give_password(client, row.email or "")
        assert staff.give_code(client, asked, older).status_code == 422


def test_a_recovery_code_works_once_and_however_it_is_written(client: PortalClient) -> None:
    row = staff.make("editor")
    made = codes.new_recovery_codes()
    codes.keep_recovery_codes(row.public_id, made)
    db.session.commit()
    written = made[3].upper().replace("-", " ")
    first = staff.give_code(client, staff.give_password(client, row.email or ""), written)
    again = staff.give_code(client, staff.give_password(client, row.email or ""), made[3])
    assert (first.status_code, again.status_code) == (303, 422)
    assert codes.codes_left(row.public_id) == 9


def test_somebody_else_s_recovery_code_is_refused(client: PortalClient) -> None:
    mine, theirs = staff.make("editor"), staff.make("moderator")
    made = codes.new_recovery_codes()
    codes.keep_recovery_codes(theirs.public_id, made)
    db.session.commit()
    asked = staff.give_password(client, mine.email or "")
    assert staff.give_code(client, asked, made[0]).status_code == 422


def test_the_step_between_ends_after_five_minutes(client: PortalClient) -> None:
    row = staff.make("editor")
    asked = staff.give_password(client, row.email or "")
    with staff.later(minutes=5, seconds=1):
        answer = staff.give_code(client, asked, staff.code_for(row))
    assert answer.status_code == 422
    assert "longer than 5 minutes" in staff.html_of(answer)


@pytest.mark.parametrize("state", ["", "AAAA", "x" * 200])
def test_a_made_up_step_between_opens_nothing(state: str, client: PortalClient) -> None:
    row = staff.make("editor")
    data = {"state": state, "code": staff.code_for(row)}
    answer = client.post("/staff/sign-in/code", data=data)
    assert answer.status_code == 422
    assert "Set-Cookie" not in answer.headers


def test_a_password_changed_meanwhile_ends_what_was_begun(client: PortalClient) -> None:
    row = staff.make("editor")
    asked = staff.give_password(client, row.email or "")
    row.password_hash = passwords.make_hash("another kettle rides")
    db.session.commit()
    assert staff.give_code(client, asked, staff.code_for(row)).status_code == 422


def test_who_was_disabled_meanwhile_does_not_get_in(client: PortalClient) -> None:
    staff.make("admin")
    row = staff.make("editor")
    asked = staff.give_password(client, row.email or "")
    code = staff.code_for(row)
    people.disable(row.public_id)
    assert staff.give_code(client, asked, code).status_code == 422
    assert staff.give_password(client, "editor@staff.example.org").status_code == 422


def test_who_has_not_joined_cannot_sign_in(client: PortalClient) -> None:
    people.invite("Jo", "jo@staff.example.org", ["editor"])
    for password in ("", staff.PASSWORD):
        assert staff.give_password(client, "jo@staff.example.org", password).status_code == 422
