"""The clocks of a complaint: every vector of the rules, and what holds over ten years of dates."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.complaints.service.clocks import (
    KINDS,
    acknowledge_by,
    answer_by,
    day_of,
    is_late,
    may_extend,
    reporting_year,
    settled_in_time,
    year_bounds,
)
from portal.core.working_days import is_working_day, next_working_day

DAY = timedelta(days=1)
DAYS = st.dates(min_value=date(2024, 1, 1), max_value=date(2034, 12, 31))
EVERY_DAY = [date(2024, 1, 1) + n * DAY for n in range(4018)]
ANY_KIND = st.sampled_from(KINDS)


@pytest.mark.parametrize(
    ("received", "due"),
    [  # RULES R11
        (date(2026, 4, 2), date(2026, 4, 9)),
        (date(2026, 4, 4), date(2026, 4, 9)),
        (date(2026, 8, 28), date(2026, 9, 3)),
        (date(2026, 12, 23), date(2026, 12, 30)),
    ],
)
def test_a_complaint_about_care_is_acknowledged_within_three_working_days(
    received: date, due: date
) -> None:
    assert acknowledge_by(received) == due
    assert acknowledge_by(received, "website") == acknowledge_by(received, "decision") == due


@pytest.mark.parametrize(
    ("received", "due"),
    [  # RULES R8
        (date(2026, 7, 1), date(2026, 7, 30)),
        (date(2026, 11, 27), date(2026, 12, 26)),  # a Saturday, and Boxing Day
        (date(2027, 2, 1), date(2027, 3, 2)),
        (date(2028, 2, 1), date(2028, 3, 1)),
    ],
)
def test_a_complaint_about_data_is_acknowledged_within_thirty_days_with_the_first(
    received: date, due: date
) -> None:
    assert acknowledge_by(received, "information") == due


@pytest.mark.parametrize(
    ("received", "due"),
    [  # RULES R17
        (date(2026, 1, 15), date(2026, 7, 14)),
        (date(2026, 1, 1), date(2026, 6, 30)),
        (date(2026, 9, 1), date(2027, 2, 28)),
        (date(2027, 9, 1), date(2028, 2, 29)),
        (date(2026, 8, 28), date(2027, 2, 27)),
        (date(2026, 8, 29), date(2027, 2, 28)),
        (date(2026, 8, 31), date(2027, 2, 28)),
        (date(2027, 8, 29), date(2028, 2, 28)),
        (date(2027, 8, 30), date(2028, 2, 29)),
        (date(2027, 8, 31), date(2028, 2, 29)),
        (date(2026, 3, 31), date(2026, 9, 30)),
        (date(2028, 2, 29), date(2028, 8, 28)),
        (date(2026, 12, 31), date(2027, 6, 30)),
    ],
)
def test_a_complaint_about_care_is_answered_in_six_months_that_begin_on_its_day(
    received: date, due: date
) -> None:
    assert answer_by(received) == due


def test_what_no_law_counts_is_answered_by_our_own_targets() -> None:
    assert answer_by(date(2026, 7, 1), "information") == date(2026, 9, 30)
    assert answer_by(date(2026, 7, 1), "website") == date(2026, 7, 29)
    assert answer_by(date(2026, 12, 1), "decision") == date(2026, 12, 31)


def test_on_every_day_of_eleven_years_three_working_days_lie_behind_the_day_it_came() -> None:
    for received in EVERY_DAY:  # RULES R11
        due = acknowledge_by(received)
        passed = [received + n * DAY for n in range(1, (due - received).days + 1)]
        assert sum(map(is_working_day, passed)) == 3, received
        assert is_working_day(due), received


def test_on_every_day_of_eleven_years_the_day_it_came_is_the_first_of_thirty() -> None:
    for received in EVERY_DAY:  # RULES R8
        assert (acknowledge_by(received, "information") - received + DAY).days == 30, received


def test_on_every_day_of_eleven_years_six_months_end_a_day_before_or_with_the_month() -> None:
    for received in EVERY_DAY:  # RULES R17
        due = answer_by(received)
        months = (due.year - received.year) * 12 + due.month - received.month
        assert months == (5 if received.day == 1 else 6), received
        ends_month = (due + DAY).day == 1 and due.day < received.day
        assert (due + DAY).day == received.day or ends_month, received


@given(DAYS, DAYS, ANY_KIND)
def test_what_comes_earlier_is_never_due_later(one: date, other: date, kind: str) -> None:
    first, second = sorted((one, other))
    assert first < acknowledge_by(first, kind) <= acknowledge_by(second, kind)
    assert acknowledge_by(first, kind) < answer_by(first, kind) <= answer_by(second, kind)


@pytest.mark.parametrize("ask", [acknowledge_by, answer_by])
def test_there_is_no_clock_for_a_kind_that_there_is_not(ask: type[object]) -> None:
    with pytest.raises(ValueError, match="no such kind"):
        ask(date(2026, 7, 1), "weather")  # type: ignore[call-arg]  # a function as good as a type


def test_a_later_day_is_agreed_before_the_last_one_is_over() -> None:
    due = answer_by(date(2026, 1, 15))
    assert may_extend(due, date(2026, 7, 14))  # RULES R17
    assert not may_extend(due, date(2026, 7, 15))


def test_an_oral_complaint_is_settled_by_the_end_of_the_next_working_day() -> None:
    friday, tuesday = date(2026, 8, 28), date(2026, 9, 1)  # RULES R15; Monday is a holiday
    assert settled_in_time(friday, friday)
    assert settled_in_time(friday, tuesday)
    assert not settled_in_time(friday, tuesday + DAY)
    assert not settled_in_time(friday, friday - DAY), "nothing is settled before it is said"


@given(DAYS, st.integers(min_value=0, max_value=20))
def test_a_settlement_is_in_time_up_to_the_next_working_day(received: date, days: int) -> None:
    settled = received + days * DAY
    assert settled_in_time(received, settled) == (settled <= next_working_day(received))


@pytest.mark.parametrize(
    ("happened", "known", "made", "late"),
    [  # RULES R13
        (date(2025, 11, 23), None, date(2026, 11, 23), False),
        (date(2025, 11, 23), None, date(2026, 11, 24), True),
        (date(2020, 5, 1), date(2026, 3, 1), date(2027, 3, 1), False),
        (date(2020, 5, 1), date(2026, 3, 1), date(2027, 3, 2), True),
        (date(2026, 3, 1), date(2020, 5, 1), date(2027, 3, 1), False),  # known before: the event
        (date(2024, 2, 29), None, date(2025, 2, 28), False),
        (date(2024, 2, 29), None, date(2025, 3, 1), True),
    ],
)
def test_a_complaint_is_late_a_year_after_the_event_or_after_learning_of_it(
    happened: date, known: date | None, made: date, late: bool
) -> None:
    assert is_late(happened, known, made) is late


@given(DAYS, DAYS, DAYS)
def test_learning_of_it_never_makes_a_complaint_late(
    happened: date, known: date, made: date
) -> None:
    assert is_late(happened, known, made) <= is_late(happened, None, made)


def test_a_moment_counts_on_its_day_in_england() -> None:
    assert day_of(datetime(2026, 7, 1, 23, 30, tzinfo=UTC)) == date(2026, 7, 2)
    assert day_of(datetime(2026, 12, 1, 23, 30, tzinfo=UTC)) == date(2026, 12, 1)
    with pytest.raises(ValueError, match="time zone"):
        day_of(datetime(2026, 7, 1, 23, 30))  # noqa: DTZ001 - what is refused


def test_the_reporting_year_runs_from_april_to_march() -> None:
    assert reporting_year(date(2026, 3, 31)) == 2026  # RULES R19
    assert reporting_year(date(2026, 4, 1)) == 2027
    assert year_bounds(2026) == (date(2025, 4, 1), date(2026, 3, 31))


@given(DAYS)
def test_every_day_is_in_one_reporting_year(day: date) -> None:
    first, last = year_bounds(reporting_year(day))
    assert first <= day <= last
    assert year_bounds(reporting_year(day) + 1)[0] == last + DAY
