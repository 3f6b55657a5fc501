"""Limits are exact over any window, and a use that fails is not counted."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal.core import clock
from portal.core.ratelimit import Limit, RateWindow, network, take, take_from
from portal.extensions import db

MAILBOX = [
    Limit(1, timedelta(minutes=10)),
    Limit(3, timedelta(hours=24)),
    Limit(5, timedelta(days=30)),
]
HOURLY = [Limit(10, timedelta(hours=1))]
START = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)
pytestmark = pytest.mark.database


def used_at(minutes: float) -> bool:
    with clock.freeze(START + timedelta(minutes=minutes)):
        allowed = take("mail", "a@example.org", MAILBOX) == timedelta(0)
        db.session.commit()
    return allowed


def test_one_in_ten_minutes_three_a_day_five_a_month(app: Flask) -> None:
    assert [used_at(m) for m in (0, 9.9, 10, 20, 30, 60 * 23)] == [
        True, False, True, True, False, False,
    ]  # fmt: skip
    assert [used_at(60 * h) for h in (24, 24.2, 25, 80, 24 * 29)] == [
        True, True, False, False, False,
    ]  # fmt: skip
    assert used_at(60 * 24 * 30)


def test_the_wait_says_when_to_try_again(app: Flask) -> None:
    with clock.freeze(START):
        take("mail", "a", MAILBOX)
    with clock.freeze(START + timedelta(minutes=4)):
        assert take("mail", "a", MAILBOX) == timedelta(minutes=6)
    db.session.rollback()


def test_keys_and_buckets_do_not_meet(app: Flask) -> None:
    one = [Limit(1, timedelta(hours=1))]
    uses = [take("x", "a", one), take("x", "b", one), take("y", "a", one)]
    assert uses == [timedelta(0)] * 3
    db.session.rollback()


def test_a_use_that_is_rolled_back_is_not_counted(app: Flask) -> None:
    one = [Limit(1, timedelta(hours=1))]
    take("x", "a", one)
    db.session.rollback()
    assert take("x", "a", one) == timedelta(0)
    db.session.rollback()


def test_the_key_is_not_kept_in_the_clear(app: Flask) -> None:
    take("mail", "canary@example.org", MAILBOX)
    row = db.session.execute(select(RateWindow.__table__)).one()
    assert "canary" not in repr(row)
    db.session.rollback()


@pytest.mark.parametrize(
    ("address", "shared"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("not an address", "unknown"),
        (None, "unknown"),
    ],
)
def test_a_network_is_what_is_counted(address: str | None, shared: str) -> None:
    assert network(address) == shared


def test_what_does_not_say_where_it_comes_from_is_taken_half_as_often(app: Flask) -> None:
    def taken(**headers: str) -> int:
        with app.test_request_context("/feedback", method="POST", headers=headers):
            waits = [take_from("192.0.2.1", str(headers), HOURLY) for _ in range(12)]
        return waits.count(timedelta(0))

    assert taken(Origin="http://localhost") == taken(**{"Sec-Fetch-Site": "same-origin"}) == 10
    assert taken() == 5
    db.session.rollback()


def test_half_of_an_odd_limit_leaves_nobody_out(app: Flask) -> None:
    with app.test_request_context("/feedback", method="POST"):
        assert not take_from("192.0.2.1", "one", [Limit(1, timedelta(hours=1))])
    db.session.rollback()
