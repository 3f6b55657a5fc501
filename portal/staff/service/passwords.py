"""Passwords: argon2id, long rather than odd, and the same time for somebody unknown (TRUST C6)."""

import re
import secrets
import unicodedata
from functools import lru_cache

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

from portal.core.site import current_settings

SHORTEST = 15
LONGEST = 200
# What must be left when words that others can guess are taken out.
FEWEST_OWN = 8
FEWEST_SIGNS = 5
COMMON = ("password", "qwerty", "letmein", "welcome", "portal", "staff", "admin")
ROWS = ("1234567890", "123456789", "12345678", "1234567", "123456", "12345", "1234", "123")

# OWASP's least for argon2id: 19 MiB and two passes.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1, type=Type.ID)


def make_hash(password: str) -> str:
    """What is kept of a password."""
    return _hasher.hash(_same(password))


def matches(kept: str, password: str) -> bool:
    """Whether a password is the one; as slow when nothing is kept."""
    dummy = _dummy()
    try:
        _hasher.verify(kept or dummy, _same(password))
    except (VerificationError, InvalidHashError):
        return False
    return bool(kept)


def fault(password: str, name: str, email: str) -> str:
    """What is wrong with a new password, or nothing. Length counts, and what others can guess."""
    if len(password) < SHORTEST:
        return f"Use {SHORTEST} characters or more. Four or five words that you can remember work"
    if len(password) > LONGEST:
        return f"Use {LONGEST} characters or fewer"
    if len(set(password)) < FEWEST_SIGNS:
        return "Use more different letters"
    if len(_own(password, name, email)) < FEWEST_OWN:
        return "Use words that have nothing to do with your name, your email address or this site"
    return ""


def _own(password: str, name: str, email: str) -> str:
    """What is left of a password without words that others would try first."""
    site = current_settings()
    theirs = _words(" ".join([name, email, site.name, site.organisation]))
    known = [*theirs, *COMMON, *ROWS]
    left = password.lower()
    for word in sorted(set(known), key=len, reverse=True):
        left = left.replace(word, "")
    return re.sub(r"[\W_]", "", left)


def _words(text: str) -> list[str]:
    return [word for word in re.split(r"[\W_]+", text.lower()) if len(word) > 2]


def _same(password: str) -> str:
    """One password however a keyboard makes its letters (NIST SP 800-63B)."""
    return unicodedata.normalize("NFKC", password)


@lru_cache(maxsize=1)
def _dummy() -> str:
    return _hasher.hash(secrets.token_urlsafe(32))
