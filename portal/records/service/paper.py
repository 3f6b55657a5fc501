"""Paper: which there is, where it lies, and when to shred it. The list names nobody."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from portal.core.clock import LONDON, in_words, now
from portal.core.crypto import blind_index
from portal.core.forms import mailbox
from portal.core.references import new_reference, unspaced
from portal.extensions import db
from portal.records.models import PaperRecord
from portal.records.service import acts
from portal.register import Rule, retention

INDEX = "records.email"


class PaperError(ValueError):
    """Paper cannot be listed so; the message says what to write."""


@dataclass(frozen=True)
class PaperItem:
    """One thing on paper: what, where, its reference, and when it is to be shredded."""

    what: str
    place: str
    reference: str = ""
    shred_on: str = ""


def kinds() -> dict[str, Rule]:
    """What may be on paper, by rule."""
    return {rule.key: rule for rule in retention().rules if rule.paper}


def add(rule: str, place: str, counts_from: datetime, email: str = "") -> str:
    """List paper; returns the reference to write on it. Raises PaperError, ValueError."""
    if rule not in kinds():
        raise PaperError(f"write one of these kinds: {', '.join(kinds())}")
    record = PaperRecord(
        reference=new_reference(),
        rule=rule,
        place=place,
        counts_from=counts_from,
        email_index=blind_index(INDEX, mailbox(email)) if email else "",
    )
    db.session.add(record)
    acts.tell("records.paper_listed", record.reference, rule)
    db.session.commit()
    return record.reference


def destroyed(reference: str) -> bool:
    """Note that paper was shredded; false when no such paper is listed."""
    record = db.session.scalar(
        select(PaperRecord).where(PaperRecord.reference == unspaced(reference))
    )
    if record is None or record.destroyed_at:
        return False
    record.destroyed_at = now()
    record.email_index = ""
    acts.tell("records.paper_shredded", record.reference)
    db.session.commit()
    return True


def recount(reference: str, counts_from: datetime) -> None:
    """Count the time of paper from another moment, such as the end of its case.

    Unknown is fine. The caller commits.
    """
    db.session.execute(
        update(PaperRecord)
        .where(PaperRecord.reference == reference, PaperRecord.destroyed_at.is_(None))
        .values(counts_from=counts_from)
        .execution_options(synchronize_session=False)
    )


def due(moment: datetime) -> list[PaperItem]:
    """What has to be shredded by now, the oldest first."""
    listed = db.session.scalars(
        select(PaperRecord)
        .where(PaperRecord.destroyed_at.is_(None))
        .order_by(PaperRecord.counts_from)
    )
    return [_item(record) for record in listed if _end(record) <= moment]


def listed() -> list[PaperItem]:
    """Everything on the list, the oldest first."""
    return due(datetime.max.replace(tzinfo=LONDON))


def of(email: str) -> list[PaperItem]:
    """What lies on paper about the owner of an address."""
    index = blind_index(INDEX, mailbox(email))
    listed = select(PaperRecord).where(
        PaperRecord.email_index == index, PaperRecord.destroyed_at.is_(None)
    )
    return [_item(record) for record in db.session.scalars(listed)]


def _end(record: PaperRecord) -> datetime:
    """When it is over: at once for a kind that the register has given up."""
    rule = kinds().get(record.rule)
    return rule.period.after(record.counts_from) if rule and rule.period else record.counts_from


def _item(record: PaperRecord) -> PaperItem:
    rule = kinds().get(record.rule)
    what = rule.what if rule else record.rule
    return PaperItem(what, record.place, record.reference, in_words(_end(record)))
