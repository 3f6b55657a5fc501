"""Anchors: the head of the audit trail, noted each day outside the database.

Whoever can write to the database could take away the newest entries and put an older mark back.
A line in the log and one in a file that only grows show that they were there.
"""

import logging
import os
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select

from portal.core.clock import now
from portal.core.database import PRIVATE, only_reading
from portal.core.site import current_settings
from portal.extensions import db
from portal.staff.models import HASH_LENGTH, AuditMark
from portal.staff.service.chain import HEAD, Place

FILE = "audit.heads"
MOMENT = "%Y-%m-%dT%H:%M:%SZ"
LINE = re.compile(rf"(\S{{20}}) (\d{{1,18}}) ([0-9a-f]{{{HASH_LENGTH}}})\n\Z")
WRITTEN = re.compile(r"(\d{1,18}):([0-9a-f.]+)\Z")
# The log blanks what looks like a token, so a hash is written there in pieces.
PIECE = 16

logger = logging.getLogger(__name__)


class AnchorError(ValueError):
    """An anchor cannot be read; the message says which."""


@dataclass(frozen=True)
class Anchor:
    """What the newest entry was at a moment."""

    at: datetime
    number: int
    hash: str

    def __str__(self) -> str:
        pieces = [self.hash[at : at + PIECE] for at in range(0, len(self.hash), PIECE)]
        return f"{self.number}:{'.'.join(pieces)}"


def head() -> Place | None:
    """The newest entry, as the database says."""
    question = select(AuditMark.number, AuditMark.hash).where(AuditMark.name == HEAD)
    with only_reading(), db.engine.connect() as connection:
        row = connection.execute(question).first()
    return Place(row.number, row.hash) if row else None


def note() -> Anchor | None:
    """Note the head in the log and in the file; nothing when there is no entry yet."""
    newest = head()
    if newest is None:
        return None
    anchor = Anchor(now(), newest.number, newest.hash)
    logger.info("audit head %s", anchor)
    line = f"{anchor.at.astimezone(UTC):{MOMENT}} {anchor.number} {anchor.hash}\n"
    handle = os.open(_file(), os.O_WRONLY | os.O_APPEND | os.O_CREAT, PRIVATE)
    try:
        os.write(handle, line.encode())
        os.fsync(handle)
    finally:
        os.close(handle)
    return anchor


def read() -> list[Anchor]:
    """Every anchor in the file. Raises AnchorError for a line that the portal did not write."""
    file = _file()
    if not file.exists():
        return []
    with file.open(encoding="utf-8", errors="replace", newline="\n") as lines:
        return [_parsed(line, number) for number, line in enumerate(lines, 1)]


def ahead() -> Anchor | None:
    """The furthest anchor, when the database ends before it: somebody put an older one back."""
    try:
        furthest = max(read(), key=lambda each: each.number, default=None)
    except AnchorError:
        return None  # verifying says so
    newest = head()
    is_ahead = furthest is not None and furthest.number > (newest.number if newest else 0)
    return furthest if is_ahead else None


def put_aside() -> None:
    """Keep the anchors so far under another name: from now on there are none."""
    if _file().exists():
        _file().rename(_file().with_name(f"{FILE}.{now().astimezone(UTC):%Y%m%dT%H%M%S%f}"))


def parse(written: str) -> Anchor:
    """An anchor as the log has it: NUMBER:HASH. Raises AnchorError."""
    match = WRITTEN.match(written.strip())
    digest = match[2].replace(".", "") if match else ""
    if not match or len(digest) != HASH_LENGTH:
        raise AnchorError("write the number and the hash as the log has them: 12:0a1b….2c3d…")
    return Anchor(now(), int(match[1]), digest)


def _file() -> Path:
    return current_settings().instance / FILE


def _parsed(line: str, number: int) -> Anchor:
    match = LINE.match(line)
    try:
        at = datetime.strptime(match[1] if match else "", MOMENT).replace(tzinfo=UTC)
    except ValueError:
        match = None
    if match is None:
        raise AnchorError(f"line {number} of the file {FILE} was altered")
    return Anchor(at, int(match[2]), match[3])
