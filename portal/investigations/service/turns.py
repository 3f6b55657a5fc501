"""How a case stands, for the rules that say what comes next (service/ahead.py)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from portal.complaints.models import Complaint, ComplaintEntry, ComplaintEvent, codes
from portal.complaints.service import (
    answering,
    consent,
    dates,
    ending,
    filing,
    passing,
    sharing,
    unread,
    waiting,
)
from portal.complaints.service.clocks import Clock, day_of
from portal.extensions import db
from portal.investigations.service import tasks
from portal.investigations.service.tasks import Task
from portal.staff.service import acting

# What they said, or what made one of us fear for somebody; and what we did that answers for it.
ALARMED = "alarmed"
GRAVE = frozenset({"received", ALARMED})
THEIRS = GRAVE | {"message"}
CALMS = frozenset({"call", "calmed"})
WRITES = frozenset({"reply", consent.ASKED, "answered"})
# What has to be posted or said when no mail goes, and what says that it was.
TOLD = WRITES - {"answered"} | {"passed", "passed-part", "planned", "extended", "reopened"}
REACHED = frozenset({"posted", "call", "acknowledged"})
# After so many days without an answer whoever we wait for is reminded.
REMIND_AFTER = timedelta(days=14)


@dataclass(frozen=True)
class Turn:
    """A case at this moment: its clocks, its consent, its answer, and what waits in it."""

    case: Complaint
    clocks: tuple[Clock, ...]
    asked_on: date | None
    missing: list[str]
    is_begun: bool
    is_signed: bool
    is_written: bool
    unread: int
    tasks: list[Task]
    is_heard: bool
    is_alarmed: bool
    remind_on: date
    is_told_late: bool
    is_disputed: bool
    is_untold: bool
    is_passed: bool
    to_pass: str
    shared_with: str
    has_shared: bool

    @property
    def is_mine(self) -> bool:
        """Whether whoever looks is responsible for it."""
        return bool(self.case.lead) and self.case.lead == acting.who()

    @property
    def is_open(self) -> bool:
        """Whether our answer is still to come."""
        return self.case.state not in {codes.ANSWERED, codes.CLOSED}

    @property
    def answer(self) -> Clock:
        """What the answer is due by: the day we gave when that is sooner."""
        return answer_by(self.clocks)

    @property
    def awaits_consent(self) -> bool:
        """Whether nobody has told us yet what we asked for."""
        return self.is_open and self.case.consent == codes.AWAITED


def answer_by(clocks: Sequence[Clock]) -> Clock:
    """The clock of the answer that ends first: the law's, or the day we gave."""
    return min(clocks[1:], key=lambda clock: clock.due)


def turn_of(case: Complaint) -> Turn:
    """How a case stands now."""
    happened = filing.events(case)
    clocks = dates.clocks_of(case, happened)
    newest = answering.latest(case)
    writing = newest if newest is not None and newest.sent_at is None else None
    gone = sharing.passed(case)
    return Turn(
        case=case,
        clocks=clocks,
        asked_on=consent.asked_on(happened),
        missing=answering.missing(case, writing),
        is_begun=writing is not None,
        is_signed=writing is not None and writing.signed_at is not None,
        is_written=_is_written(case),
        unread=unread.count(case),
        tasks=tasks.open_in(case),
        is_heard=_is_heard(case, happened),
        is_alarmed=_is_alarmed(happened),
        remind_on=_remind_on(case, happened),
        is_told_late=_is_told(happened, answer_by(clocks)),
        is_disputed=_is_disputed(happened),
        is_untold=_is_untold(case, happened),
        is_passed=passing.is_passed(case, happened),
        to_pass=passing.to_pass(case),
        shared_with=gone[-1].recipient if gone else "",
        has_shared=waiting.might(happened),
    )


def _is_written(case: Complaint) -> bool:
    """Whether we wrote something to whom no mail reaches: it may still lie here, to be posted."""
    if not answering.goes_by_post(case):
        return False
    written = select(ComplaintEntry.id).where(
        ComplaintEntry.complaint_id == case.id, ComplaintEntry.kind == codes.REPLY
    )
    return db.session.scalar(written.limit(1)) is not None


def _is_heard(case: Complaint, happened: Sequence[ComplaintEvent]) -> bool:
    """Whether a person rang since the complaint came or one of us feared for somebody, or wrote
    when there is no phone number; and dealt with the newest message, if there is one.
    """
    ends = CALMS if case.phone_sealed else CALMS | WRITES
    return _is_since(happened, GRAVE, ends) and (
        not unread.count(case) or _is_since(happened, {"message"}, CALMS)
    )


def _is_since(
    happened: Sequence[ComplaintEvent], these: Collection[str], others: Collection[str]
) -> bool:
    """Whether one of the others came after the newest of these."""
    last = max((at for at, each in enumerate(happened) if each.event in these), default=-1)
    return any(each.event in others for each in happened[last + 1 :])


def _is_alarmed(happened: Sequence[ComplaintEvent]) -> bool:
    """Whether one of us feared for somebody after they last told us something."""
    return [each.event for each in happened if each.event in THEIRS][-1:] == [ALARMED]


def _is_told(happened: Sequence[ComplaintEvent], clock: Clock) -> bool:
    """Whether we wrote or rang since the day of the answer was over."""
    told = (each.at for each in happened if each.event in {"call", "reply"})
    return any(day_of(at) > clock.due for at in told)


def _is_disputed(happened: Sequence[ComplaintEvent]) -> bool:
    """Whether they wrote or rang since our newest answer."""
    is_sent = any(each.event == "answered" for each in happened)
    return is_sent and _is_since(happened, {"answered"}, {"message", "call"})


def _is_untold(case: Complaint, happened: Sequence[ComplaintEvent]) -> bool:
    """Whether something of ours still has to be posted or said to whom no mail reaches."""
    if not answering.goes_by_post(case):
        return False
    told = [each for each in happened if each.event in TOLD or _ends_untold(each)]
    return bool(told) and not any(
        each.event in REACHED for each in happened[happened.index(told[-1]) + 1 :]
    )


def _ends_untold(event: ComplaintEvent) -> bool:
    """What was answered had its letter, and what was settled was said."""
    return event.event == "closed" and event.detail in {ending.PASSED, ending.WITHDRAWN}


def _remind_on(case: Complaint, happened: Sequence[ComplaintEvent]) -> date:
    """The day to remind whoever we wait for: so long after we began, or last wrote or rang."""
    told = [each.at for each in happened if each.event in {"paused", "call", "reply", "asked"}]
    return day_of(max(told, default=case.received_at)) + REMIND_AFTER
