"""The disclosure log: each decision to pass on something about a person, and which law allows it.

Nothing here sends anything. It is written by the person who decides, before or as it is done.
"""

from sqlalchemy import select

from portal.core import panels
from portal.core.clock import now
from portal.core.references import is_reference
from portal.extensions import db
from portal.records.models import Disclosure
from portal.records.service import acts, tables

CONSENT = "consent"
GROUNDS = {
    CONSENT: "The person agreed, and that is written down",
    "court": "A court order",
    "duty": "Another duty by law",
    "safeguarding": "To protect a child or an adult in serious danger",
    "crime": "To prevent or find out a serious crime",
    "ombudsman": "The Ombudsman asked for it",
    "regulator": "A regulator asked for it",
}
# These are no law by themselves: which Act, order or article it is has to be named.
BY_LAW = ("court", "duty", "safeguarding", "crime")
NO_LAW = "Name the Act, order or article that allows it"
LONGEST = 200
COLUMNS = ("Decided", "With whom", "What", "What allows it", "Which law", "Who decided", "Record")


class DisclosureError(ValueError):
    """A disclosure cannot be logged so; the message says what is missing."""


def log(
    recipient: str, what: str, ground: str, decided_by: str, record: str = "", law: str = ""
) -> None:
    """Write one down. Raises DisclosureError when a part is missing, the ground is none, or it is
    a consent that does not stand.
    """
    enter(recipient, what, ground, decided_by, record, law)
    db.session.commit()


def enter(
    recipient: str, what: str, ground: str, decided_by: str, record: str, law: str = ""
) -> Disclosure:
    """The same as a part of something more, which the caller commits."""
    if ground not in GROUNDS:
        raise DisclosureError(f"write one of these grounds: {', '.join(GROUNDS)}")
    for name, value in (("recipient", recipient), ("what", what), ("decided by", decided_by)):
        _check(name, value)
    if misses_law(ground, law):
        raise DisclosureError(f"law: {NO_LAW[:1].lower()}{NO_LAW[1:]}")
    if law:
        _check("law", law)
    number = _number_of(record)
    refused = ground == CONSENT and panels.first("share.refused", number, recipient.strip())
    if refused:
        raise DisclosureError(f"recipient: {refused}")
    row = Disclosure(
        record=number,
        shared_at=now(),
        recipient=recipient.strip(),
        what=what.strip(),
        ground=ground,
        law=law.strip(),
        decided_by=decided_by.strip(),
    )
    db.session.add(row)
    acts.tell("records.disclosed", number, ground)
    return row


def misses_law(ground: str, law: str) -> bool:
    """Whether nobody said which law it is, where a law is what allows it."""
    return ground in BY_LAW and not law.strip()


def allows(row: Disclosure) -> str:
    """What allows it, in words, with the law when one is named."""
    ground = GROUNDS.get(row.ground, row.ground)
    return f"{ground} ({row.law})" if row.law else ground


def cells(listed: list[Disclosure]) -> list[tuple[str, ...]]:
    """A line for each, in the order of COLUMNS, for a spreadsheet: the words and the reference."""
    references = tables.references_of({each.record for each in listed})
    return [
        (
            each.shared_at.isoformat(),
            each.recipient,
            each.what,
            GROUNDS.get(each.ground, each.ground),
            each.law,
            each.decided_by,
            references.get(each.record, each.record),
        )
        for each in listed
    ]


def _check(name: str, value: str) -> None:
    if not value.strip() or len(value) > LONGEST:
        raise DisclosureError(f"{name}: write up to {LONGEST} letters")
    if "@" in value:
        raise DisclosureError(f"{name}: name an organisation or a role, never a person")


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
