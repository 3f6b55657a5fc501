"""What a reader can choose: topics from topics.toml, and how often. Slugs are kept for good."""

import tomllib
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from pathlib import Path

from portal.config import SettingsError
from portal.core.site import current_settings

CONTENT = Path(__file__).parent.parent.parent / "content"
FILE = "topics.toml"
EACH, WEEKLY, MONTHLY = "each", "weekly", "monthly"
FREQUENCIES = {
    EACH: "Each bulletin, when it comes out",
    WEEKLY: "Once a week",
    MONTHLY: "Once a month",
}
# What the sign-up page tells people. Each consent keeps the name of the text that was shown: a new
# text gets a new name, and the old ones stay here (UK GDPR Art. 7(1)).
WORDINGS = {
    "2026-11": (
        "We use your email address to send you these bulletins and for nothing else, because you "
        "ask us to. When you leave, which takes one press, we erase it straight away. We do not "
        "track who opens our emails."
    ),
}
WORDING = "2026-11"
PAUSE = timedelta(days=30)


@dataclass(frozen=True)
class Topic:
    """Something to hear about."""

    slug: str
    title: str
    summary: str


def topics() -> dict[str, Topic]:
    """Every topic by its slug, in reading order."""
    override = current_settings().content_dir
    own = override / FILE if override else None
    return _read(own if own and own.exists() else CONTENT / FILE)


def titles(slugs: set[str] | list[str]) -> list[str]:
    """Topics as people read them, in reading order; those that are gone are left out."""
    return [topic.title for topic in topics().values() if topic.slug in slugs]


@lru_cache(maxsize=8)
def _read(path: Path) -> dict[str, Topic]:
    try:
        rows = tomllib.loads(path.read_text(encoding="utf-8"))["topic"]
        return {row["slug"]: Topic(**row) for row in rows}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError) as error:
        raise SettingsError(
            f"{path}: each [[topic]] needs slug, title and summary ({error})."
        ) from error
