"""Days around the newest version, and folders of registers to change."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from portal.core import clock
from portal.notice.service import publishing
from portal.register import versions
from portal.register.reading import FOLDER

NEWEST = versions().latest
NOON = time(12, tzinfo=UTC)


def noon(days: int) -> datetime:
    """Noon, so many days from the day on which the newest version takes effect."""
    return datetime.combine(NEWEST.effective + timedelta(days=days), NOON)


@contextmanager
def on_day(days: int) -> Iterator[None]:
    """Stop the clock so many days from the day on which the newest version takes effect."""
    with clock.freeze(noon(days)):
        yield


def copied(folder: Path) -> Path:
    """The registers of this release, to be changed; they are published as version 2."""
    target = folder / "register"
    shutil.copytree(FOLDER, target, ignore=shutil.ignore_patterns("*.py", "__pycache__", "notice"))
    (target / "notice").mkdir()
    shutil.copy(FOLDER / "notice" / "001.md", target / "notice")
    with on_day(0):
        publishing.publish("The registers of this release.", folder=target)
    return target


def change(folder: Path, file: str, old: str, new: str) -> None:
    """Change a register as somebody does who forgets to publish."""
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
