"""England's working days, against the published list and over ten years of dates."""

from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from portal.core import clock, working_days
from portal.core.site import EXTENSION, current_settings
from portal.core.working_days import (
    add_working_days,
    bank_holidays,
    is_working_day,
    next_working_day,
    working_days_before,
)
from tests.support.databases import MakeApp

DAYS = st.dates(min_value=date(2024, 1, 1), max_value=date(2034, 12, 31))
COUNTS = st.integers(min_value=1, max_value=30)

# As published at https://www.gov.uk/bank-holidays for England and Wales, substitutes included.
PUBLISHED = """
2022-01-03 2022-04-15 2022-04-18 2022-05-02 2022-06-02 2022-06-03 2022-08-29 2022-09-19
2022-12-26 2022-12-27
2023-01-02 2023-04-07 2023-04-10 2023-05-01 2023-05-08 2023-05-29 2023-08-28 2023-12-25
2023-12-26
2024-01-01 2024-03-29 2024-04-01 2024-05-06 2024-05-27 2024-08-26 2024-12-25 2024-12-26
2025-01-01 2025-04-18 2025-04-21 2025-05-05 2025-05-26 2025-08-25 2025-12-25 2025-12-26
2026-01-01 2026-04-03 2026-04-06 2026-05-04 2026-05-25 2026-08-31 2026-12-25 2026-12-28
2027-01-01 2027-03-26 2027-03-29 2027-05-03 2027-05-31 2027-08-30 2027-12-27 2027-12-28
"""


def closed_weekdays(first: date, last: date) -> set[str]:
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return {str(day) for day in days if day.weekday() < 5 and not is_working_day(day)}


def test_the_weekdays_on_which_england_is_closed_are_those_published() -> None:
    assert closed_weekdays(date(2022, 1, 1), date(2027, 12, 31)) == set(
        PUBLISHED.split()
    )  # RULES R11


@pytest.mark.parametrize(
    ("day", "whose"),
    [
        (date(2026, 1, 2), "Scotland's"),
        (date(2026, 3, 17), "Northern Ireland's"),
        (date(2026, 7, 13), "Northern Ireland's"),
        (date(2026, 8, 3), "Scotland's"),
        (date(2026, 11, 30), "Scotland's"),
    ],
)
def test_holidays_elsewhere_in_the_kingdom_are_working_days_in_england(
    day: date, whose: str
) -> None:
    assert is_working_day(day), f"{whose} holiday is not England's"


@given(DAYS)
def test_saturdays_and_sundays_are_never_working_days(day: date) -> None:
    assert not is_working_day(day + timedelta(days=(5 - day.weekday()) % 7))
    assert not is_working_day(day + timedelta(days=(6 - day.weekday()) % 7))


@pytest.mark.parametrize("year", range(2024, 2036))
def test_every_year_has_eight_weekdays_or_more_on_which_england_is_closed(year: int) -> None:
    assert len(closed_weekdays(date(year, 1, 1), date(year, 12, 31))) >= 8
    assert all(each.year == year for each in bank_holidays(year))


@given(DAYS, COUNTS)
def test_a_working_day_so_many_on_has_as_many_between(day: date, count: int) -> None:
    end = add_working_days(day, count)
    passed = [day + timedelta(days=n) for n in range(1, (end - day).days + 1)]
    assert sum(map(is_working_day, passed)) == count
    assert is_working_day(end)
    assert end > day


@given(DAYS, COUNTS)
def test_the_next_day_never_ends_earlier_and_more_days_always_end_later(
    day: date, count: int
) -> None:
    assert add_working_days(day, count) <= add_working_days(day + timedelta(days=1), count)
    assert add_working_days(day, count) < add_working_days(day, count + 1)
    assert next_working_day(day) == add_working_days(day, 1)


@given(DAYS, COUNTS)
def test_counting_back_undoes_counting_on_from_a_working_day(day: date, count: int) -> None:
    start = next_working_day(day)
    assert working_days_before(add_working_days(start, count), count) == start


@given(DAYS)
def test_the_last_working_day_until_a_day_is_at_hand(day: date) -> None:
    last = working_days_before(day, 0)
    assert is_working_day(last)
    assert last <= day < next_working_day(last)


def test_no_days_on_is_the_same_day_and_less_than_none_is_refused() -> None:
    saturday = date(2026, 4, 4)
    assert add_working_days(saturday, 0) == saturday
    with pytest.raises(ValueError, match="0 or more"):
        add_working_days(saturday, -1)
    with pytest.raises(ValueError, match="0 or more"):
        working_days_before(saturday, -1)


def test_no_more_than_four_days_in_a_row_are_closed_but_at_easter_and_christmas() -> None:
    days = [date(2024, 1, 1) + timedelta(days=n) for n in range(365 * 11)]
    gaps = [(one, other) for one, other in pairwise(filter(is_working_day, days))]
    long = [one for one, other in gaps if (other - one).days > 4]
    assert all(each.month in {3, 4, 12} for each in long)
    assert max((other - one).days for one, other in gaps) == 5


@pytest.mark.settings(extra_bank_holidays="2026-11-23")
def test_a_bank_holiday_announced_later_is_added_by_the_operator(app: Flask) -> None:
    assert current_settings() is app.extensions[EXTENSION]
    assert not is_working_day(date(2026, 11, 23))
    assert next_working_day(date(2026, 11, 20)) == date(2026, 11, 24)


def test_one_portal_s_extra_holiday_is_no_other_portal_s(make_app: MakeApp) -> None:
    with make_app(extra_bank_holidays="2026-11-23").app_context():
        assert not is_working_day(date(2026, 11, 23))
    with make_app().app_context():
        assert is_working_day(date(2026, 11, 23))


def test_the_check_finds_a_year_that_the_package_does_not_know() -> None:
    with clock.freeze(datetime.fromisoformat("2026-11-23T09:00+00:00")):
        assert not working_days.check().problem
    with clock.freeze(datetime.fromisoformat("2100-11-23T09:00+00:00")):
        assert working_days.check().problem == "the bank holidays of 2101 are not known"
