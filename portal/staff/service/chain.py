"""The chain of the audit trail: how an entry is written as bytes, hashed, and sealed.

The key is made from PORTAL_INDEX_KEY, the one secret that is never changed: people are filed under
it. PORTAL_SECRET_KEYS and PORTAL_DATA_KEYS are rotated, and a chain made with them would break.
"""

import base64
import hmac
from collections.abc import Iterable
from datetime import UTC, datetime
from hashlib import sha256
from typing import NamedTuple

from portal.core.site import current_settings
from portal.staff.models import HASH_LENGTH

# What the first entry stands behind.
GENESIS = "0" * HASH_LENGTH
LABEL = b"portal.staff.audit"
HEAD, CUT = "head", "cut"


class Place(NamedTuple):
    """One place in the chain: the number of an entry, and its hash."""

    number: int
    hash: str


START = Place(0, GENESIS)


def key() -> bytes:
    """The key of the chain."""
    return hmac.digest(base64.b64decode(current_settings().index_key), LABEL, sha256)


def written(moment: datetime) -> str:
    """A moment as it is hashed: in UTC, to the microsecond."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}"


def hash_of(secret: bytes, parts: Iterable[bytes]) -> str:
    """The hash of an entry: its number, moment, actor, action, about, detail, and previous hash.

    Each part stands behind its length, so that no two entries are ever the same bytes.
    """
    return _digest(secret, (b"entry", *parts))


def seal_of(secret: bytes, parts: Iterable[bytes]) -> str:
    """What shows that a mark was made here: of its name, number, hash, and moment."""
    return _digest(secret, (b"mark", *parts))


def seal_mark(secret: bytes, name: str, place: Place, at: datetime) -> str:
    """The seal of a mark that is about to be written."""
    parts = (name, str(place.number), place.hash, written(at))
    return seal_of(secret, (part.encode() for part in parts))


def is_same(one: str, other: str) -> bool:
    """Whether two hashes are the same."""
    return hmac.compare_digest(one.encode(), other.encode())


def _digest(secret: bytes, parts: Iterable[bytes]) -> str:
    text = b"".join(b"%d:%b," % (len(part), part) for part in parts)
    return hmac.digest(secret, text, "sha256").hex()
