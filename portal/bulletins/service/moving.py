"""Subscribers in and out as CSV: nobody comes in without a consent that can be shown (B64)."""

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import BinaryIO

from sqlalchemy import select

from portal.bulletins.models import Consent, Subscriber
from portal.bulletins.service.confirming import is_left_alone
from portal.bulletins.service.requests import email_index, notice_now
from portal.bulletins.service.subscriptions import find_by_index
from portal.bulletins.service.suppressing import is_suppressed
from portal.bulletins.service.topics import EACH, FREQUENCIES, topics
from portal.core import spreadsheet
from portal.core.clock import now
from portal.core.crypto import load_keys
from portal.core.forms import normalise_email, tidy
from portal.extensions import db

COLUMNS = ("email", "name", "topics", "frequency", "source", "consented_at")
SOURCE_LENGTH = 60
NAME_LENGTH = 100
BATCH = 500
IMPORTED = "import"
# How spreadsheets mark a file as UTF-16 when they save "Unicode text", with tabs between the cells.
UTF_16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
NOT_READ = "The file cannot be read as a list. Save it as “CSV UTF-8” and try again."


class FileError(ValueError):
    """A file that is not a list of subscribers; the message says what is missing."""


class LineError(ValueError):
    """A line that cannot be taken; the message says why, and holds nothing of the line."""


@dataclass
class Report:
    """What an import came to: how many were taken, and which lines were not, and why."""

    taken: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)


def import_people(file: BinaryIO) -> Report:
    """Take over subscribers. Raises FileError when the file is no list with these columns."""
    report = Report()
    for number, cells in _lines(_read(file)):
        try:
            _take(cells)
        except LineError as error:
            report.refused.append((number, str(error)))
            continue
        report.taken += 1
        if report.taken % BATCH == 0:
            db.session.commit()
    db.session.commit()
    return report


def export_people() -> Iterator[str]:
    """Every subscriber, line by line, each cell quoted and none of them a formula."""
    yield spreadsheet.line(COLUMNS)
    last = 0
    while True:
        people = db.session.scalars(
            select(Subscriber).where(Subscriber.id > last).order_by(Subscriber.id).limit(BATCH)
        ).all()
        if not people:
            return
        load_keys(people)
        yield from (spreadsheet.line(_cells(person)) for person in people)
        last = people[-1].id
        db.session.expunge_all()


def _read(file: BinaryIO) -> str:
    """The whole text: UTF-8, or UTF-16 that says so. Any other would be guessing at names."""
    data = file.read()
    try:
        text = data.decode("utf-16" if data.startswith(UTF_16_MARKS) else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileError(NOT_READ) from error
    if "\0" in text:
        raise FileError(NOT_READ)
    return text


def _lines(text: str) -> list[tuple[int, dict[str, str]]]:
    """Every line with its number, read to the end before the first is taken."""
    head = text.partition("\n")[0]
    delimiter = "\t" if "\t" in head and "," not in head else ","
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        names = reader.fieldnames or ()
        lines = [(reader.line_num, row) for row in reader]
    except csv.Error as error:
        raise FileError(NOT_READ) from error
    missing = [name for name in COLUMNS if name not in names]
    if missing:
        raise FileError(f"The first line must name these columns too: {', '.join(missing)}.")
    return [(number, {name: _cell(row.get(name)) for name in COLUMNS}) for number, row in lines]


def _cell(value: str | None) -> str:
    return spreadsheet.without_mark(tidy(value or ""))


def _take(cells: dict[str, str]) -> None:
    try:
        email = normalise_email(cells["email"])
    except ValueError as error:
        raise LineError(str(error)) from error
    index = email_index(email)
    consented_at = _consented_at(cells)
    _refuse_unwanted(index, consented_at)
    chosen = cells["topics"].split()
    if not chosen or not set(chosen) <= set(topics()):
        raise LineError(f"topics must be some of: {' '.join(topics())}")
    frequency = cells["frequency"] or EACH
    if frequency not in FREQUENCIES:
        raise LineError(f"frequency must be one of: {' '.join(FREQUENCIES)}")
    name = cells["name"]
    if len(name) > NAME_LENGTH or len(name.splitlines()) > 1:
        raise LineError(f"name must be one line of {NAME_LENGTH} letters or fewer")
    person = Subscriber(
        email=email,
        name=name or None,
        email_index=index,
        frequency=frequency,
        confirmed_at=consented_at,
    )
    person.choose(chosen)
    consent = Consent(
        email_index=index,
        how=cells["source"][:SOURCE_LENGTH],
        wording=IMPORTED,
        notice_version=notice_now(),
        requested_at=consented_at,
        confirmed_at=consented_at,
    )
    db.session.add_all([person, consent])
    db.session.flush()


def _consented_at(cells: dict[str, str]) -> datetime:
    if not cells["source"]:
        raise LineError("source is empty: nobody could show how this person asked")
    try:
        moment = datetime.fromisoformat(cells["consented_at"])
    except ValueError as error:
        raise LineError("consented_at must be a day, like 2025-03-31") from error
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    if moment > now():
        raise LineError("consented_at is still to come")
    return moment


def _refuse_unwanted(index: str, consented_at: datetime) -> None:
    if find_by_index(index) is not None:
        raise LineError("this address is subscribed already")
    if is_left_alone(index):
        raise LineError("the owner of this address asked to be left alone")
    if is_suppressed(index):
        raise LineError(
            "mail to this address came back, or was reported: only its owner can come back"
        )
    left = select(Consent.id).where(Consent.email_index == index, Consent.ended_at > consented_at)
    if db.session.scalar(left.limit(1)) is not None:
        raise LineError("the owner of this address has left since")


def _cells(person: Subscriber) -> tuple[str, ...]:
    consent = db.session.scalar(
        select(Consent)
        .where(Consent.email_index == person.email_index, Consent.ended_at.is_(None))
        .order_by(Consent.id.desc())
        .limit(1)
    )
    return (
        person.email or "",
        person.name or "",
        " ".join(sorted(person.topic_slugs)),
        person.frequency,
        consent.how if consent else "",
        (consent.confirmed_at if consent else person.confirmed_at).isoformat(),
    )
