"""Who must be left alone, out and in as CSV: keyed codes, which mean nothing under another key.

With the list of subscribers they make a move whole (B64): first the people, then the marks.
"""

import csv
import io
import re
from collections.abc import Iterator
from datetime import datetime
from typing import BinaryIO

from sqlalchemy import select

from portal.bulletins.models import NotMe, Suppression
from portal.bulletins.service.suppressing import WHY
from portal.core import spreadsheet
from portal.core.clock import now
from portal.core.crypto import blind_index
from portal.core.database import insert
from portal.extensions import db

COLUMNS = ("key", "code", "why", "status", "since")
NOT_ME = "not-me"
CODE = re.compile(r"[0-9a-f]{64}")
STATUS = re.compile(r"[0-9. ]{0,20}")
# Tells two keys apart, and nothing of either.
KEY_LETTERS = 16


class MarksError(ValueError):
    """A file that cannot be taken; the message says why."""


def export_marks() -> Iterator[str]:
    """Every mark, line by line."""
    yield spreadsheet.line(COLUMNS)
    key = _key()
    for row in db.session.scalars(select(Suppression).order_by(Suppression.email_index)):
        since = row.since.isoformat()
        yield spreadsheet.line((key, row.email_index, row.why, row.status, since))
    for mark in db.session.scalars(select(NotMe).order_by(NotMe.email_index)):
        yield spreadsheet.line((key, mark.email_index, NOT_ME, "", mark.marked_at.isoformat()))


def import_marks(file: BinaryIO) -> int:
    """Take them over; returns how many. What is marked already stays as it is.

    Raises MarksError, and takes nothing, when any line is no mark or is of another key.
    """
    try:
        lines = list(csv.DictReader(io.StringIO(file.read().decode("utf-8-sig"), newline="")))
    except (UnicodeDecodeError, csv.Error) as error:
        raise MarksError("The file cannot be read as a list.") from error
    marks = [_mark(number, cells) for number, cells in enumerate(lines, 2)]
    for model, values in marks:
        db.session.execute(insert(model).values(**values).on_conflict_do_nothing())
    db.session.commit()
    return len(marks)


def _mark(number: int, cells: dict[str, str]) -> tuple[type, dict[str, object]]:
    if set(cells) != set(COLUMNS):
        raise MarksError(f"The first line must be: {','.join(COLUMNS)}.")
    if cells["key"] != _key():
        raise MarksError(f"line {number}: made with another PORTAL_INDEX_KEY: it fits nobody here.")
    since = _moment(cells["since"])
    known = cells["why"] in {*WHY, NOT_ME} and STATUS.fullmatch(cells["status"])
    if since is None or not known or not CODE.fullmatch(cells["code"]):
        raise MarksError(f"line {number}: this is no mark.")
    if cells["why"] == NOT_ME:
        return NotMe, {"email_index": cells["code"], "marked_at": since}
    told = {"why": cells["why"], "status": cells["status"], "since": since}
    return Suppression, {"email_index": cells["code"], **told}


def _moment(written: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None and moment <= now() else None


def _key() -> str:
    return blind_index("bulletins.marks", "which key")[:KEY_LETTERS]
