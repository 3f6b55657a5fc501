"""The clocks of a complaint: by which day what is done. Dates in, dates out; it asks no clock.

Every date is a day in England (``day_of`` makes one of a moment). Two clocks run for each kind:
one to acknowledge and one to answer. Those of care and of information are the law's, with two
exceptions that are called ours; those of the website and of a decision of the desk are ours.

Waiting for evidence of consent stops no clock. The regulations of 2009 let neither the three
working days nor the six months pause, so a pause is counted and shown but moves no date. A later
answer has to be agreed before its day is over (RULES R17).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from portal.complaints.models import codes
from portal.core.clock import LONDON, months_after
from portal.core.working_days import add_working_days, next_working_day, working_days_before

ACKNOWLEDGE, ANSWER, PLAN = "acknowledge", "answer", "plan"
LABELS = {
    ACKNOWLEDGE: "Acknowledge it",
    ANSWER: "Answer it",
    PLAN: "Answer it by the day we gave",
}
ONE_DAY = timedelta(days=1)
ACKNOWLEDGE_WORKING_DAYS = 3
ACKNOWLEDGE_DATA_DAYS = 30
ANSWER_MONTHS = 6
# Ours: the law says "without undue delay" (RULES R9) and names no number.
ANSWER_DATA_MONTHS = 3
# Ours: no law sets a day for a complaint about a website, or about a decision to hide or to block.
ANSWER_WORKING_DAYS = 20
LATE_MONTHS = 12
APRIL = 4


class State(StrEnum):
    """How a clock stands, in the words that people see."""

    MET = "met"
    MET_LATE = "met late"
    DUE = "due"
    DUE_SOON = "due soon"
    OVERDUE = "overdue"
    STOPPED = "stopped"


@dataclass(frozen=True)
class Pause:
    """A time of waiting for evidence of consent; the day on which it ended is not waited."""

    began: date
    ended: date | None = None


@dataclass(frozen=True)
class Clock:
    """One thing to do, by when, and how it stands on the day it was asked about."""

    name: str  # ACKNOWLEDGE, ANSWER or PLAN
    label: str
    basis: str
    by_law: bool
    due: date
    met_on: date | None
    state: State
    remind_on: tuple[date, ...]
    escalate_on: tuple[date, ...]
    paused_days: int = 0  # calendar days waited for consent so far; they move no date
    stopped_on: date | None = None  # the day from which it was not to be done any more

    @property
    def is_missed(self) -> bool:
        """Whether its day went by, and it was never done."""
        return self.stopped_on is not None and self.met_on is None and self.stopped_on > self.due

    @property
    def runs(self) -> bool:
        """Whether it is still to be met."""
        return self.state in {State.DUE, State.DUE_SOON, State.OVERDUE}

    @property
    def remind_from(self) -> date:
        """The day of the first reminder to staff; from then on it is due soon."""
        return self.remind_on[0]

    def reminder(self, today: date) -> date | None:
        """The newest reminder that has come by now; None when none has, or nothing is to be done.

        A reminder is told apart by its date, so that one that was sent is not sent again.
        """
        return _newest(self.remind_on, today) if self.runs else None

    def escalation(self, today: date) -> date | None:
        """The newest escalation that has come by now, in the same way."""
        return _newest(self.escalate_on, today) if self.runs else None


@dataclass(frozen=True)
class _Rule:
    """How one clock of a kind is set, and how many working days before its end staff are told."""

    name: str
    due: Callable[[date], date]
    basis: str
    by_law: bool
    remind: tuple[int, ...]

    def clock(self, due: date, met_on: date | None, stopped: date | None, today: date) -> Clock:
        remind_on = tuple(working_days_before(due, count) for count in self.remind)
        # Somebody hears of it while there is still a working day to acknowledge it on.
        warn_on = (working_days_before(due, 0),) if self.name == ACKNOWLEDGE else ()
        return Clock(
            name=self.name,
            label=LABELS[self.name],
            basis=self.basis,
            by_law=self.by_law,
            due=due,
            met_on=met_on,
            state=_state(due, met_on, stopped, remind_on[0], today),
            remind_on=remind_on,
            escalate_on=(*warn_on, due + ONE_DAY),
            stopped_on=stopped,
        )


def day_of(moment: datetime) -> date:
    """The day in England on which a moment lies: what arrives at 23:30 UTC in July is tomorrow's.

    Raises ValueError when the moment has no time zone.
    """
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return moment.astimezone(LONDON).date()


def acknowledge_by(received: date, kind: str = codes.CARE) -> date:
    """The last day to acknowledge a complaint.

    Care (RULES R11): not later than 3 working days after the day it was received, and the website
    and decisions alike, as our own promise. Information (RULES R8): 30 days, of which the day it
    was received is the first; weekends and holidays move nothing. Raises ValueError for a kind
    that there is not.
    """
    return _rules(kind)[0].due(received)


def answer_by(received: date, kind: str = codes.CARE) -> date:
    """The last day to answer a complaint, as long as nothing later was agreed.

    Care (RULES R17): 6 months commencing on the day it was received. Information: 3 months, our own
    target (RULES R9). The website and decisions: 20 working days, our own promise. Raises
    ValueError for a kind that there is not.
    """
    return _rules(kind)[1].due(received)


def may_extend(due: date, today: date) -> bool:
    """Whether a later day may still be agreed: the last day itself is in time (RULES R17)."""
    return today <= due


def settled_in_time(received: date, settled: date) -> bool:
    """Whether an oral complaint was settled by the end of the next working day (RULES R15)."""
    return received <= settled <= next_working_day(received)


def is_late(happened: date, known: date | None, made: date) -> bool:
    """Whether a complaint comes more than 12 months after the event, or after learning of it.

    It is asked for a reason then, and taken all the same (RULES R13).
    """
    return made > months_after(max(happened, known or happened), LATE_MONTHS)


def clocks(
    kind: str,
    received: date,
    *,
    today: date,
    acknowledged: date | None = None,
    answered: date | None = None,
    extended_to: date | None = None,
    planned_for: date | None = None,
    stopped: date | None = None,
    pauses: Sequence[Pause] = (),
) -> tuple[Clock, ...]:
    """The clock to acknowledge and the one to answer, as they stand today; then the plan's, if any.

    An answer acknowledges too when nothing did before. ``extended_to`` is what was agreed in time;
    an earlier day than the law's changes nothing. ``planned_for`` is the day that we gave the
    person (RULES R12); it runs beside the law's. ``stopped`` is when a complaint was withdrawn, or
    settled so that no answer is due. Raises ValueError for a kind that there is not.
    """
    acknowledge, answer = _rules(kind)
    due = max(answer.due(received), extended_to or received)
    known_on = min((day for day in (acknowledged, answered) if day), default=None)
    waited = _days_paused(pauses, min(answered or today, stopped or today, today))
    running = (
        acknowledge.clock(acknowledge.due(received), known_on, stopped, today),
        replace(answer.clock(due, answered, stopped, today), paused_days=waited),
    )
    if planned_for is None:
        return running
    return *running, _PLAN.clock(planned_for, answered, stopped, today)


def reporting_year(day: date) -> int:
    """The year of the yearly report (RULES R19), named by the year in which it ends: 31 March."""
    return day.year + 1 if day.month >= APRIL else day.year


def year_bounds(year: int) -> tuple[date, date]:
    """The first and the last day of a reporting year: 1 April, and 31 March of the year it is
    named by.
    """
    return date(year - 1, APRIL, 1), date(year, APRIL, 1) - ONE_DAY


def _months_commencing(months: int) -> Callable[[date], date]:
    """A period of months whose first day is the day received.

    It ends on the day before the same day of the last month (15 January: 14 July). When that
    month has no such day, it ends with the month (31 August: 28 February): so courts count months
    (Dodds v Walker, 1981).
    """

    def end(received: date) -> date:
        same_day = months_after(received, months)
        return same_day if same_day.day < received.day else same_day - ONE_DAY

    return end


def _working_days(count: int) -> Callable[[date], date]:
    return lambda received: add_working_days(received, count)


def _data_days(received: date) -> date:
    return received + (ACKNOWLEDGE_DATA_DAYS - 1) * ONE_DAY


REGULATIONS = "the NHS complaints regulations of 2009"
DATA_ACT = "the Data Protection Act 2018, section 164A"
DATA_TARGET = "Our own target; the law says without undue delay"
OURS = "Our own promise"
_OWN = (
    _Rule(ACKNOWLEDGE, _working_days(ACKNOWLEDGE_WORKING_DAYS), OURS, False, (1,)),
    _Rule(ANSWER, _working_days(ANSWER_WORKING_DAYS), OURS, False, (5, 1)),
)
# Set by agreement, not counted: the day is the one that is given.
_PLAN = _Rule(PLAN, lambda day: day, "What we told the person", False, (5, 1))
_RULES = {
    codes.CARE: (
        _Rule(ACKNOWLEDGE, _working_days(ACKNOWLEDGE_WORKING_DAYS), REGULATIONS, True, (1,)),
        _Rule(ANSWER, _months_commencing(ANSWER_MONTHS), REGULATIONS, True, (20, 5)),
    ),
    codes.INFORMATION: (
        _Rule(ACKNOWLEDGE, _data_days, DATA_ACT, True, (5, 1)),
        _Rule(ANSWER, _months_commencing(ANSWER_DATA_MONTHS), DATA_TARGET, False, (20, 5)),
    ),
    codes.WEBSITE: _OWN,
    codes.DECISION: _OWN,
}
KINDS = tuple(_RULES)


def _rules(kind: str) -> tuple[_Rule, _Rule]:
    if kind not in _RULES:
        raise ValueError("there is no such kind of complaint")
    return _RULES[kind]


def _state(
    due: date, met_on: date | None, stopped: date | None, soon_from: date, today: date
) -> State:
    if met_on:
        return State.MET if met_on <= due else State.MET_LATE
    if stopped:
        return State.STOPPED
    if today > due:
        return State.OVERDUE
    return State.DUE_SOON if today >= soon_from else State.DUE


def _newest(days: tuple[date, ...], today: date) -> date | None:
    return max((day for day in days if day <= today), default=None)


def _days_paused(pauses: Sequence[Pause], last: date) -> int:
    """Calendar days until the last one, each counted once however many pauses it lies in."""
    days, counted = 0, date.min
    for pause in sorted(pauses, key=lambda each: each.began):
        start, end = max(pause.began, counted), min(pause.ended or last, last)
        if start < end:
            days, counted = days + (end - start).days, end
    return days
