"""Bars for a picture: where each stands and what is written on it. Templates draw it as SVG.

Lengths are in the picture's own units, which are pixels at the normal size of text.
"""

from collections.abc import Sequence
from dataclasses import dataclass

# Narrow enough for the smallest phone.
WIDTH, HEIGHT = 264, 150
# Room for a number above the highest bar, or below the lowest.
LETTER_ROOM = 24
LETTER_SIZE = 16
# About as wide as a figure of that size is.
LETTER_WIDTH = 9.5
FILLED = 0.7
ROW, ROW_BAR, ROW_WORDS = 48, 16, 44


@dataclass(frozen=True)
class Bar:
    """A bar from its top left corner. One with an outline is the larger of two, behind."""

    left: float
    top: float
    width: float
    height: float
    is_outline: bool = False


@dataclass(frozen=True)
class Words:
    """What is written, from the foot of its first letter, or of its last with ``end``."""

    left: float
    foot: float
    text: str
    anchor: str = "start"


@dataclass(frozen=True)
class Chart:
    """A picture of bars. ``lines`` are heights at which a dashed line runs."""

    width: float
    height: float
    bars: tuple[Bar, ...]
    words: tuple[Words, ...]
    axis: float | None = None
    lines: tuple[float, ...] = ()


@dataclass(frozen=True)
class Column:
    """One column: its value, the words for it, and what stands behind or below it."""

    value: float
    words: str
    behind: float = 0
    below: float = 0
    below_words: str = ""


def columns(given: Sequence[Column], *, limit: float = 0) -> Chart:
    """Bars beside each other, the first and the last with their words. ``limit`` is a value."""
    most = max((max(each.value, each.behind) for each in given), default=0)
    least = max((each.below for each in given), default=0)
    room = HEIGHT - LETTER_ROOM
    scale = room / (max(most, limit) + least or 1)
    axis = round(HEIGHT - least * scale, 1)
    step = WIDTH / max(1, len(given))
    bars: list[Bar] = []
    for place, each in enumerate(given):
        left, width = round(place * step, 1), round(step * FILLED, 1)
        if each.behind > each.value:
            bars.append(_up(left, width, axis, each.behind * scale, is_outline=True))
        bars.append(_up(left, width, axis, each.value * scale))
        if each.below:
            bars.append(Bar(left, axis, width, round(each.below * scale, 1)))
    return Chart(
        width=WIDTH,
        height=HEIGHT + (LETTER_ROOM if any(each.below_words for each in given) else 0),
        bars=tuple(bars),
        words=tuple(_on_columns(given, bars, axis)),
        axis=axis,
        lines=(round(axis - limit * scale, 1),) if limit else (),
    )


def rows(given: Sequence[tuple[str, float, str]]) -> Chart:
    """Bars below each other, each under its label, with a value and its words at its end."""
    most = max((value for _, value, _ in given), default=0) or 1
    bars, words = [], []
    for place, (label, value, said) in enumerate(given):
        top = place * ROW
        end = round((WIDTH - ROW_WORDS) * value / most, 1)
        bars.append(Bar(0, top + LETTER_ROOM, end, ROW_BAR))
        words.append(Words(0, top + LETTER_SIZE, label))
        words.append(Words(end + 6, top + LETTER_ROOM + ROW_BAR - 2, said))
    return Chart(WIDTH, max(1, len(given)) * ROW, tuple(bars), tuple(words))


def _up(left: float, width: float, axis: float, height: float, *, is_outline: bool = False) -> Bar:
    height = round(height, 1)
    return Bar(left, round(axis - height, 1), width, height, is_outline)


def _on_columns(given: Sequence[Column], bars: Sequence[Bar], axis: float) -> list[Words]:
    """The words of the first and the last column, clear of every bar that they pass."""
    ends = [(given[0], 0.0, "start")] if given else []
    if len(given) > 1:
        ends.append((given[-1], float(WIDTH), "end"))
    written = []
    for each, left, anchor in ends:
        near = _passed(bars, each.words, anchor)
        foot = max(LETTER_SIZE, min((bar.top for bar in near), default=axis) - 6)
        written.append(Words(left, round(foot, 1), each.words, anchor))
        if each.below_words:
            near = _passed(bars, each.below_words, anchor)
            deep = max((bar.top + bar.height for bar in near), default=axis)
            written.append(Words(left, round(deep + LETTER_SIZE, 1), each.below_words, anchor))
    return written


def _passed(bars: Sequence[Bar], words: str, anchor: str) -> list[Bar]:
    """The bars above or below which the words stand."""
    wide = len(words) * LETTER_WIDTH
    if anchor == "start":
        return [bar for bar in bars if bar.left < wide]
    return [bar for bar in bars if bar.left + bar.width > WIDTH - wide]
