"""Published versions: which one counts on a day, and the mistakes that are refused."""

from datetime import date
from pathlib import Path

import pytest

from portal.register import RegisterError, Version, versions
from portal.register.notice import UNSEALED, digest, digest_before, load

FIRST, SECOND, THIRD = date(2026, 11, 22), date(2026, 12, 1), date(2027, 1, 4)


def publish(folder: Path, number: int, day: date, **changes: str) -> Path:
    """Write a version as the command does; `changes` are lines of its own."""
    text = f"Text of {number}.\n"
    lines = {
        "version": str(number),
        "published": str(FIRST),
        "effective": str(day),
        "summary": "What changed.",
        "text_hash": digest(text),
    } | changes
    path = folder / "notice" / f"{number:03}.md"
    path.parent.mkdir(exist_ok=True)
    if number > UNSEALED:
        version = Version(
            number, FIRST, day, lines["summary"], "", lines["text_hash"], {}, "", text
        )
        lines["seal"] = version.sealed(digest_before(folder, number))
    front = "\n".join(f"{name}: {value}" for name, value in lines.items() if value)
    path.write_text(f"---\n{front}\n---\n\n{text}", encoding="utf-8")
    return path


def test_the_version_whose_day_has_come_counts(tmp_path: Path) -> None:
    for number, day in enumerate((FIRST, SECOND, THIRD), 1):
        publish(tmp_path, number, day)
    found = load(tmp_path)
    assert found.in_force(date(2026, 11, 30)).number == 1
    assert found.in_force(SECOND).number == 2
    assert found.latest.number == 3


def test_before_any_has_come_the_first_counts(tmp_path: Path) -> None:
    publish(tmp_path, 1, FIRST)
    assert load(tmp_path).in_force(date(2020, 1, 1)).number == 1
    assert load(tmp_path).coming(date(2020, 1, 1)) is None


def test_the_next_to_take_effect_is_the_one_that_is_coming(tmp_path: Path) -> None:
    for number, day in enumerate((FIRST, SECOND, SECOND, THIRD), 1):
        publish(tmp_path, number, day)
    found = load(tmp_path)
    coming = found.coming(FIRST)
    assert coming is not None
    assert coming.number == 3  # of two for one day, the newer
    assert found.coming(THIRD) is None
    assert found.find(9) is None


@pytest.mark.parametrize(
    ("line", "value", "words"),
    [
        ("version", "3", "call the file 003.md"),
        ("published", "2027-06-01", "effective is before published"),
        ("effective", "soon", "a date like"),
        ("effective", "2026-11-22", "earlier than that of version 1"),
        ("summary", "", "summary is missing"),
        ("text_hash", "0f", "not the one that was published"),
        ("parts", "yes", "name each register file"),
        ("sumary", "x", "unknown key 'sumary'"),
    ],
)
def test_a_mistake_is_refused_with_its_remedy(
    line: str, value: str, words: str, tmp_path: Path
) -> None:
    publish(tmp_path, 1, SECOND)
    publish(tmp_path, 2, THIRD, **{line: value})
    with pytest.raises(RegisterError, match=r"notice/002\.md") as caught:
        load(tmp_path)
    assert words in str(caught.value)


def test_a_version_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(RegisterError, match=r"notice/001\.md"):
        load(tmp_path)
    publish(tmp_path, 2, SECOND)
    with pytest.raises(RegisterError, match="version 1 is missing: put it back"):
        load(tmp_path)


def test_the_versions_of_this_release_can_be_read() -> None:
    assert versions().find(1) is not None


@pytest.mark.parametrize(
    ("number", "old", "new"),
    [
        (3, "What changed.", "What else changed."),
        (3, "effective: 2027-01-04", "effective: 2027-01-05"),
        (3, "published: 2026-11-22", "published: 2026-11-20"),
        (3, "seal: ", "sealed: "),
        (2, "What changed.", "What else changed."),
        (1, "effective: 2026-11-22", "effective: 2026-11-23"),
    ],
)
def test_what_was_said_of_a_version_cannot_be_said_otherwise_later(
    number: int, old: str, new: str, tmp_path: Path
) -> None:
    paths = [publish(tmp_path, at, day) for at, day in enumerate((FIRST, SECOND, THIRD), 1)]
    load(tmp_path)
    text = paths[number - 1].read_text(encoding="utf-8")
    assert old in text
    paths[number - 1].write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(RegisterError, match=r"notice/003\.md"):
        load(tmp_path)
