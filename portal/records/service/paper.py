"""Paper: which there is, where it lies, and when to shred it. The list names nobody.

It is shredded when its day has come and nothing keeps it (keeping.py). What is gone before is noted
too, always with the reason: a list that says what is not there helps nobody.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Select, select, update

from portal.core.clock import in_words, now
from portal.core.crypto import blind_index
from portal.core.forms import mailbox
from portal.core.references import new_reference, spaced, unspaced
from portal.extensions import db
from portal.records.models import LegalHold, PaperRecord
from portal.records.service import acts, holds
from portal.records.service.keeping import INDEX, Keeper, keepers
from portal.register import Rule, retention

# Why paper is gone before its day. The first three are a personal data breach (UK GDPR, Article 4).
ERASED = "erased"
EARLY = {
    "mistake": "It was shredded by mistake",
    "damaged": "It was destroyed by accident, such as by water or fire",
    "lost": "It is lost, or was stolen",
    "returned": "It was given back to whose it is",
    ERASED: "The person asked us to erase it, and no law keeps it",
}
BREACHES = ("mistake", "damaged", "lost")
UNTIL_CLOSED = "until the case is closed and for {} after"
HELD = "while the legal hold stands"
IS_OPEN = "Its case is open. It is kept until the case is closed and for {} after"
IS_HELD = "It is on hold: {}. The {} answers for the hold, and it is looked at again on {}"
IS_EARLY = "Its day has not come. It is kept until {}"
NO_REASON = "choose why it is gone before its day"
NOT_ERASED = "It has to be kept, also when somebody asks us to erase it: choose another reason"


class PaperError(ValueError):
    """Paper cannot be listed so, or gone for such a reason; the message says what to do."""


class KeptError(PaperError):
    """Paper has to be kept; the message says why and until when."""


@dataclass(frozen=True)
class PaperItem:
    """One thing on paper: what, where, its reference, and when it is to be shredded.

    `waits` says until when it is kept, when that is no day that anybody knows; then there is none.
    """

    what: str
    place: str
    reference: str = ""
    shred_on: str = ""
    waits: str = ""


@dataclass(frozen=True)
class Listed(PaperItem):
    """The same for the desk: whether it is to be shredded now, and what keeps it if not.

    `record` is the number of the case that it is of, if it is of one.
    """

    is_due: bool = False
    why: str = ""
    gone_at: datetime | None = None
    record: str = ""
    is_open: bool = False
    hold: LegalHold | None = None

    @property
    def is_case(self) -> bool:
        """Whether it is of a case."""
        return bool(self.record)

    @property
    def reasons(self) -> dict[str, str]:
        """Why it may be gone before its day: what has to be kept is not erased for the asking."""
        is_kept = self.is_open or self.hold
        return {key: words for key, words in EARLY.items() if key != ERASED or not is_kept}


def kinds() -> dict[str, Rule]:
    """What may be on paper, by rule."""
    return {rule.key: rule for rule in retention().rules if rule.paper}


def add(rule: str, place: str, counts_from: datetime, email: str = "") -> str:
    """List paper; returns the reference to write on it. Raises PaperError, ValueError."""
    reference = enlist(rule, place, counts_from, email)
    db.session.commit()
    return reference


def enlist(rule: str, place: str, counts_from: datetime, email: str = "") -> str:
    """The same; the caller commits."""
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
    return record.reference


def move(reference: str, place: str) -> bool:
    """Note that paper lies elsewhere; false when no such paper is listed."""
    moved = put(reference, place)
    db.session.commit()
    return moved


def put(reference: str, place: str) -> bool:
    """The same; the caller commits."""
    if not _change(reference, place=place):
        return False
    acts.tell("records.paper_moved", unspaced(reference))
    return True


def destroyed(reference: str, early: str = "") -> bool:
    """Note that paper was shredded; false when no such paper is listed.

    Before its day, and while something keeps it, only with a reason of EARLY. Raises KeptError
    without one, and PaperError for one that is none.
    """
    item = find(reference)
    if item is None or item.gone_at:
        return False
    if not item.is_due and not early:
        raise KeptError(item.why)
    if early in EARLY and early not in item.reasons:
        raise KeptError(NOT_ERASED)
    if early and early not in EARLY:
        raise PaperError(NO_REASON)
    if not _change(reference, destroyed_at=now(), email_index=""):
        return False  # somebody else was faster
    acts.tell("records.paper_shredded", item.reference, early)
    db.session.commit()
    return True


def recount(reference: str, counts_from: datetime) -> None:
    """Count the time of paper from another moment, such as the end of its case.

    Unknown is fine. The caller commits.
    """
    _change(reference, counts_from=counts_from)


def due(moment: datetime) -> list[PaperItem]:
    """What has to be shredded by now, the oldest first: nothing that has to be kept."""
    return [item for item in _listed(_waiting(), moment) if item.is_due]


def listed() -> list[Listed]:
    """Everything on the list, the oldest first."""
    return _listed(_waiting(), now())


def find(reference: str) -> Listed | None:
    """One paper by its number, however somebody wrote that, on the list or gone."""
    named = select(PaperRecord).where(PaperRecord.reference == unspaced(reference))
    return next(iter(_listed(named, now())), None)


def of(email: str) -> list[PaperItem]:
    """What lies on paper about the owner of an address."""
    index = blind_index(INDEX, mailbox(email))
    mine = _listed(_waiting().where(PaperRecord.email_index == index), now())
    return [
        PaperItem(each.what, each.place, spaced(each.reference), each.shred_on, each.waits)
        for each in mine
    ]


def _waiting() -> Select[PaperRecord]:
    """What is on the list."""
    waiting = select(PaperRecord).where(PaperRecord.destroyed_at.is_(None))
    return waiting.order_by(PaperRecord.counts_from, PaperRecord.id)


def _change(reference: str, **values: object) -> bool:
    """Change paper that is on the list; of two who do so at once, both find what is there."""
    mine = (
        update(PaperRecord)
        .where(PaperRecord.reference == unspaced(reference), PaperRecord.destroyed_at.is_(None))
        .values(**values)
        .returning(PaperRecord.id)
        .execution_options(synchronize_session=False)
    )
    return db.session.execute(mine).first() is not None


def _listed(question: Select[PaperRecord], moment: datetime) -> list[Listed]:
    found = list(db.session.scalars(question.execution_options(populate_existing=True)))
    keep = keepers(found)
    return [_item(record, keep[record.reference], moment) for record in found]


def _end(record: PaperRecord) -> datetime:
    """When it is over: at once for a kind that the register has given up."""
    rule = kinds().get(record.rule)
    return rule.period.after(record.counts_from) if rule and rule.period else record.counts_from


def _item(record: PaperRecord, keeper: Keeper, moment: datetime) -> Listed:
    rule, end = kinds().get(record.rule), _end(record)
    item = Listed(
        what=rule.what if rule else record.rule,
        place=record.place,
        reference=record.reference,
        shred_on=in_words(end),
        gone_at=record.destroyed_at,
        record=keeper.record,
        is_open=keeper.is_open,
        hold=keeper.hold,
    )
    if keeper.is_open or keeper.hold:
        period = rule.period if rule and rule.period else "its time"
        waits = (UNTIL_CLOSED if keeper.is_open else HELD).format(period)
        return replace(item, shred_on="", waits=waits, why=_why(keeper, IS_OPEN.format(period)))
    if end > moment:
        return replace(item, why=IS_EARLY.format(item.shred_on))
    return replace(item, is_due=record.destroyed_at is None)


def _why(keeper: Keeper, is_open: str) -> str:
    """Why it has to be kept, and until when or whom to ask."""
    hold = keeper.hold
    if hold is None:
        return is_open
    ground = holds.GROUNDS.get(hold.ground, hold.ground)
    words = f"{ground[:1].lower()}{ground[1:]}"
    held = IS_HELD.format(words, hold.owner, in_words(hold.review_on))
    return f"{held}. Its case is open too" if keeper.is_open else held
