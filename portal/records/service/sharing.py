"""The disclosure log: each time something about a person was passed on, and which law allowed it.

Nothing here sends anything. It is written by the person who decided, before or as it is done.
"""

from sqlalchemy import select

from portal.core.clock import now
from portal.core.references import is_reference
from portal.extensions import db
from portal.records.models import Disclosure
from portal.records.service import acts, tables

GROUNDS = {
    "consent": "The person agreed, and that is written down",
    "court": "A court order",
    "duty": "Another duty by law",
    "safeguarding": "To protect a child or an adult in serious danger",
    "crime": "To prevent or find out a serious crime",
    "ombudsman": "The Ombudsman asked for it",
    "regulator": "A regulator asked for it",
}
LONGEST = 200


class DisclosureError(ValueError):
    """A disclosure cannot be logged so; the message says what is missing."""


def log(recipient: str, what: str, ground: str, decided_by: str, record: str = "") -> None:
    """Write one down. Raises DisclosureError when a part is missing or the ground is none."""
    enter(recipient, what, ground, decided_by, record)
    db.session.commit()


def enter(recipient: str, what: str, ground: str, decided_by: str, record: str) -> None:
    """The same as a part of something more, which the caller commits."""
    if ground not in GROUNDS:
        raise DisclosureError(f"write one of these grounds: {', '.join(GROUNDS)}")
    for name, value in (("recipient", recipient), ("what", what), ("decided by", decided_by)):
        if not value.strip() or len(value) > LONGEST:
            raise DisclosureError(f"{name}: write up to {LONGEST} letters")
        if "@" in value:
            raise DisclosureError(f"{name}: name an organisation or a role, never a person")
    number = _number_of(record)
    db.session.add(
        Disclosure(
            record=number,
            shared_at=now(),
            recipient=recipient.strip(),
            what=what.strip(),
            ground=ground,
            decided_by=decided_by.strip(),
        )
    )
    acts.tell("records.disclosed", number, ground)


def _number_of(record: str) -> str:
    """The number behind a reference. A number by itself is taken as it is: its record may be gone.

    Raises DisclosureError for what is no number, and for a reference that nothing has.
    """
    if record and not acts.is_number(record):
        raise DisclosureError(f"record: {acts.NO_NUMBER}")
    if not is_reference(record):
        return record
    number = tables.number_of(record, tables.with_references())
    if not number:
        raise DisclosureError("record: no record has this reference: look at it once more")
    return number


def listed() -> list[Disclosure]:
    """Every disclosure, the newest first."""
    return list(db.session.scalars(select(Disclosure).order_by(Disclosure.shared_at.desc())))
