"""The clocks of one case, from what is written in it."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from portal.complaints.models import Complaint, ComplaintEvent
from portal.complaints.service.clocks import Clock, Pause, clocks, day_of
from portal.core.clock import today

PAUSED, RESUMED = "paused", "resumed"
AGAIN = "Our own promise, since it was opened again"


def clocks_of(case: Complaint, happened: Iterable[ComplaintEvent] = ()) -> tuple[Clock, ...]:
    """How each clock of a case stands today; what happened says how long it waited.

    When it was opened again its clocks count from that day: no law sets one then, so it is our
    own promise to be as quick as the first time. Whoever opened it again has it in hand.
    """
    answered = _since(case, case.answered_at)
    closed = day_of(case.closed_at) if case.closed_at else None
    running = clocks(
        case.kind,
        day_of(case.reopened_at or case.received_at),
        today=today(),
        acknowledged=_since(case, case.acknowledged_at) or _since(case, case.reopened_at),
        answered=answered,
        extended_to=case.extended_to,
        planned_for=case.planned_for,
        stopped=closed if answered is None else None,
        pauses=pauses(happened),
    )
    if case.reopened_at is None:
        return running
    return tuple(replace(clock, basis=AGAIN, by_law=False) for clock in running)


def _since(case: Complaint, moment: datetime | None) -> date | None:
    """The day of what was done, unless it was done before the case was opened again."""
    if moment is None or (case.reopened_at and moment < case.reopened_at):
        return None
    return day_of(moment)


def next_clock(case: Complaint) -> Clock | None:
    """The clock that ends first of those that run."""
    running = (clock for clock in clocks_of(case) if clock.runs)
    return min(running, key=lambda clock: clock.due, default=None)


def next_due(case: Complaint) -> date | None:
    """The day on which it ends."""
    clock = next_clock(case)
    return clock.due if clock else None


def pauses(happened: Iterable[ComplaintEvent]) -> list[Pause]:
    """The times of waiting, from events that stand with the oldest first."""
    found: list[Pause] = []
    for each in happened:
        if each.event == PAUSED:
            found.append(Pause(day_of(each.at)))
        elif each.event == RESUMED and found and found[-1].ended is None:
            found[-1] = Pause(found[-1].began, day_of(each.at))
    return found
