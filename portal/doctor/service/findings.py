"""What a check found: fine, worth a look, or wrong; what it saw, and what to do."""

from collections.abc import Callable
from dataclasses import dataclass

OK, LOOK, WRONG = "ok", "look", "wrong"


@dataclass(frozen=True)
class Finding:
    """One line of the doctor: never a secret, and nothing about a person."""

    check: str
    state: str
    saw: str
    todo: str = ""


Check = Callable[[], list[Finding]]


def ok(check: str, saw: str) -> Finding:
    """All is well."""
    return Finding(check, OK, saw)


def look(check: str, saw: str, todo: str) -> Finding:
    """Somebody should know."""
    return Finding(check, LOOK, saw, todo)


def wrong(check: str, saw: str, todo: str) -> Finding:
    """Something does not work, or harms people."""
    return Finding(check, WRONG, saw, todo)
