"""The facts above a page of the library are read once from a text, and not once for each app."""

from copy import deepcopy
from functools import lru_cache
from typing import Any

from portal.pages.service import reading

_parts = lru_cache(maxsize=512)(reading.parts)


def _copied(text: str) -> tuple[dict[str, Any], str]:
    """What stands above a text and below, as its reader's own. Raises ContentError."""
    facts, body = _parts(text)
    return deepcopy(facts), body


def pytest_configure() -> None:
    """From now on, until the tests end."""
    reading.parts = _copied
