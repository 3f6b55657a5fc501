"""Signs of a program or of a mistake in a message. Nothing here refuses or drops one."""

import re
from datetime import timedelta

from portal.core.screening import numbers_in, plain

MANY_LINKS = 2
LINK = re.compile(r"(?:https?:|www\.|\[url|<a\s)", re.IGNORECASE)
QUICK = timedelta(seconds=4)
# A short text, such as "Thank you very much", is written by many.
SAME_LETTERS = 24


def flags_of(text: str, *, age: timedelta | None, trap: str, is_repeated: bool) -> list[str]:
    """Signs of a program or a mistake, as closed words. ``age`` is how long the page was open."""
    signs = {
        "trap": bool(trap),
        "bare": age is None,
        "quick": age is not None and age < QUICK,
        "links": len(LINK.findall(text)) >= MANY_LINKS,
        "repeated": is_repeated,
        "details": bool(numbers_in(text)),
    }
    return [name for name, is_there in signs.items() if is_there]


def sameness(text: str) -> str:
    """The words as they are compared with others; empty when they are too few to tell."""
    words = plain(text)
    return words if len(words) >= SAME_LETTERS else ""
