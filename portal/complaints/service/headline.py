"""Where a case stands and how it ended, in the words that the person who complained reads.

What we wait for is said as it is by now: once they wrote after our question, their message waits
for us, and when another organisation is awaited, nothing is wanted from them.
"""

from collections.abc import Sequence

from portal.complaints.models import Complaint, ComplaintEntry, codes
from portal.complaints.service import waiting
from portal.complaints.service.clocks import Clock, State, day_of
from portal.core.clock import in_words

QUESTION = "details"
THEIR_TURN_IS_OVER = "We have your message, and look at it next"
WAITS = "We are waiting for {}. You do not need to do anything for that"
BODY = "another organisation"
# Each ending, from one of us to the person; what staff choose is in `codes.ENDINGS`.
CLOSED = {
    "answered": "Your complaint is closed: we answered it",
    "settled": "Your complaint is closed: it was settled with you",
    "withdrawn": "Your complaint is closed: you took it back",
    "passed": "Your complaint is closed here: another organisation answers it",
}
DECIDED = {
    codes.UPHELD: ", and upheld it",
    codes.PARTLY: ", and upheld a part of it",
    codes.NOT_UPHELD: ", and did not uphold it",
}


def state_words(case: Complaint, acknowledge: Clock, said: Sequence[ComplaintEntry]) -> str:
    """Where it stands; while nobody has read it, by when somebody does.

    `said` is what was written and said, the newest last.
    """
    if case.state == codes.NEW:
        if acknowledge.state == State.OVERDUE:
            return "We have your complaint. Nobody has read it yet, and we are sorry."
        return f"We have your complaint. Someone will read it by {in_words(acknowledge.due)}."
    if has_answered(case, said):
        return THEIR_TURN_IS_OVER
    if case.paused == waiting.BODY:
        return WAITS.format(waiting.body(case) or BODY)
    if case.state == codes.CLOSED and case.ending:
        return CLOSED.get(case.ending, "") + DECIDED.get(_outcome(case), "")
    return codes.STATES[case.state]


def paused(case: Complaint, said: Sequence[ComplaintEntry]) -> str:
    """What we wait for; nothing once they wrote after our question."""
    if has_answered(case, said):
        return ""
    if case.paused == "consent":
        return f"We are waiting to see {codes.SHOWS[case.relation]}"
    body = waiting.body(case)
    if body and case.paused_at:
        return f"We are waiting for {body}, since {in_words(day_of(case.paused_at))}"
    return codes.PAUSES.get(case.paused, "")


def has_answered(case: Complaint, said: Sequence[ComplaintEntry]) -> bool:
    """Whether the last word since we asked them something is theirs."""
    if case.paused != QUESTION or case.paused_at is None or not said:
        return False
    return said[-1].kind == codes.MESSAGE and said[-1].written_at >= case.paused_at


def ended(case: Complaint) -> str:
    """How it ended, and with which outcome; empty while it is open. Staff read the same."""
    how, outcome = codes.ENDINGS.get(case.ending, ""), _outcome(case)
    return f"{how}: {codes.OUTCOMES[outcome].lower()}" if how and outcome else how


def _outcome(case: Complaint) -> str:
    """The outcome, unless nothing may be told about the person it is about (RULES R14)."""
    return "" if case.consent == codes.REFUSED else case.outcome
