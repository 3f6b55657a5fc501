"""One clock, and dates as people say them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core import clock

DAYS = st.dates(min_value=date(2000, 1, 1), max_value=date(2199, 12, 31))


def test_a_frozen_clock_stands_still_and_goes_on_afterwards() -> None:
    moment = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
    with clock.freeze(moment):
        assert clock.now() == moment
    assert clock.now() > moment


def test_the_day_is_england_s() -> None:
    with clock.freeze(datetime(2026, 7, 1, 23, 30, tzinfo=UTC)):
        assert clock.today() == date(2026, 7, 2)


def test_dates_and_times_are_in_words() -> None:
    assert clock.in_words(date(2026, 11, 20)) == "Friday 20 November 2026"
    assert clock.time_in_words(datetime(2026, 7, 1, 2, 5, tzinfo=UTC)) == "3:05am"


@pytest.mark.parametrize(
    ("wait", "words"),
    [
        (timedelta(0), "1 second"),
        (timedelta(seconds=59.2), "1 minute"),
        (timedelta(seconds=61), "2 minutes"),
        (timedelta(hours=1), "1 hour"),
        (timedelta(hours=25), "2 days"),
    ],
)
def test_a_wait_is_rounded_up(wait: timedelta, words: str) -> None:
    assert clock.wait_in_words(wait) == words


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (date(2026, 9, 3), date(2026, 10, 3)),
        (date(2026, 3, 31), date(2026, 4, 30)),
        (date(2027, 1, 29), date(2027, 2, 28)),
        (date(2028, 1, 31), date(2028, 2, 29)),
        (date(2026, 12, 31), date(2027, 1, 31)),
    ],
)
def test_a_month_ends_on_the_same_day_or_on_the_last(received: date, due: date) -> None:
    assert clock.one_month_after(received) == due


@given(DAYS)
def test_a_month_later_is_in_the_next_month_and_never_later_in_it(received: date) -> None:
    due = clock.one_month_after(received)
    assert (due.year * 12 + due.month) - (received.year * 12 + received.month) == 1
    assert due.day == received.day or (
        due.day < received.day and (due + timedelta(days=1)).month != due.month
    )


@given(DAYS, DAYS)
def test_who_asks_earlier_is_never_due_later(one: date, other: date) -> None:
    first, second = sorted((one, other))
    assert clock.one_month_after(first) <= clock.one_month_after(second)


@given(DAYS)
def test_three_months_are_at_least_as_long_as_three_single_ones(received: date) -> None:
    steps = clock.one_month_after(clock.one_month_after(clock.one_month_after(received)))
    assert clock.months_after(received, 3) >= steps
    assert clock.months_after(received, 0) == received


@pytest.mark.parametrize(
    ("back", "words"),
    [
        (timedelta(seconds=59), "just now"),
        (timedelta(minutes=1), "1 minute ago"),
        (timedelta(hours=2, minutes=59), "2 hours ago"),
        (timedelta(hours=10), "yesterday"),
        (timedelta(hours=33), "yesterday"),
        (timedelta(hours=34), "2 days ago"),
        (timedelta(days=-1), "just now"),
    ],
)
def test_how_long_ago_goes_by_the_calendar_and_never_rounds_up(back: timedelta, words: str) -> None:
    with clock.freeze(datetime(2026, 11, 23, 9, 30, tzinfo=UTC)):
        assert clock.ago_in_words(clock.now() - back) == words
