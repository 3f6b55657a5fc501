"""A mail for many, made once. Each copy gets what is its reader's own put in.

Composing takes far longer than handing over, and of a bulletin only the address, the greeting and
the way out differ. A place for such a value is a sign without a meaning: templates, Markdown and
the styles leave it where it stands, and quoted-printable writes it as three letters that it never
parts, so that it can be found again in what goes over the wire.
"""

import binascii
import re
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime
from secrets import token_hex

from flask import current_app
from markupsafe import escape

from portal.core.clock import now
from portal.outbox.compose import one_line, wire

EXTENSION = "mail_moulds"
# Readers of one issue differ by the topics they chose; a mould is some twenty kilobytes.
MOST = 64
LEAVE, NAME = "\x01", "\x02"
NOBODY = "reader@example.invalid"
# A longer value would make a long line of the text part: such a mail is composed by itself.
LONGEST = 60
BOUNDARY_BYTES = 16
# These are each copy's own.
OWN_HEADERS = ("To", "Date", "Message-ID")
BOUNDARY = re.compile(rb'boundary="([^"]+)"')
FOUND = re.compile(rb"=(0[12])")
SLOTS = {b"01": "leave", b"02": "name"}


@dataclass(frozen=True)
class Piece:
    """Bytes that all copies share, and the value that follows them: "" after the last."""

    shared: bytes
    value: str
    is_html: bool


@dataclass(frozen=True)
class Mould:
    """What the copies of a mail have in common."""

    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Copy:
    """A mail to one reader, whole but for its Message-ID."""

    mould: Mould
    to: str
    own: Mapping[str, str]
    headers: Mapping[str, str]

    def wire(self, message_id: str) -> bytes:
        """The mail as it goes over the wire. Raises HeaderError."""
        headers = {
            "Date": format_datetime(now()),
            "Message-ID": message_id,
            "To": self.to,
            **self.headers,
        }
        lines = [f"{name}: {one_line(name, value)}\r\n" for name, value in headers.items()]
        words = [p.shared + _written(self.own.get(p.value, ""), p) for p in self.mould.pieces]
        return b"".join(["".join(lines).encode("ascii"), *words])


def mould(key: Hashable | None, composed: Callable[[], EmailMessage]) -> Mould:
    """The mould of a key, which is made of everything that ``composed`` puts in; kept unless None.

    ``composed`` writes `NOBODY` for the address, and `LEAVE` and
    `NAME` for what is one reader's.
    Raises ValueError when it has not the two parts of `compose`.
    """
    kept: OrderedDict[Hashable, Mould] = current_app.extensions.setdefault(EXTENSION, OrderedDict())
    if key is None:
        return _cast(composed())
    found = kept.get(key)
    if found is None:
        found = kept[key] = _cast(composed())
        if len(kept) > MOST:
            kept.popitem(last=False)
    kept.move_to_end(key)
    return found


def greeting(name: str) -> tuple[str, dict[str, str]]:
    """What to write for a name in a mould, and what each copy then has of its own."""
    return (NAME, {"name": name}) if 0 < len(name) <= LONGEST else (name, {})


def _cast(message: EmailMessage) -> Mould:
    for name in OWN_HEADERS:
        del message[name]
    # Python's own may hold =01, as the place of a value does. RFC 2045 6.7: "=_" never stands in
    # quoted-printable.
    if message.is_multipart():
        message.set_boundary(f"=_{token_hex(BOUNDARY_BYTES)}")
    raw = wire(message)
    named = BOUNDARY.search(raw)
    if named is None:
        raise ValueError("a mould needs a text and an HTML part")
    between = b"--" + named[1]
    head, text, html, end = raw.split(between)
    # The boundary is not looked into: it begins with = and goes on with any number.
    return Mould(
        (
            _plain(head + between),
            *_pieces(text, is_html=False),
            _plain(between),
            *_pieces(html, is_html=True),
            _plain(between + end),
        )
    )


def _plain(shared: bytes) -> Piece:
    return Piece(shared, "", is_html=False)


def _pieces(part: bytes, *, is_html: bool) -> Iterator[Piece]:
    cut = FOUND.split(part)
    for place in range(0, len(cut), 2):
        code = cut[place + 1] if place + 1 < len(cut) else b""
        yield Piece(cut[place], SLOTS.get(code, ""), is_html)


def _written(value: str, piece: Piece) -> bytes:
    """A value as quoted-printable, on lines of its own so that none gets too long (RFC 2045)."""
    if not piece.value:
        return b""
    words = " ".join(value.split())
    encoded = binascii.b2a_qp(str(escape(words) if piece.is_html else words).encode())
    return b"=\r\n" + encoded.replace(b"=\n", b"=\r\n") + b"=\r\n"
