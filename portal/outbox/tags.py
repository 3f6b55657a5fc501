"""What a mail is known by when something about it comes back: a number, and a keyed tag beside it.

``12.<tag>`` is a row of the outbox. It stands before the @ of the Message-ID and, when
`PORTAL_MAIL_BOUNCES` is set, in the address that reports come back to (RFC 5321, 4.4). The tag is
bound to what the row is about, so one that was guessed, mistyped or moved is nobody's. A way out
by mail has a tag of its own, bound to the subscriber, which works for as long as the mail exists.

All of it is small letters and digits: some mail systems change the rest.
"""

import base64
import binascii
import hmac
import re
from datetime import datetime
from typing import Protocol

from portal.config import Settings
from portal.core.crypto import blind_index

# 96 bits; RULES R44 asks for 64.
TAG_LETTERS = 24
MAIL = re.compile(r"(?<![0-9a-z.])([0-9]{1,18})\.([0-9a-f]{24})(?![0-9a-f])")
LEAVE = re.compile(r"(?<![0-9a-z.])([a-z2-7]{26})\.([0-9a-f]{24})(?![0-9a-f])")
# Base32 of 16 bytes is filled up to 32 letters, base64 to 24.
FILLED, FILLED_64 = "======", "=="


class Known(Protocol):
    """A row of the outbox, or what a worker knows of it."""

    @property
    def id(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def subject(self) -> str: ...
    @property
    def batch(self) -> str: ...
    @property
    def created_at(self) -> datetime: ...


def name_of(row: Known) -> str:
    """The name of a mail: the same for each try of it (B38)."""
    # Not the row's id alone, which anybody could guess and SQLite may give again.
    about = f"{row.kind}:{row.subject}:{row.batch or row.created_at.isoformat()}"
    return f"{row.id}.{_tag('message-id', about)}"


def is_name_of(row: Known, name: str) -> bool:
    """Whether a name that somebody sent is really that of this row."""
    return hmac.compare_digest(name, name_of(row))


def message_id(row: Known, settings: Settings) -> str:
    """The Message-ID, in the sending domain."""
    return f"<{name_of(row)}@{settings.mail_from.rpartition('@')[2]}>"


def sender(name: str, settings: Settings) -> str:
    """Where what becomes of a mail is reported to: RFC 5321's MAIL FROM."""
    return _tagged(name, settings) if settings.mail_bounces else settings.mail_from


def leave_address(public_id: str, settings: Settings) -> str:
    """Where a subscriber writes to leave; without `PORTAL_MAIL_BOUNCES` a person reads it."""
    if not settings.mail_bounces:
        return settings.mail_from
    raw = base64.urlsafe_b64decode(public_id + FILLED_64)
    name = base64.b32encode(raw).decode("ascii").removesuffix(FILLED).lower()
    return _tagged(f"{name}.{_tag('mail.leave', public_id)}", settings)


def names_in(text: str) -> list[str]:
    """What looks like names of mails in a text, each once, in its order."""
    return list(dict.fromkeys(f"{number}.{tag}" for number, tag in MAIL.findall(text.lower())))


def leaving_in(text: str) -> list[str]:
    """The public ids of subscribers whose way out by mail stands in a text."""
    found = (_public_id(name) for name, tag in LEAVE.findall(text.lower()) if _fits(name, tag))
    return list(dict.fromkeys(found))


def _fits(name: str, tag: str) -> bool:
    return hmac.compare_digest(tag, _tag("mail.leave", _public_id(name)))


def _public_id(name: str) -> str:
    try:
        raw = base64.b32decode(name.upper() + FILLED)
    except binascii.Error:
        return ""
    return base64.urlsafe_b64encode(raw).decode("ascii").removesuffix(FILLED_64)


def _tag(kind: str, about: str) -> str:
    return blind_index(kind, about)[:TAG_LETTERS]


def _tagged(name: str, settings: Settings) -> str:
    box, _, domain = settings.mail_bounces.partition("@")
    return f"{box}+{name}@{domain}"
