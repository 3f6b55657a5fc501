"""How a case ends, and how it begins again.

It ends as answered only when the whole answer was sent; settled only when somebody who told us in
person or on the phone was content by the end of the next working day (RULES R15); passed on only
with consent that is written down (RULES R18). From that day on it is kept for 10 years.
"""

from collections.abc import Callable

from sqlalchemy import select

from portal.complaints.models import Complaint, ComplaintAnswer, ComplaintConsent, codes
from portal.complaints.service import unread
from portal.complaints.service.answering import (
    incomplete,
    latest,
    missing,
    refuse_unread,
    sent,
    tell,
)
from portal.complaints.service.clocks import settled_in_time
from portal.complaints.service.consent import to_pass_on
from portal.complaints.service.filing import claim, done, events, undone
from portal.complaints.service.passing import is_passed
from portal.complaints.service.talking import refuse_telling, write
from portal.core.clock import in_words, now, today
from portal.extensions import db
from portal.records.service import paper

ANSWERED, SETTLED, WITHDRAWN, PASSED = "answered", "settled", "withdrawn", "passed"
ORAL = ("phone", "person")
WAS_SENT = "Our answer was sent, so it ends as answered."
NOT_PASSED = (
    "Nothing is noted as passed on for them to answer all of it. On the page of the case: “Pass it "
    "on to the organisation that has to answer it”."
)
AGAIN = " Open the case again, and send a whole answer."
NOT_AGAIN = (
    "It was opened again. Send a new answer; or, when the one that was sent stands, first write or "
    "ring to tell them why, on the page of the case."
)
URGENT = (
    "It is marked as urgent: somebody may be in danger. Say first why it is not urgent any more, "
    "on the page of the case."
)
STANDS = "Answered: our answer of {} stands"
UNFILED = "Say first, for the counts, {}. That is done on the page of the case."


def why_not(case: Complaint, ending: str) -> str:
    """Why a case cannot end like that, in words; empty when it can.

    Raises KeyError for an ending that there is not.
    """
    if case.state == codes.CLOSED:
        return "The case is closed already."
    return shut(case, ending) or ("" if ending == SETTLED else _unfiled(case))


def shut(case: Complaint, ending: str) -> str:
    """The same, whether it is filed or not."""
    if case.state == codes.ANSWERED and ending != ANSWERED:
        return WAS_SENT
    return CHECKS[ending](case)


def unfiled(case: Complaint) -> list[str]:
    """What the yearly count has to know and does not, in words (RULES R20)."""
    absent = ["what it is about"] * (not case.subject)
    if case.kind == codes.CARE and not case.area:
        absent.append("which kind of service it is about")
    return absent


def open_to(case: Complaint) -> dict[str, str]:
    """The endings that a case can have now, in the words of staff."""
    words = {key: each for key, each in codes.ENDINGS.items() if not why_not(case, key)}
    standing = stands(case)
    if ANSWERED in words and standing and standing.sent_at:
        words[ANSWERED] = STANDS.format(in_words(standing.sent_at))
    return words


def stands(case: Complaint) -> ComplaintAnswer | None:
    """The answer that stands after all, of a case that was opened again: they were told since
    then, in writing or in a talk, and no other was sent.
    """
    if case.reopened_at is None or case.state in {codes.ANSWERED, codes.CLOSED}:
        return None
    since = [each.event for each in events(case) if each.at > case.reopened_at]
    answers = sent(case)
    return answers[-1] if answers and {"reply", "call"} & set(since) else None


def close(
    public_id: str, ending: str, *, by: str, seen_version: int, despite: bool = False
) -> None:
    """End a case. Raises CaseError when it cannot end like that, saying what is missing.

    `despite` says that somebody read the newest messages.
    """
    case = claim(public_id, seen_version)
    if ending not in codes.ENDINGS:
        raise undone("Choose how it ended.")
    reason = why_not(case, ending)
    if reason:
        raise undone(reason)
    if case.urgent:
        raise undone(URGENT)
    refuse_unread(case, despite)
    moment = now()
    if ending != ANSWERED:
        case.outcome = ""
    elif standing := stands(case):
        case.outcome = standing.outcome
    case.state, case.ending, case.closed_at = codes.CLOSED, ending, moment
    case.paused, case.paused_at = "", None
    # The paper goes when the file does.
    paper.recount(case.paper, moment)
    tell(case)
    done(case, "closed", ending, by)


def reopen(
    public_id: str, text: str, *, tells_nothing: bool = False, by: str, seen_version: int
) -> None:
    """Look into a case again, and tell the person why: the next answer is a new one, and the 10
    years have not begun.

    Raises CaseError when its answer is still being written, or when the words could tell a
    representative what they may not know.
    """
    case = claim(public_id, seen_version)
    if case.state not in {codes.ANSWERED, codes.CLOSED}:
        raise undone("The case is open.")
    refuse_telling(case, tells_nothing)
    case.state, case.ending, case.outcome, case.closed_at = codes.OPEN, "", "", None
    case.reopened_at = now()
    # What was agreed was about the answer that is there.
    case.planned_for = case.extended_to = case.extended_on = None
    write(case, codes.REPLY, text, by)
    unread.settle(case)
    tell(case)
    done(case, "reopened", by=by)


def _answered(case: Complaint) -> str:
    if stands(case):
        return ""
    answer = latest(case)
    if case.reopened_at and case.state != codes.ANSWERED and sent(case):
        return NOT_AGAIN
    if answer is None:
        return "There is no answer yet. Write it, sign it and send it first."
    absent = missing(case, answer)
    if absent:
        return f"{incomplete(absent)}{AGAIN if answer.sent_at else ''}"
    if answer.sent_at is None:
        return "The answer was not sent. Sign it and send it first."
    return ""


def _settled(case: Complaint) -> str:
    if case.channel not in ORAL:
        return "Only what somebody told us in person or on the phone can be settled at once."
    if not settled_in_time(case.received_on, today()):
        return "The end of the next working day is over. Answer it in writing."
    return ""


def is_agreed(case: Complaint) -> bool:
    """Whether a consent stands to pass it on to somebody."""
    agreed = select(ComplaintConsent.id).where(
        ComplaintConsent.complaint_id == case.id,
        ComplaintConsent.recipient_sealed.is_not(None),
        ComplaintConsent.withdrawn_on.is_(None),
    )
    return db.session.scalar(agreed.limit(1)) is not None


def _passed(case: Complaint) -> str:
    if not is_agreed(case):
        return f"Nobody noted that they agree to it. On the page of the case: “{to_pass_on(case)}”."
    return "" if is_passed(case, events(case)) else NOT_PASSED


def _withdrawn(case: Complaint) -> str:
    return ""


def _unfiled(case: Complaint) -> str:
    absent = unfiled(case)
    return UNFILED.format(" and ".join(absent)) if absent else ""


CHECKS: dict[str, Callable[[Complaint], str]] = {
    ANSWERED: _answered,
    SETTLED: _settled,
    WITHDRAWN: _withdrawn,
    PASSED: _passed,
}
