"""Mails as other mail systems write them when something of ours comes back: shapes, not copies.

``NAME`` stands for the name of the mail (`portal.outbox.tags`), ``BOX`` for where reports go,
``THEM`` for the reader.
"""

import tomllib
from dataclasses import dataclass
from pathlib import Path

THEM = "amal.reader@mail.example.net"


@dataclass(frozen=True)
class Sample:
    """A mail, and what it has to be read as."""

    name: str
    raw: str
    kind: str
    status: str = ""
    recipient: str = THEM

    def filled(self, name: str, box: str) -> bytes:
        """The mail about one of ours, as a mail server hands it over."""
        raw = self.raw.replace("NAME", name).replace("BOX", box).replace("THEM", THEM)
        return raw.lstrip("\n").replace("\n", "\r\n").encode()


HEAD = """
Return-Path: <>
Date: Mon, 23 Nov 2026 09:00:00 +0000
From: {who}
To: BOX
Subject: {subject}
{more}MIME-Version: 1.0
"""
OURS = """Message-ID: <NAME@portal.example.org>
From: Portal <bulletins@portal.example.org>
To: THEM
Subject: Winter news
"""


def dsn(
    name: str,
    fields: str,
    status: str,
    *,
    kind: str = "returned",
    who: str = "Mail Delivery System <MAILER-DAEMON@mx.example.net>",
    subject: str = "Undelivered Mail Returned to Sender",
    more: str = "Auto-Submitted: auto-replied\n",
    about: str = "Reporting-MTA: dns; mx.example.net\n"
    "Arrival-Date: Mon, 23 Nov 2026 08:59:00 +0000",
    part: str = "message/delivery-status",
    last: str = "message/rfc822",
    to: str = "BOX",
    quotes: bool = True,
) -> Sample:
    """A report with the three parts of RFC 3464."""
    edge = '"=_edge/4711"' if quotes else "edge4711"
    line = edge.strip('"')
    head = HEAD.format(who=who, subject=subject, more=more).replace("To: BOX", f"To: {to}")
    raw = (
        f"{head}Content-Type: multipart/report; report-type=delivery-status;\n boundary={edge}\n\n"
        f"This is a MIME-encapsulated message.\n\n--{line}\nContent-Type: text/plain\n"
        f"\nYour message could not be delivered. It is not your fault.\n\n--{line}\n"
        f"Content-Type: {part}\n\n{about}\n\n{fields.strip()}\n\n--{line}\nContent-Type: {last}\n\n"
        f"{OURS}\nHello\n\n--{line}--\n"
    )
    return Sample(name, raw, kind, status)


def plain(
    name: str, who: str, more: str, text: str, kind: str, status: str = "", to: str = "BOX"
) -> Sample:
    """A mail without parts."""
    head = HEAD.format(who=who, subject="failure notice", more=more).replace("To: BOX", f"To: {to}")
    return Sample(name, f"{head}Content-Type: text/plain\n\n{text.strip()}\n", kind, status)


def person(name: str, more: str, subject: str, text: str, kind: str) -> Sample:
    """A mail that somebody, or a program of theirs, wrote back."""
    raw = (
        f"\nReturn-Path: <THEM>\nFrom: Amal <THEM>\nTo: BOX\nSubject: {subject}\n{more}"
        f"MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n{text}\n"
    )
    return Sample(name, raw, kind)


def complaint(name: str, kind: str, fields: str, read_as: str) -> Sample:
    """A report of RFC 5965."""
    raw = (
        "\nReturn-Path: <fbl@mail.example.net>\nFrom: <fbl@mail.example.net>\nTo: BOX\n"
        "Subject: complaint about message\nMIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=feedback-report; boundary="fb"\n\n'
        "--fb\nContent-Type: text/plain\n\nThis is an email abuse report.\n\n"
        "--fb\nContent-Type: message/feedback-report\n\n"
        f"Feedback-Type: {kind}\nUser-Agent: Feeder/1.0\nVersion: 1\n{fields}\n"
        f"--fb\nContent-Type: message/rfc822\n\n{OURS}\nHello\n\n--fb--\n"
    )
    return Sample(name, raw, read_as, recipient="")


def _read() -> list[Sample]:
    file = Path(__file__).with_name("samples.toml")
    rows = tomllib.loads(file.read_text(encoding="utf-8"))
    made: list[Sample] = [dsn(**row) for row in rows["dsn"]]
    made += [plain(**row) for row in rows["plain"]]
    made += [complaint(**row) for row in rows["complaint"]]
    return made + [person(**row) for row in rows["person"]]


SAMPLES = _read()
