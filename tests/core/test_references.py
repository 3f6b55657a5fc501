"""References that can be read aloud."""

import re

import pytest

from portal.core.references import LENGTH, is_reference, new_reference, spaced, unspaced

SHAPE = re.compile(r"([A-HJ-NPR-Y]{2}[2-9]){3}\Z")


def test_a_reference_has_no_look_alikes_and_a_digit_in_every_third_place() -> None:
    made = [new_reference() for _ in range(500)]
    assert all(SHAPE.match(each) for each in made)
    assert len(set(made)) == len(made)
    assert not set("IOQZ01") & set("".join(made))


@pytest.mark.parametrize("written", ["KD4-WM7-RT3", "kd4 wm7 rt3", " KD4WM7RT3\n", "kd4–wm7–rt3"])
def test_it_is_known_however_it_is_written(written: str) -> None:
    assert unspaced(written) == "KD4WM7RT3"
    assert len(unspaced(written)) == LENGTH
    assert spaced("KD4WM7RT3") == "KD4-WM7-RT3"


def test_what_is_made_like_a_reference_is_known_however_it_is_written() -> None:
    assert all(is_reference(new_reference()) for _ in range(50))
    assert is_reference(" kd4-wm7 rt3")
    assert not any(
        is_reference(each) for each in ("", "?", "KD4-WM7", "KD4-WM7-RT3K", "K14-WM7-RT3")
    )
