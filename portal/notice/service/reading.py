"""The notice as people read it: a frozen version, with this portal's names put in."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from sqlalchemy.exc import SQLAlchemyError

import portal.records as records
from portal.core import markdown
from portal.core.clock import in_words, time_in_words, today
from portal.core.markdown import Document
from portal.core.placeholders import fill, values_of
from portal.core.site import current_settings
from portal.extensions import db
from portal.register import Version, versions

SLUG = "your-information"
TITLE = "How we use your information"
SUMMARY = (
    "We keep as little about you as we can, only for the reasons on this page, and you can ask to "
    "see it, correct it or delete it."
)


@dataclass(frozen=True)
class Listed:
    """A version in the list: `until` is its last day in force, and None while that is not known."""

    version: Version
    state: str
    until: date | None


def in_force() -> Version:
    """The version that counts today."""
    return versions().in_force(today())


def coming() -> Version | None:
    """The version that is published and does not count yet."""
    return versions().coming(today())


def listed() -> list[Listed]:
    """Every version, newest first, and when it counted."""
    return [_listed(version) for version in reversed(versions().all)]


def find(number: int) -> Listed | None:
    """One version, and when it counted."""
    version = versions().find(number)
    return _listed(version) if version else None


def document(version: Version) -> Document:
    """Its text, parsed once for each set of settings. Raises PlaceholderError."""
    return _parsed(filled(version))


def filled(version: Version) -> str:
    """Its Markdown with the names of this portal. Raises PlaceholderError."""
    return fill(version.text, values_of(current_settings()))


def words() -> str:
    """The words of the version in force, for the search."""
    return markdown.plain(filled(in_force()))


def late() -> str:
    """What to say when old records are still here; nothing when all is well.

    The notice can be read while the database is away: then nobody knows, and it says nothing.
    """
    try:
        if not records.is_late():
            return ""
        last = records.last_run()
    except SQLAlchemyError:
        db.session.rollback()
        return ""
    when = (
        f"we last did so on {in_words(last)} at {time_in_words(last)}" if last else "not done yet"
    )
    return f"We are late in removing old records: {when}. We are putting this right."


def _listed(version: Version) -> Listed:
    later = [each for each in versions().all if each.number > version.number]
    if version == in_force():
        return Listed(version, "in force", None)
    if version.effective > today():
        return Listed(version, "coming", None)
    until = later[0].effective - timedelta(days=1) if later else None
    return Listed(version, "past", until)


@lru_cache(maxsize=16)
def _parsed(text: str) -> Document:
    return markdown.parse(text)
