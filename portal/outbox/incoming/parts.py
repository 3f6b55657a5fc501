"""A mail taken apart, whoever wrote it: bounded in size, depth and number of parts.

The parser of the old policy is used on purpose: it keeps headers as they are, and reads what is
broken without complaint.
"""

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from email.parser import Parser

# A report of ours is some kilobytes; what it repeats of our mail comes last and is not needed.
MOST_BYTES = 256 * 1024
MOST_PARTS = 30
MOST_BOUNDARIES = 20
MOST_LINES = 20_000
# Of one text: enough for the fields of a report, and for a first line.
MOST_LETTERS = 16 * 1024
BLANK_LINES = re.compile(r"\n(?:[ \t\r]*\n)+")


class HostileError(ValueError):
    """A mail that is made to keep its reader busy."""


def parse(raw: bytes) -> Message:
    """The mail as a tree; what is longer than any report is cut off. Raises HostileError."""
    raw = raw[:MOST_BYTES]
    if raw.lower().count(b"boundary") > MOST_BOUNDARIES or raw.count(b"\n") > MOST_LINES:
        raise HostileError
    return message_from_bytes(raw)


def walk(mail: Message) -> Iterator[Message]:
    """Its parts, the outer ones first."""
    for number, part in enumerate(mail.walk()):
        if number >= MOST_PARTS:
            return
        yield part


def header(part: Message, name: str) -> str:
    """The first header of a name as one line; "" when there is none."""
    return " ".join(str(part.get(name, "")).split())


def text_of(part: Message) -> str:
    """What a part says, in any spelling, as far as it is of use."""
    inside = part.get_payload()
    if isinstance(inside, list):
        # A report's fields, which the parser takes for headers of mails without a body.
        return "\n".join(str(each) for each in inside if isinstance(each, Message))[:MOST_LETTERS]
    decoded = part.get_payload(decode=True)
    raw = decoded if isinstance(decoded, bytes) else b""
    return raw[:MOST_LETTERS].decode("utf-8", errors="replace")


def groups(part: Message) -> list[Message]:
    """The groups of fields of a report (RFC 3464, RFC 5965), each like the headers of a mail."""
    found = BLANK_LINES.split(text_of(part))
    parser = Parser()
    return [parser.parsestr(group.strip(), headersonly=True) for group in found if group.strip()]


def first_text(mail: Message) -> str:
    """The words that a person reads first: of the plain part, else of the HTML."""
    texts = [part for part in walk(mail) if part.get_content_maintype() == "text"]
    kinds = {part.get_content_type(): text_of(part) for part in reversed(texts)}
    return kinds.get("text/plain") or kinds.get("text/html", "")
