"""What a mailed link opens: everything held about its mailbox, put right or erased by its owner."""

from dataclasses import dataclass

import portal.records as records
import portal.staff as staff
from portal.core import tokens
from portal.extensions import db
from portal.records import Erasure, Held, Kept
from portal.register import personal_data
from portal.staff.service.audit import VISITOR
from portal.your_data.service.letters import SEE, read_email
from portal.your_data.service.requests import find_link

# What a wish for a link leaves behind by itself: with nothing else, nothing else is held.
OF_THE_LINK = {"data_links", "mailed_links", "outbox"}

# What the trail of each record says that its person did with their link.
READ, SAVED, ASKED_TO_ERASE = "your_data.read", "your_data.saved", "your_data.erased"
ACTS = {
    READ: "The person read everything we hold about them",
    SAVED: "The person saved a copy of everything we hold about them",
    ASKED_TO_ERASE: "The person asked us to erase what we hold about them",
}
# What an erasure came to.
ALL, PART, NOTHING = "all", "part", "nothing"


@dataclass(frozen=True)
class Fact:
    """One thing that a person may put right by themselves."""

    table: str
    record: str
    column: str
    section: str
    label: str
    value: str

    @property
    def key(self) -> str:
        """What the form calls it."""
        return f"{self.table}/{self.record}/{self.column}"


def open_link(token: str) -> str:
    """The address whose data a link opens; empty when it is unknown, too old, or erased."""
    link = tokens.find(SEE, token)
    if link is None or link.is_expired:
        return ""
    return read_email(find_link(link.subject))


def held(email: str) -> Held:
    """Everything held about a mailbox, what a link leaves behind by itself last."""
    found = records.export(email)
    found.sections.sort(key=lambda section: section.table in OF_THE_LINK)
    return found


def note(email: str, act: str) -> None:
    """Write into the trail of each of a person's records that they read or saved it."""
    fates = records.fates(email)
    # A page is read without a lock: what is written begins anew, and waits for its turn.
    db.session.rollback()
    for record in fates:
        staff.audit(act, record, "", VISITOR)
    db.session.commit()


def is_only_this(found: Held) -> bool:
    """Whether nothing is held but the wish for this link."""
    return not found.paper and {section.table for section in found.sections} <= OF_THE_LINK


def facts(email: str) -> list[Fact]:
    """What the owner of a mailbox may put right without us."""
    return [
        Fact(section.table, row.record, item.column, section.title, item.label, item.value)
        for section in held(email).sections
        for row in section.rows
        for item in row.items
        if item.correctable
    ]


def put_right(email: str, changes: dict[Fact, str]) -> int:
    """Write down what facts should say; returns how many were changed."""
    done = [
        records.correct(email, fact.table, fact.record, fact.column, value)
        for fact, value in changes.items()
    ]
    return sum(done)


def what_goes(email: str) -> Erasure:
    """What erasing would come to. Changes nothing."""
    found = records.preview(email)
    found.kept = in_few_words(found.kept)
    return found


def in_few_words(kept: list[Kept]) -> list[Kept]:
    """Thirty mails that are kept for one reason are one line: how many, and until when the last."""
    alike: dict[tuple[str, str], list[str]] = {}
    for each in kept:
        alike.setdefault((each.title, each.why), []).append(each.until)
    return [
        Kept(title, why, untils[0] if len(untils) == 1 else f"the last of them {untils[-1]}")
        for (title, why), untils in alike.items()
    ]


def erase(email: str) -> Erasure:
    """Erase what is held about a mailbox; what must stay is in the answer, and in the trail."""
    for record, fate in records.fates(email).items():
        staff.audit(ASKED_TO_ERASE, record, fate, VISITOR)
    return records.erase(email)


def came_to(outcome: Erasure) -> str:
    """Whether an erasure came to all, to a part or to nothing: what a link leaves behind by itself
    does not count, nor what shows without an address that somebody agreed.
    """
    if not outcome.paper and not outcome.staying:
        return ALL
    own = {entry.title for entry in personal_data().tables if entry.name in OF_THE_LINK}
    return PART if {title for title, _ in outcome.erased} - own else NOTHING
