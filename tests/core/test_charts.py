"""Bars for a picture: nothing leaves it, and no number stands on a bar."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from portal.core import charts
from portal.core.charts import HEIGHT, LETTER_WIDTH, WIDTH, Bar, Column, Words

values = some.lists(
    some.tuples(some.integers(0, 10_000), some.integers(0, 10_000), some.integers(0, 500)),
    min_size=1,
    max_size=24,
)


def covers(bar: Bar, words: Words) -> bool:
    """Whether a bar runs through what is written."""
    wide = len(words.text) * LETTER_WIDTH
    left = words.left if words.anchor == "start" else words.left - wide
    beside = bar.left + bar.width <= left or bar.left >= left + wide
    return not (beside or bar.top >= words.foot or bar.top + bar.height <= words.foot - 12)


@given(values)
def test_nothing_leaves_the_picture(given: list[tuple[int, int, int]]) -> None:
    drawn = [
        Column(up, str(up), behind=more, below=down, below_words=str(down))
        for up, more, down in given
    ]
    chart = charts.columns(drawn, limit=14)
    assert all(bar.left >= 0 and bar.left + bar.width <= WIDTH + 0.2 for bar in chart.bars)
    assert all(bar.top >= -0.2 and bar.height >= 0 for bar in chart.bars)
    assert all(bar.top + bar.height <= chart.height + 0.2 for bar in chart.bars)
    assert all(0 <= words.foot <= chart.height for words in chart.words)
    assert all(0 <= line <= HEIGHT for line in chart.lines)


@given(some.lists(some.integers(0, 10_000), min_size=2, max_size=24))
def test_a_number_stands_clear_of_the_bars(given: list[int]) -> None:
    chart = charts.columns([Column(each, str(each)) for each in given])
    assert [words.text for words in chart.words] == [str(given[0]), str(given[-1])]
    assert not [words for words in chart.words for bar in chart.bars if covers(bar, words)]


def test_the_highest_fills_the_picture_and_the_others_keep_to_scale() -> None:
    chart = charts.columns([Column(50, "50"), Column(100, "100", behind=200)])
    assert [bar.height for bar in chart.bars] == [31.5, 126, 63]
    assert [bar.is_outline for bar in chart.bars] == [False, True, False]


def test_what_is_below_the_line_grows_down() -> None:
    chart = charts.columns([Column(10, "10", below=5, below_words="5")])
    up, down = chart.bars
    assert up.top + up.height == pytest.approx(down.top, abs=0.2)
    assert down.height == pytest.approx(up.height / 2, abs=0.2)
    assert [words.text for words in chart.words] == ["10", "5"]


@pytest.mark.parametrize("given", [[], [("A label", 0, "0")], [("One", 5, "5"), ("Two", 1, "1")]])
def test_rows_keep_their_words_beside_their_bars(given: list[tuple[str, float, str]]) -> None:
    chart = charts.rows(given)
    assert len(chart.bars) == len(given)
    assert not [words for words in chart.words for bar in chart.bars if covers(bar, words)]


def test_nothing_at_all_is_an_empty_picture() -> None:
    assert charts.columns([]).bars == ()
