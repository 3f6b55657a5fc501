"""What was done in a case, in the words of the page that the person who complained reads."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import zip_longest

from portal.complaints.models import Complaint, ComplaintEvent, codes
from portal.core.clock import in_words
from portal.records.models import Disclosure
from portal.records.service.sharing import GROUNDS, allows

# What was written stands in full further up the page.
SAID = frozenset({"message", "reply", "call"})
MEANINGS = {
    "talked": codes.OFFERS,
    "reach": codes.REACHED,
    "consent": codes.CONSENTS,
    "shared": GROUNDS,
    "answered": codes.OUTCOMES,
    "closed": codes.ENDINGS,
}
# In our voice, where the word of the file is one for staff.
OURS = {
    "talked": "We noted what became of our offer to talk",
    "planned": "We gave you a day for our answer",
    "extended": "You agreed to a later day for our answer",
    "agreed": "We noted to whom your complaint may be passed",
    "withdrawn-consent": "We noted that somebody no longer agrees, and stopped there",
}
THEIRS = {"talked": "You answered our offer to talk"}
ANSWERS = {
    codes.WANTED: "yes, please",
    codes.DECLINED: "no, thank you",
    codes.TAKEN_UP: "we talked about it",
    codes.OFFERED: "no answer yet",
}
WAITS = {
    "details": "for your answer to a question",
    "other-body": "for another organisation",
}
WENT_ON = "We stopped waiting {}, and look into your complaint again"
# Each of these has one entry in the log of what we share.
PASSED_ON = ("shared", "passed", "passed-part")
THEY_ANSWER = {
    "passed": "We passed your complaint to {} on {}. They answer it",
    "passed-part": "We passed a part of your complaint to {} on {}. They answer that part",
}
AGREED = "consent"
REFUSED = "We noted that the person it is about does not agree"


@dataclass(frozen=True)
class Happened:
    """One line of what was done: when, what, and in a few words more about it."""

    at: datetime
    what: str
    more: str


@dataclass(frozen=True)
class Shared:
    """One time that something was passed on: when it was decided, and went if that is noted; to
    whom, what, and which law allowed it.
    """

    at: datetime
    went_on: date | None
    recipient: str
    what: str
    why: str


def history(
    case: Complaint, events: Sequence[ComplaintEvent], passed: Sequence[Disclosure]
) -> tuple[Happened, ...]:
    """What was done, the oldest first; `passed` is the log of what we share, the oldest first."""
    shared = iter(passed)
    told = [each for each in events if each.event in codes.TOLD and each.event not in SAID]
    waited = _waited(events)
    return tuple(_line(case, each, shared, waited.get(each.id, "")) for each in told)


def shared_with(rows: Sequence[Disclosure], events: Sequence[ComplaintEvent]) -> tuple[Shared, ...]:
    """What was passed on; each entry of the log has one event, in the same order."""
    went = [_went_on(each) for each in events if each.event in PASSED_ON]
    return tuple(
        Shared(row.shared_at, on, row.recipient, row.what, allows(row))
        for row, on in zip_longest(rows, went[: len(rows)])
    )


def _went_on(event: ComplaintEvent) -> date | None:
    return date.fromisoformat(event.detail) if event.event in THEY_ANSWER else None


def _waited(events: Sequence[ComplaintEvent]) -> dict[int, str]:
    """What we had waited for when we went on, by the event."""
    found, why = {}, ""
    for each in events:
        if each.event == "paused":
            why = each.detail
        elif each.event == "resumed":
            found[each.id] = why
    return found


def _line(
    case: Complaint, event: ComplaintEvent, shared: Iterator[Disclosure], waited: str
) -> Happened:
    if event.event in PASSED_ON:
        what, more = _gone(event, next(shared, None)), ""
    elif event.event == "consent":
        known = f"We noted {codes.SHOWS[case.relation]}"
        what, more = REFUSED if event.detail == codes.REFUSED else known, ""
    elif event.event == "paused":
        what, more = f"We began to wait {_waits(case, event.detail)}", ""
    elif event.event == "resumed":
        what, more = WENT_ON.format(_waits(case, waited)), ""
    else:
        words = {**codes.EVENTS, **OURS, **({} if event.by else THEIRS)}
        what, more = words[event.event], _more(event)
    return Happened(event.at, what, more)


def _waits(case: Complaint, why: str) -> str:
    """What we waited for; consent is in other words for each who complains for somebody else."""
    return WAITS.get(why, f"to be shown {codes.SHOWS[case.relation]}")


def _gone(event: ComplaintEvent, row: Disclosure | None) -> str:
    """To whom, and why, or that they answer it."""
    if row is None:
        return codes.EVENTS[event.event]
    if event.event != "shared":
        on = in_words(date.fromisoformat(event.detail))
        return THEY_ANSWER[event.event].format(row.recipient, on)
    if row.ground == AGREED:
        return f"We decided to share something with {row.recipient}, as was agreed"
    return f"We decided to share something with {row.recipient}, because: {allows(row)}"


def _more(event: ComplaintEvent) -> str:
    """A closed word or an ISO date, in words; nothing for what says it all by itself."""
    known = ANSWERS if event.event == "talked" else MEANINGS.get(event.event, {})
    if event.detail in known:
        return known[event.detail]
    try:
        day = in_words(date.fromisoformat(event.detail))
    except ValueError:
        return ""
    # The line begins with its day: what was noted on the same day is not said twice.
    return "" if event.event == "acknowledged" and day == in_words(event.at) else day
