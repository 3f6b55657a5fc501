"""Every pair of colours that meet on a page can be read, in each mode (WCAG 1.4.3, 1.4.11)."""

import re
from functools import cache
from pathlib import Path

import pytest

SHEET = Path(__file__).parents[2] / "portal" / "static" / "css" / "portal.css"
MODES = {
    "usual": ":root",
    "high": "[data-contrast=high]",
    "dark": "[data-contrast=dark]",
    "yellow-on-black": "[data-contrast=yellow-on-black]",
}
GROUNDS = ("ground", "card", "paper", "mist", "field")
TEXT = [(text, ground) for text in ("ink", "link", "link-hover") for ground in GROUNDS]
TEXT += [(text, ground) for text in ("muted", "urgent", "leaf") for ground in GROUNDS]
TEXT += [("on-fill", "fill"), ("on-fill", "fill-hover"), ("on-fill", "leaf"), ("on-bar", "bar")]
TEXT += [("on-urgent", "urgent-fill"), ("on-amber", "amber"), ("focus-ink", "focus")]
# What is drawn and must be seen: the edge of a field, the underline of focus.
SHAPES = [("edge", "field"), ("edge", "ground"), ("focus-ink", "focus"), ("fill", "ground")]


@cache
def colours(mode: str) -> dict[str, str]:
    """The custom properties of a mode, as they are served."""
    sheet = SHEET.read_text(encoding="utf-8").replace('"', "")
    block = re.search(re.escape(MODES[mode]) + r"\{(color-scheme[^}]*)\}", sheet)
    assert block, mode
    return dict(re.findall(r"--([a-z-]+): ?(#[0-9a-f]+)", block[1]))


def luminance(colour: str) -> float:
    """Relative luminance of a hex colour, 0 to 1 (WCAG 2.2)."""
    digits = colour[1:] if len(colour) == 7 else "".join(c * 2 for c in colour[1:])
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def too_close(mode: str, pairs: list[tuple[str, str]], least: float) -> list[str]:
    """The pairs that fall short."""
    known = colours(mode)
    measured = [(a, b, contrast(known[a], known[b])) for a, b in pairs]
    return [f"{a} on {b}: {ratio:.2f}" for a, b, ratio in measured if ratio < least]


@pytest.mark.parametrize("mode", MODES)
def test_words_can_be_read_on_every_ground(mode: str) -> None:
    least = 4.5 if mode in ("usual", "dark") else 7
    assert too_close(mode, TEXT, least) == []


@pytest.mark.parametrize("mode", MODES)
def test_edges_can_be_seen(mode: str) -> None:
    assert too_close(mode, SHAPES, 3) == []


def test_every_mode_names_every_colour() -> None:
    names = {mode: set(colours(mode)) for mode in MODES}
    assert all(found == names["usual"] for found in names.values()), names
