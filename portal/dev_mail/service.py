"""Reading the Maildir: what is in it, newest first, and one mail taken apart."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from pathlib import Path

from portal.core.clock import in_words, time_in_words

MOST_LISTED = 200
BOXES = ("new", "cur")
# What a person asks of a mail, in this order; the rest is in its source.
HEADERS = (
    "From",
    "To",
    "Reply-To",
    "Message-ID",
    "List-Id",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
    "Auto-Submitted",
)
# A link in plain text ends before the punctuation that follows it.
LINK = re.compile(r"https?://[^\s<>\"]*[^\s<>\".,;:!?')\]]")


@dataclass(frozen=True)
class Piece:
    """A part of a text: a link when it has an address."""

    text: str
    href: str = ""


@dataclass(frozen=True)
class Line:
    """A mail in the list."""

    name: str
    date: str
    to: str
    subject: str


@dataclass(frozen=True)
class Mail:
    """A mail taken apart."""

    name: str
    date: str
    subject: str
    headers: list[tuple[str, list[Piece]]]
    text: list[Piece]
    html: str
    source: bytes


def newest(instance: Path) -> tuple[list[Line], int]:
    """The newest mails, and how many there are in all."""
    files = _files(instance)
    parser = BytesHeaderParser(policy=policy.default)
    lines = []
    for name, path in list(files.items())[:MOST_LISTED]:
        with path.open("rb") as file:
            head = parser.parse(file)
        lines.append(
            Line(name, _date(head), _header(head, "To"), _header(head, "Subject") or "(no subject)")
        )
    return lines, len(files)


def find(instance: Path, name: str) -> Mail | None:
    """One mail, or nothing: only the names that are in the folder are ever opened."""
    path = _files(instance).get(name)
    if path is None:
        return None
    source = path.read_bytes()
    message = message_from_bytes(source, policy=policy.default)
    return Mail(
        name=name,
        date=_date(message),
        subject=_header(message, "Subject") or "(no subject)",
        headers=[
            (header, list(_pieces(_header(message, header))))
            for header in HEADERS
            if message[header] is not None
        ],
        text=list(_pieces(_part(message, "plain"))),
        html=_part(message, "html"),
        source=source,
    )


def _files(instance: Path) -> dict[str, Path]:
    """Every mail by its file name, newest first."""
    found = [path for box in BOXES for path in (instance / "mail" / box).glob("*")]
    found.sort(key=lambda path: (path.stat().st_mtime_ns, path.name), reverse=True)
    return {path.name: path for path in found}


def _header(message: EmailMessage, name: str) -> str:
    return " ".join(str(message[name] or "").split())


def _date(message: EmailMessage) -> str:
    moment = getattr(message["Date"], "datetime", None)
    return f"{in_words(moment)}, {time_in_words(moment)}" if moment else "no date"


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body(preferencelist=(kind,))
    return str(part.get_content()) if part is not None else ""


def _pieces(text: str) -> Iterable[Piece]:
    end = 0
    for match in LINK.finditer(text):
        yield Piece(text[end : match.start()])
        yield Piece(match[0], match[0])
        end = match.end()
    yield Piece(text[end:])
