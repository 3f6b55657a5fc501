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
# What our mails and the links in them are called when somebody asks what we hold.
MAIL_COLUMNS = {("outbox", "kind"), ("mailed_links", "purpose")}
MAILED = {
    "bulletins.confirm": "To confirm your sign-up",
    "bulletins.manage": "Your link to your bulletin choices",
    "bulletins.preferences": "To your bulletin choices",
    "bulletins.not-me": "To say that it was not you who signed up",
    "bulletins.address_new": "To confirm your new address",
    "bulletins.address_old": "That a new address was asked for",
    "bulletins.issue": "A bulletin",
    "bulletins.digest": "What was new on your topics",
    "bulletins.notice_change": "That our privacy notice changes",
}


# Why somebody gets no bulletins (portal.bulletins.service.suppressing), for that person.
SUPPRESSED = {
    "gone": "We were told that there is no such mailbox",
    "often": "Mail to you came back again and again",
    "unwanted": "We were told that our mail was not wanted",
}


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


def words(table: str, column: str, value: str) -> str | None:
    """What a code that bulletins keep means to the person it is about."""
    if column in {"topic", "topics"} and table in {"subscriber_topics", "bulletin_requests"}:
        return ", ".join(titles(value.split())) or None
    if (table, column) == ("suppressions", "why"):
        return SUPPRESSED.get(value)
    if (table, column) == ("subscribers", "frequency"):
        return FREQUENCIES.get(value)
    return MAILED.get(value) if (table, column) in MAIL_COLUMNS else None
