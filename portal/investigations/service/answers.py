"""How the answer of a case stands, for whoever writes it."""

from dataclasses import dataclass, replace
from datetime import date

import portal.staff as staff
from portal.complaints.models import Complaint, ComplaintAnswer, codes
from portal.complaints.service import answering, consent, ending, filing, headline, unread
from portal.complaints.service.clocks import day_of, reporting_year
from portal.core.clock import in_words
from portal.core.crypto import load_keys
from portal.investigations.service import tasks
from portal.investigations.service.ahead import FOLLOWS, kept
from portal.investigations.service.ahead import ahead as all_ahead
from portal.investigations.service.opening import VIEWED, entries
from portal.investigations.service.reading import LEFT, text_of
from portal.investigations.service.seeing import may_see
from portal.investigations.service.tasks import Task
from portal.investigations.service.todos import ANSWER, Todo
from portal.staff import Person

SAID = {
    codes.MESSAGE: "They wrote",
    codes.REPLY: "We wrote",
    codes.CALL: "What was said",
    codes.NOTE: "A note of ours",
}
# What is read again of an answer, in the order of the letter.
READ = ("apology", "considered", "found", "conclusion", "action")
# Where on the desk an ending is opened that is shut now.
MENDED = {ending.ANSWERED: ANSWER, ending.PASSED: "#part-pass"}


@dataclass(frozen=True)
class Shut:
    """An ending that a case cannot have now: why, and where that changes, if it can."""

    label: str
    why: str
    where: str


@dataclass(frozen=True)
class Ended:
    """What follows from a case that is closed."""

    how: str
    kept: str
    year: int
    learned: str


@dataclass(frozen=True)
class Standing:
    """An answer as it stands: `writing` is not sent yet; `endings` are those that are open."""

    writing: ComplaintAnswer | None
    sent: list[ComplaintAnswer]
    may_write: bool
    missing: list[str]
    is_late: bool
    due_on: date
    given_for: date
    by_post: bool
    nowhere: bool
    needs_consent: bool
    forbids: bool
    signed_by: str
    unread: int
    endings: dict[str, str]
    shut: list[Shut]
    unfiled: list[str]
    filed: list[str]
    tasks: list[Task]
    ended: Ended | None

    @property
    def is_signed(self) -> bool:
        """Whether it can be sent as soon as nothing is missing."""
        return self.writing is not None and self.writing.signed_at is not None


def may_look(public_id: str, person: Person) -> bool:
    """Whether there is such a case for this person."""
    return may_see(public_id, person.public_id)


def look(public_id: str, person: Person) -> Complaint | None:
    """The case, once it is written down that somebody reads it; None when it is not for them."""
    if not may_look(public_id, person):
        return None
    staff.view(VIEWED, public_id)
    return filing.find(public_id)


def standing(case: Complaint) -> Standing:
    """How the answer of a case stands now."""
    sent, newest = answering.sent(case), answering.latest(case)
    writing = newest if newest is not None and newest.sent_at is None else None
    load_keys([*sent, *([writing] if writing else [])])
    signer = answering.signed_at_desk_by(case)
    return Standing(
        writing=writing,
        sent=sent,
        may_write=case.state not in {codes.ANSWERED, codes.CLOSED},
        missing=answering.missing(case, writing),
        is_late=answering.is_late(case),
        due_on=answering.due_on(case),
        given_for=min(answering.given_for(case), answering.due_on(case)),
        by_post=answering.goes_by_post(case),
        nowhere=answering.nowhere(case),
        forbids=consent.forbids(filing.events(case)),
        needs_consent=consent.is_guarded(case),
        signed_by=staff.names().get(signer, LEFT) if signer else "",
        unread=unread.count(case),
        endings=ending.open_to(case),
        shut=_shut(case),
        unfiled=ending.unfiled(case),
        filed=_filed(case),
        tasks=tasks.open_in(case),
        ended=_ended(case),
    )


def ahead(case: Complaint) -> list[Todo]:
    """What comes next, beside the answer: what is missing of it, and what follows, stand there."""
    todos = [each for each in all_ahead(case) if each.words != FOLLOWS]
    return [replace(each, more="") if each.where == ANSWER else each for each in todos]


def told(case: Complaint) -> list[tuple[str, str]]:
    """What was told, written and said, each with what it is: to read beside the answer."""
    words = [("What happened", text_of(case, "happened"))]
    if case.wanted_sealed:
        words.append(("What they would like to happen", text_of(case, "wanted")))
    listed = entries(case, staff.names())
    said = [(f"{SAID[each.kind]} on {in_words(each.at)}", each.text) for each in listed]
    return words + said + [_sent(each) for each in answering.sent(case)]


def _sent(answer: ComplaintAnswer) -> tuple[str, str]:
    """An answer that was sent, to be read while the next one is written."""
    parts = (text_of(answer, name) for name in READ)
    when = in_words(answer.sent_at) if answer.sent_at else ""
    return f"Answer {answer.number}, sent on {when}", "\n\n".join(filter(None, parts))


def _shut(case: Complaint) -> list[Shut]:
    """The endings that filing it would not open."""
    why = {key: ending.shut(case, key) for key in codes.ENDINGS}
    return [Shut(codes.ENDINGS[key], why[key], _mended(case, key)) for key in why if why[key]]


def _filed(case: Complaint) -> list[str]:
    """The endings that filing it would open."""
    may = [key for key in codes.ENDINGS if not ending.shut(case, key)]
    return [f"“{codes.ENDINGS[key]}”" for key in may if ending.why_not(case, key)]


def _mended(case: Complaint, key: str) -> str:
    """Where on the desk an ending is opened that is shut now; nowhere, when our answer was sent."""
    if case.state == codes.ANSWERED:
        return ""
    if key == ending.ANSWERED and case.reopened_at and answering.sent(case):
        return "#part-reply"
    if key == ending.PASSED and not ending.is_agreed(case):
        return "#part-agree"
    return MENDED.get(key, "")


def _ended(case: Complaint) -> Ended | None:
    if case.state != codes.CLOSED or case.closed_at is None:
        return None
    return Ended(
        how=headline.ended(case),
        kept=kept(case),
        year=reporting_year(day_of(case.closed_at)),
        learned=text_of(case, "learned"),
    )
