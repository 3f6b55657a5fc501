"""One clock, and dates as people say them."""

from datetime import UTC, date, datetime, timedelta

import pytest

from portal.core import clock


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
