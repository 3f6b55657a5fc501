"""The answer to a complaint: drafted, signed, sent; and how a case ends, or begins again.

The law names the parts of an answer (RULES R16), and `missing` says in words which are not there.
Nothing is signed, sent or closed as answered while one is. What was sent is never changed: when a
case is opened again there is a second answer, with a number of its own.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, ClassVar

from sqlalchemy import Select, select

import portal.outbox as outbox
from portal.complaints.models import Complaint, ComplaintAnswer, codes
from portal.complaints.service import consent, filing, parts, unread
from portal.complaints.service.clocks import ANSWER, Clock, day_of
from portal.complaints.service.dates import clocks_of
from portal.complaints.service.filing import CaseError, claim, done, undone
from portal.core.clock import in_words, now, today
from portal.extensions import db

NEWS = "complaints.news"
TOLD_FOR = timedelta(days=7)
# The parts that somebody writes, each as the sentence "it does not say …" ends.
PARTS = {
    "considered": "how we looked into it",
    "found": "what we found",
    "conclusion": "what we conclude",
    "action": "what we do about it, or that nothing is needed and why",
    "outcome": "whether it is upheld, partly upheld or not upheld",
    "signed_by": "the name of the responsible person who signs it",
    "signed_as": "what the person who signs it is",
    "approved_on": "on which day the responsible person approved these words",
    "approved_how": "how they approved them",
}
TEXTS = (
    *("considered", "found", "conclusion", "action"),
    *("apology", "delay", "signed_by", "signed_as"),
)
APPROVAL = ("approved_on", "approved_how")
WHY_LATE = "why it took longer than the day it was due"
NO_CONSENT = "{}, or that it tells nothing about them or their care"
TOO_EARLY = (
    "It was opened again on {}: a new answer cannot have been approved before. Enter the day on "
    "which these words were approved."
)
SENT = "Our answer was sent. Open the case again to write another."
NO_ADDRESS = (
    "Our answer goes in writing, and we have no address of theirs. Ring them, ask where it may go, "
    "and record that on the page of the case. Then send it."
)
UNREAD = "They wrote to us, and nobody has dealt with it yet. Read it first, then say that you did."


class IncompleteError(CaseError):
    """Parts of an answer are not there: `gaps` has the words of each by its name."""

    def __init__(self, gaps: dict[str, str]) -> None:
        super().__init__(incomplete(list(gaps.values())))
        self.gaps = gaps


@dataclass(frozen=True)
class Draft:
    """What somebody wrote of an answer; whatever is not written yet is empty."""

    considered: str = ""
    found: str = ""
    conclusion: str = ""
    action: str = ""
    apology: str = ""
    delay: str = ""
    outcome: str = ""
    signed_by: str = ""
    signed_as: str = ""
    tells_nothing: bool = False
    approved_on: date | None = None
    approved_how: str = ""
    # Nothing that is still in a form was sent.
    sent_at: ClassVar[None] = None


def latest(case: Complaint) -> ComplaintAnswer | None:
    """The newest answer of a case, sent or not; none when nobody began one."""
    return db.session.scalar(_answers(case).order_by(ComplaintAnswer.number.desc()).limit(1))


def sent(case: Complaint) -> list[ComplaintAnswer]:
    """The answers that were sent, the oldest first: what the person may read."""
    listed = _answers(case).where(ComplaintAnswer.sent_at.is_not(None))
    return list(db.session.scalars(listed.order_by(ComplaintAnswer.number)))


def missing(case: Complaint, answer: ComplaintAnswer | None) -> list[str]:
    """Which parts of the answer are not there, in words; empty when it may be signed and sent."""
    return list(gaps(case, answer).values())


def gaps(case: Complaint, answer: ComplaintAnswer | Draft | None) -> dict[str, str]:
    """The same by the name of each part: an attribute of the answer, or a part that is upheld."""
    if answer is None:
        return dict(PARTS)
    said = {name: getattr(answer, name) for name in PARTS}
    said["conclusion"] = parts.parted(answer.conclusion).words
    found = {name: words for name, words in PARTS.items() if not said[name]}
    found |= parts.gaps(answer.outcome, answer.conclusion)
    if is_late(case, answer) and not answer.delay:
        found["delay"] = WHY_LATE
    # What was sent while a consent stood was right then, also when it is taken back.
    if not answer.sent_at and consent.is_guarded(case) and not answer.tells_nothing:
        found["tells_nothing"] = NO_CONSENT.format(to_be_shown(case))
    return found


def to_be_shown(case: Complaint) -> str:
    """What we have to be shown before we tell anything, as staff say it (RULES R14)."""
    return codes.SHOWS[case.relation].replace("that you may", "that who complains may")


def is_late(case: Complaint, answer: ComplaintAnswer | Draft | None = None) -> bool:
    """Whether the day of the answer is over, or was over when this one was sent (RULES R17)."""
    on = answer.sent_at if answer else None
    return _answer_clock(case).due < (day_of(on) if on else today())


def due_on(case: Complaint) -> date:
    """The day by which the answer is due: the law's, ours, or the later one that was agreed."""
    return _answer_clock(case).due


def given_for(case: Complaint) -> date:
    """The day by which the person expects the answer: the one we gave, or the one it is due by."""
    return case.planned_for or due_on(case)


def draft(public_id: str, written: Draft, *, by: str, seen_version: int) -> None:
    """Keep what is written so far. Whatever was signed has to be signed again, and in other
    words approved again.

    Raises CaseError when the answer was sent already.
    """
    case = claim(public_id, seen_version)
    if case.state in {codes.ANSWERED, codes.CLOSED}:
        raise undone(SENT if case.state == codes.ANSWERED else "The case is closed.")
    answer = _begun(case)
    approval = _of(written, APPROVAL)
    same_approval, same_words = _of(answer, APPROVAL) == approval, _words(answer) == _words(written)
    if answer.signed_at and same_approval and not same_words:
        approval = [None, None]
    for name in TEXTS:
        setattr(answer, name, getattr(written, name) or None)
    answer.outcome, answer.tells_nothing = written.outcome, written.tells_nothing
    answer.approved_on, answer.approved_how = approval
    answer.signed_at = None
    answer.drafted_at = now()
    done(case, "drafted", by=by)


def sign(public_id: str, *, by: str, seen_version: int) -> None:
    """Sign the answer as it stands. Raises CaseError when a part is missing, naming it, or when it
    was approved before the case was opened again.
    """
    case = claim(public_id, seen_version)
    answer = _unsent(case)
    if answer is None:
        raise undone("There is no answer to sign yet. Write it first.")
    _refuse_incomplete(case, answer)
    again = case.reopened_at
    if again and answer.approved_on and answer.approved_on < day_of(again):
        raise undone(TOO_EARLY.format(in_words(day_of(again))), "approved_on")
    answer.signed_at = now()
    done(case, "signed", by=by)


def send(
    public_id: str, *, by: str, seen_version: int, posted: bool = False, despite: bool = False
) -> None:
    """Give the answer to the person: on the case page, by post, or both.

    `posted` says that somebody printed it and put it in the post, `despite` that they read the
    newest messages. Raises CaseError when it is not signed, when a part is missing, when messages
    are unread, or when it can reach the person by post alone and was not. Whom nothing reaches
    finds it on the page of their case.
    """
    case = claim(public_id, seen_version)
    answer = _unsent(case)
    if answer is None or answer.signed_at is None:
        raise undone("The answer is not signed. Sign it first.")
    _refuse_incomplete(case, answer)
    if only_by_phone(case):
        raise undone(NO_ADDRESS)
    if goes_by_post(case) and not posted:
        raise undone("It goes by post. Print the letter and post it, then say that you did.")
    refuse_unread(case, despite)
    moment = now()
    answer.sent_at, answer.posted = moment, posted
    case.state, case.answered_at, case.outcome = codes.ANSWERED, moment, answer.outcome
    case.paused, case.paused_at = "", None
    # Whatever else waits to be read, nobody misses the answer.
    case.told_at = None
    tell(case)
    done(case, "answered", answer.outcome, by)


def by_post(case: Complaint) -> bool:
    """Whether a letter has to go by post: they asked for that, or no mail could tell them."""
    return not filing.is_mailed(case)


def nowhere(case: Complaint) -> bool:
    """Whether they gave no email address, no phone number and no address: they come to us."""
    return not (case.email_index or case.phone_sealed or case.address_sealed)


def goes_by_post(case: Complaint) -> bool:
    """Whether somebody has to print and post, or ring: no mail goes, and something else does."""
    return by_post(case) and not nowhere(case)


def only_by_phone(case: Complaint) -> bool:
    """Whether they can be rung, and there is nowhere to write to."""
    return by_post(case) and bool(case.phone_sealed) and not case.address_sealed


def refuse_unread(case: Complaint, despite: bool) -> None:
    """Raise CaseError while a message waits to be read; whoever says they read it has done so."""
    if unread.count(case) and not despite:
        raise undone(UNREAD)
    unread.settle(case)


def tell(case: Complaint) -> None:
    """Mail that there is something new, never what, if mail is how they are reached.

    One mail is enough until they look, or a week is over: the page shows all that is new.
    """
    is_told = case.told_at is not None and now() - case.told_at < TOLD_FOR
    if not by_post(case) and not is_told:
        case.told_at = now()
        outbox.post(NEWS, case.public_id, batch=str(case.version))


def signed_at_desk_by(case: Complaint) -> str:
    """The member of staff who signed the newest answer; empty when nobody did."""
    signings = [each.by for each in filing.events(case) if each.event == "signed"]
    return signings[-1] if signings else ""


def _answers(case: Complaint) -> Select[ComplaintAnswer]:
    return select(ComplaintAnswer).where(ComplaintAnswer.complaint_id == case.id)


def _begun(case: Complaint) -> ComplaintAnswer:
    """The answer that is being written; a new one when there is none."""
    answer = _unsent(case)
    if answer is None:
        newest = latest(case)
        number = newest.number + 1 if newest else 1
        # Sealed once now, since a record without any sealed text has no key to seal more with.
        answer = ComplaintAnswer(complaint_id=case.id, number=number, considered="")
        db.session.add(answer)
    return answer


def _unsent(case: Complaint) -> ComplaintAnswer | None:
    newest = latest(case)
    return newest if newest is not None and newest.sent_at is None else None


def _of(holder: Draft | ComplaintAnswer, names: tuple[str, ...]) -> list[Any]:
    """What stands there; nothing and the empty words are the same."""
    return [getattr(holder, name) or None for name in names]


def _words(holder: Draft | ComplaintAnswer) -> list[Any]:
    """What the person reads of it."""
    return _of(holder, (*TEXTS, "outcome"))


def _answer_clock(case: Complaint) -> Clock:
    return next(clock for clock in clocks_of(case) if clock.name == ANSWER)


def _refuse_incomplete(case: Complaint, answer: ComplaintAnswer) -> None:
    absent = gaps(case, answer)
    if absent:
        db.session.rollback()
        raise IncompleteError(absent)


def incomplete(absent: list[str]) -> str:
    """One sentence that names what is missing."""
    return f"The answer does not say {'; '.join(absent)}."
