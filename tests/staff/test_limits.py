"""Limits: guessing is slow, and nobody can lock somebody else out with it."""

from datetime import timedelta

from portal.core import clock
from portal.staff.service import signing_in
from tests.support import staff
from tests.support.client import PortalClient

HERE, ELSEWHERE = {"REMOTE_ADDR": "203.0.113.9"}, {"REMOTE_ADDR": "198.51.100.7"}


def guess(client: PortalClient, email: str, network: dict[str, str], password: str = "no") -> int:
    data = {"email": email, "password": password}
    return client.post("/staff/sign-in", data=data, environ_overrides=network).status_code


def test_a_sixth_guess_in_a_minute_is_put_off_and_says_for_how_long(client: PortalClient) -> None:
    row = staff.make("editor")
    email = row.email or ""
    with clock.freeze(clock.now()):
        assert [guess(client, email, HERE) for _ in range(6)] == [422] * 5 + [429]
        data = {"email": email, "password": staff.PASSWORD}
        answer = client.post("/staff/sign-in", data=data, environ_overrides=HERE)
        assert answer.status_code == 429, "not even the right one"
        assert int(answer.headers["Retry-After"]) in range(1, 62)
        assert "Try again in" in staff.html_of(answer)
    with staff.later(seconds=62):
        assert guess(client, email, HERE, staff.PASSWORD) == 200


def test_guessing_elsewhere_locks_nobody_out(client: PortalClient) -> None:
    row = staff.make("editor")
    email = row.email or ""
    with clock.freeze(clock.now()):
        for _ in range(40):
            guess(client, email, ELSEWHERE)
        assert guess(client, email, ELSEWHERE, staff.PASSWORD) == 429
        assert guess(client, email, HERE, staff.PASSWORD) == 200


def test_an_unknown_address_is_limited_in_the_same_way(client: PortalClient) -> None:
    with clock.freeze(clock.now()):
        found = [guess(client, "nobody@example.org", HERE) for _ in range(6)]
    assert found == [422] * 5 + [429]


def test_one_network_cannot_try_many_addresses(client: PortalClient) -> None:
    with clock.freeze(clock.now()):
        found = [guess(client, f"a{number}@example.org", HERE) for number in range(21)]
    assert found == [422] * 20 + [429]


def test_codes_are_limited_too(client: PortalClient) -> None:
    row = staff.make("editor")
    with clock.freeze(clock.now()):
        asked = staff.give_password(client, row.email or "")
        found = [staff.give_code(client, asked, "000000").status_code for _ in range(6)]
        assert found == [422] * 5 + [429]
        assert staff.give_code(client, asked, staff.code_for(row)).status_code == 429


def test_ten_thousand_guesses_let_nobody_in(client: PortalClient) -> None:
    row = staff.make("editor")
    passed = signing_in.check_password(row.email or "", staff.PASSWORD, "203.0.113.9")
    assert passed is not None
    right, tried, let_in = staff.code_for(row), 0, 0
    with clock.freeze(clock.now() - timedelta(minutes=10)):
        for number in range(10_000):
            try:
                let_in += bool(signing_in.check_code(passed, f"{number:06}", "203.0.113.9", ""))
                tried += 1
            except signing_in.TooManyError:
                continue
    assert tried <= 5
    assert let_in == 0
    assert right


def test_the_password_in_between_is_limited_too(client: PortalClient) -> None:
    staff.come_in(client, "editor")
    with staff.later(minutes=11):
        token = staff.csrf(client)
        data = {"csrf": token, "again": "wrong", "next": "/staff/"}
        found = [client.post("/staff/again", data=data).status_code for _ in range(6)]
    assert found == [422] * 5 + [429]
