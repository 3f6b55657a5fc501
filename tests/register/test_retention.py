"""The register of retention: periods in words, and what a rule has to say."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from portal.register import Period, RegisterError, retention
from portal.register.retention import FILE, load

GOOD = """
[[rules]]
key = "letters"
what = "Letters"
table = "letters"
anchor = ["sent_at"]
period = "6 years"
from = "from our answer"
only = { kind = ["long"] }
"""


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]  # year, month, day and so on


def read(folder: Path, text: str) -> None:
    (folder / FILE).write_text(text, encoding="utf-8")
    load(folder)


@pytest.mark.parametrize(
    ("period", "before", "after"),
    [
        (Period(14, "day"), at(2026, 3, 1, 9), at(2026, 3, 29, 9)),
        (Period(1, "hour"), at(2026, 3, 15, 8), at(2026, 3, 15, 10)),
        (Period(1, "month"), at(2026, 2, 15, 9), at(2026, 4, 15, 9)),
        (Period(6, "year"), at(2020, 3, 15, 9), at(2032, 3, 15, 9)),
    ],
)
def test_a_period_is_counted_by_the_calendar(
    period: Period, before: datetime, after: datetime
) -> None:
    moment = at(2026, 3, 15, 9)
    assert (period.before(moment), period.after(moment)) == (before, after)


def test_a_month_that_is_too_short_ends_with_its_last_day() -> None:
    assert Period(1, "month").after(at(2026, 1, 31)) == at(2026, 2, 28)
    assert Period(6, "year").before(at(2024, 2, 29)) == at(2018, 2, 28)


def test_a_rule_says_how_long_in_words() -> None:
    assert retention().find("sign-ups").words.startswith("14 days from the sign-up")
    assert retention().find("subscribers").words.startswith("Until you leave")
    assert retention().find("page-votes").words.startswith("for good")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('"6 years"', '"6 yrs"', 'period must be like "14 days"'),
        ('period = "6 years"\n', "", "either a period or until"),
        ('period = "6 years"', 'period = "6 years"\nuntil = "x"', "either a period or until"),
        ('anchor = ["sent_at"]\n', "", "anchor is missing"),
        ('from = "from our answer"\n', "", "from is missing"),
        ('table = "letters"\n', "", "its period and owner"),
        ('only = { kind = ["long"] }', 'only = "long"', "only must be like"),
        ("anchor = ", "anker = ", "unknown key 'anker'"),
    ],
)
def test_a_mistake_is_refused_with_its_remedy(
    old: str, new: str, words: str, tmp_path: Path
) -> None:
    with pytest.raises(RegisterError, match=FILE) as caught:
        read(tmp_path, GOOD.replace(old, new, 1))
    assert words in str(caught.value)


def test_a_rule_listed_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RegisterError, match="listed twice"):
        read(tmp_path, GOOD + GOOD)
