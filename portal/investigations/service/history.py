"""What happened to a case, in the words of the desk: the person reads it in others."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from portal.complaints.models import ComplaintEvent, codes
from portal.complaints.service.history import MEANINGS
from portal.core.clock import in_words
from portal.records.service.paper import EARLY
from portal.staff.service.acting import OPERATOR

WORDS = {
    "received": "Took the complaint",
    "acknowledged": "Acknowledged it",
    "assigned": "Made somebody responsible",
    "talked": "Noted what came of the offer to talk",
    "planned": "Set the day for the answer",
    "extended": "Noted that a later day was agreed",
    "paused": "Began to wait",
    "resumed": "Stopped waiting",
    "asked": "Asked who complains to show us that we may tell them",
    "consent": "Recorded whether they agree, or may be spoken for",
    "agreed": "Recorded a consent to pass something on",
    "withdrawn-consent": "Noted that a consent is withdrawn",
    "shared": "Decided to share something",
    "passed": "Passed it on, to be answered there; it went on",
    "passed-part": "Passed a part of it on, to be answered there; it went on",
    "message": "Wrote to us",
    "reply": "Wrote to who complains",
    "reach": "Noted where we write to them",
    "note": "Made a note",
    "read": "Dealt with the messages",
    "call": "Noted what was said",
    "posted": "Noted that it was posted, or said",
    "alarmed": "Noted that it is urgent: somebody may be in danger",
    "calmed": "Noted that it is not urgent, or not any more",
    "other": "Noted something about another person",
    "task": "Noted something to do",
    "task-given": "Said who does a task",
    "task-done": "Did a task",
    "task-dropped": "Noted that a task is not needed",
    "filed": "Filed it for the counts",
    "drafted": "Worked on the answer",
    "signed": "Signed the answer",
    "answered": "Sent the answer",
    "closed": "Closed it",
    "reopened": "Opened it again",
    "ombudsman": "Noted that it went to the Ombudsman",
    "learned": "Noted what changes because of it",
    "restricted": "Restricted it to named people",
    "unrestricted": "Opened it to all investigators",
    "named": "Let somebody see it",
    "unnamed": "Let somebody see it no more",
    "conflict": "Declared a conflict of interest",
    "paper-listed": "Listed the paper of it",
    "paper-moved": "Noted where the paper of it lies now",
    "paper-shredded": "Noted that the paper of it is shredded, or gone",
    "secret": "Made a new code for who complains",
    "reminded": "Staff were reminded",
    "escalated": "Staff were told that it is due or late",
}
DETAILS = {**MEANINGS, "filed": codes.SUBJECTS, "received": codes.CHANNELS, "paper-shredded": EARLY}
BY_THEM = frozenset({"message", "talked"})


@dataclass(frozen=True)
class Happened:
    """One thing that was done."""

    at: datetime
    who: str
    what: str
    more: str


def of(events: Iterable[ComplaintEvent], names: dict[str, str]) -> list[Happened]:
    """What happened, the newest first."""
    listed = [
        Happened(
            at=each.at,
            who=_who(each, names),
            what=WORDS.get(each.event, codes.EVENTS.get(each.event, each.event)),
            more=_more(each, names),
        )
        for each in events
    ]
    return listed[::-1]


def _who(event: ComplaintEvent, names: dict[str, str]) -> str:
    if event.by == OPERATOR:
        return "Somebody at the server"
    if event.by:
        return names.get(event.by, "Somebody who left")
    return "The person who complained" if event.event in BY_THEM else "The portal"


def _more(event: ComplaintEvent, names: dict[str, str]) -> str:
    """A member of staff, a closed word or a day, in words."""
    if event.detail in names:
        return names[event.detail]
    known = DETAILS.get(event.event, {})
    if event.detail in known:
        return known[event.detail]
    try:
        return in_words(date.fromisoformat(event.detail))
    except ValueError:
        return ""
