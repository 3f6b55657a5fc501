"""What the copy on paper says of the days, sentence by sentence: each is true on the day it is
printed, and none promises what is over.
"""

from datetime import date

from portal.complaints.models import Complaint, codes
from portal.complaints.service import waiting
from portal.complaints.service.answering import sent
from portal.complaints.service.clocks import Clock, day_of
from portal.core.clock import in_words, today
from portal.investigations.service.opening import Opened

LATE_WORD = (
    "We should have told you by {} that a person has it. We are sorry that this letter comes late. "
    "A person has it now."
)
READ = "A person has read it: see below what we wrote."
TO_READ = "You hear from a person by {} that they have read it."
AGAIN = "We opened it again on {}. You get a new answer."
AGREED = "You agreed to this day on {}."
WAITS = {
    "consent": "We are waiting to be shown {}.",
    "details": "We are waiting for your answer to a question.",
    "other-body": "We are waiting for another organisation.",
}
ENDED = {
    "settled": "We closed it on {}: it was settled with you at once.",
    "withdrawn": "We closed it on {}, because you took it back.",
    "passed": "We closed it on {}, because another organisation answers it.",
}


def days(opened: Opened) -> list[str]:
    """What has happened by when, and what comes by when."""
    case = opened.case
    acknowledge, answer, *plans = opened.clocks
    since = case.reopened_at
    again = [AGAIN.format(in_words(since))] if since and _is_again(case) else []
    return [
        *again,
        *_acknowledged(opened, acknowledge),
        *_answered(case, answer, plans[0] if plans else None),
        *_waited(case),
    ]


def _is_again(case: Complaint) -> bool:
    return case.reopened_at is not None and case.state not in {codes.ANSWERED, codes.CLOSED}


def _acknowledged(opened: Opened, clock: Clock) -> list[str]:
    if not clock.runs:
        return []
    if clock.due < today():
        return [LATE_WORD.format(in_words(clock.due))]
    if any(each.kind == codes.REPLY for each in opened.entries):
        return [READ]
    return [TO_READ.format(in_words(clock.due))]


def _answered(case: Complaint, answer: Clock, plan: Clock | None) -> list[str]:
    if not answer.runs:
        return _over(case)
    ours = "our new answer" if _is_again(case) else "our answer"
    given = plan.due if plan else None
    if answer.due < today():
        late = f"You should have had {ours} by {in_words(answer.due)}. We are sorry that it takes"
        if given and given >= today():
            return [f"{late} longer. You get it by {in_words(given)}."]
        return [f"{late} longer. We write to you when you can expect it."]
    if given and given < today():
        missed = f"We said that you have {ours} by {in_words(given)}. That day is over, and we are"
        return [f"{missed} sorry. You get it by {in_words(answer.due)} at the latest."]
    return [" ".join([_promise(ours, answer.due, given), *_agreed(case, answer.due)])]


def _promise(ours: str, due: date, given: date | None) -> str:
    """The day we gave, when it comes first, and the last one."""
    if given is None or given >= due:
        return f"You get {ours} by {in_words(due)} at the latest."
    return f"You get {ours} by {in_words(given)}, and by {in_words(due)} at the latest."


def _agreed(case: Complaint, due: date) -> list[str]:
    if case.extended_to != due or not case.extended_on:
        return []
    return [AGREED.format(in_words(case.extended_on))]


def _over(case: Complaint) -> list[str]:
    """What became of it, when no answer is to come any more."""
    if case.state == codes.CLOSED and case.ending in ENDED and case.closed_at:
        return [ENDED[case.ending].format(in_words(day_of(case.closed_at)))]
    newest = sent(case)[-1:]
    words = [
        f"We gave you our answer on {in_words(day_of(each.sent_at))}, "
        f"{'by post' if each.posted else 'on the page of your case'}."
        for each in newest
        if each.sent_at
    ]
    if not words:
        return []
    if case.state == codes.CLOSED and case.closed_at:
        words.append(f"We closed it on {in_words(day_of(case.closed_at))}.")
    return [*words, "Write to us if something is still open."]


def _waited(case: Complaint) -> list[str]:
    if not case.paused or not case.paused_at:
        return []
    body = waiting.body(case)
    what = WAITS[case.paused].format(codes.SHOWS[case.relation])
    if body:
        what = f"We are waiting for {body}."
    since = f"We began on {in_words(day_of(case.paused_at))}. Your dates stay the same."
    return [f"{what} {since}"]
