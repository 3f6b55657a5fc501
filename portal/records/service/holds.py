"""Legal holds: a court, an inquiry, the Ombudsman, a regulator or a legal claim may stop a removal,
record by record.
"""

from datetime import date, datetime, time

from sqlalchemy import Select, select

from portal.core import panels
from portal.core.clock import LONDON, in_words, months_after, now, today
from portal.core.references import unspaced
from portal.extensions import db
from portal.records.models import LegalHold, PaperRecord
from portal.records.service import acts, tables
from portal.register import retention

GROUNDS = {
    "court": "A court needs it",
    "inquiry": "A public inquiry needs it",
    "ombudsman": "The Ombudsman needs it",
    "regulator": "A regulator, such as the Information Commissioner, needs it",
    "dispute": "A legal claim needs it",
}


# A hold is looked at again within so many months, each time.
LONGEST = 12
TO_COME = "a hold is looked at again: write a day that is still to come"
TOO_FAR = "a hold is looked at again within a year: write a day up to {}"
NOT_FOUND = "no record that can be held has this number or reference: look at it once more"
OF_CASE = "this is the number of paper: hold its case, {}, and the paper is kept with it"
NOT_PAPER = (
    "this is the number of paper, which is not held by itself: hold a record of the person, and "
    "paper that is listed with their address is kept with it"
)
NOT_HELD = "nothing holds this record"


class HoldError(ValueError):
    """A hold cannot be placed, kept or released; the message says why."""


def place(record: str, ground: str, owner: str, review_on: date) -> str:
    """Keep a record, by its number or its reference, beyond its period; returns its number.

    Raises HoldError for a ground or a date that is none, and for a record that is not there: who
    is told that something is held stops looking after it.
    """
    if ground not in GROUNDS:
        raise HoldError(f"write one of these grounds: {', '.join(GROUNDS)}")
    _check(review_on)
    number = number_of(record)
    if not number and not acts.is_number(record):
        raise HoldError(acts.NO_NUMBER)
    if not number:
        raise HoldError(_not_found(record))
    if held(number):
        raise HoldError("this record is held already")
    db.session.add(
        LegalHold(record=number, ground=ground, owner=owner, placed_at=now(), review_on=review_on)
    )
    acts.tell("records.held", number, f"{ground} {review_on.isoformat()}")
    db.session.commit()
    return number


def _not_found(record: str) -> str:
    """Why nothing is held; the number of paper leads to what it is of."""
    paper = unspaced(record)
    filed = panels.gather("paper.of", [paper])
    if filed:
        case = filed[0].record
        return OF_CASE.format(tables.references_of({case}).get(case, case))
    listed = select(PaperRecord.id).where(PaperRecord.reference == paper)
    return NOT_PAPER if db.session.scalar(listed) else NOT_FOUND


def number_of(record: str) -> str:
    """The number of a record that can be held, by that or by its reference; "" when none is."""
    rules = (rule for rule in retention().rules if rule.legal_hold and rule.is_swept)
    return tables.number_of(record, (rule.table for rule in rules))


def keep(record: str, review_on: date) -> None:
    """Note that a hold was looked at and is still needed, and when it is looked at next.

    Raises HoldError when nothing holds the record, and for a date that is none.
    """
    hold = held(number_of(record) or record)
    if hold is None:
        raise HoldError(NOT_HELD)
    _check(review_on)
    hold.review_on = review_on
    acts.tell("records.hold_kept", hold.record, review_on.isoformat())
    db.session.commit()


def latest() -> date:
    """The last day that may be written down for the next look."""
    return months_after(today(), LONGEST)


def _check(review_on: date) -> None:
    if review_on <= today():
        raise HoldError(TO_COME)
    if review_on > latest():
        raise HoldError(TOO_FAR.format(in_words(latest())))


def release(record: str) -> None:
    """Let a record go when its period is over. Raises HoldError when nothing holds it."""
    hold = held(number_of(record) or record)
    if hold is None:
        raise HoldError(NOT_HELD)
    hold.released_at = now()
    acts.tell("records.released", hold.record)
    db.session.commit()


def held(record: str) -> LegalHold | None:
    """The hold on a record."""
    return db.session.scalar(
        select(LegalHold).where(LegalHold.record == record, LegalHold.released_at.is_(None))
    )


def all_held() -> Select[str]:
    """The records that must not go."""
    return select(LegalHold.record).where(LegalHold.released_at.is_(None))


def open_holds() -> list[LegalHold]:
    """Every hold, the one to be looked at first in front."""
    return list(
        db.session.scalars(
            select(LegalHold).where(LegalHold.released_at.is_(None)).order_by(LegalHold.review_on)
        )
    )


def ended_holds() -> list[LegalHold]:
    """Every hold that was released and is still known, the last one in front."""
    ended = select(LegalHold).where(LegalHold.released_at.is_not(None))
    return list(db.session.scalars(ended.order_by(LegalHold.released_at.desc())))


def holds_of(record: str) -> list[LegalHold]:
    """The holds on a record by its number, ended ones too, the last one in front."""
    mine = select(LegalHold).where(LegalHold.record == record)
    return list(db.session.scalars(mine.order_by(LegalHold.placed_at.desc())))


def to_look_at() -> tuple[int, datetime | None]:
    """How many holds are to be looked at by now, and since when the first of them is."""
    days = [each.review_on for each in open_holds() if each.review_on <= today()]
    return len(days), datetime.combine(days[0], time(), LONDON) if days else None
