"""When it happened, in people's own words: who is asked why they tell us so late."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.complaints.service.when import is_late, latest_day

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("2 April 2026", date(2026, 4, 2)),
        ("Thursday 2nd of April 2026, at about 3", date(2026, 4, 2)),
        ("April 2, 2026", date(2026, 4, 2)),
        ("2026-04-02", date(2026, 4, 2)),
        ("02/04/2026", date(2026, 4, 2)),
        ("2.4.26", date(2026, 4, 2)),
        ("2 4 2026", date(2026, 4, 2)),
        ("some time in February 2024", date(2024, 2, 29)),
        ("Sept. 2025", date(2025, 9, 30)),
        ("04/2025", date(2025, 4, 30)),
        ("in 2023", date(2023, 12, 31)),
        ("between May 2022 and 3 June 2025", date(2025, 6, 3)),
        ("three years ago", date(2023, 11, 23)),
        ("14 months ago", date(2025, 9, 23)),
        ("around Easter", None),
        ("", None),
        ("31 February 2026", date(2026, 2, 28)),
        ("99/99/2026", None),
        ("ward 12, bed 3", None),
    ],
)
def test_the_latest_day_that_is_meant(words: str, day: date | None) -> None:
    assert latest_day(words, TODAY) == day


@pytest.mark.parametrize(
    ("words", "late"),
    [
        ("23 November 2025", False),
        ("22 November 2025", True),
        ("November 2025", False),
        ("October 2025", True),
        ("2025", False),
        ("two years ago", True),
        ("one year ago", False),
        ("last winter", False),
        ("from 2019 until last week, 16 November 2026", False),
    ],
)
def test_more_than_twelve_months_ago_is_late(words: str, late: bool) -> None:
    assert is_late(words, TODAY) is late


@given(st.text())
def test_no_words_break_it(words: str) -> None:
    latest_day(words, TODAY)
