"""The clocks of one case, from what is written in it."""

from collections.abc import Iterable
from datetime import date

from portal.complaints.models import Complaint, ComplaintEvent
from portal.complaints.service.clocks import Clock, Pause, clocks, day_of
from portal.core.clock import today

PAUSED, RESUMED = "paused", "resumed"


def clocks_of(case: Complaint, happened: Iterable[ComplaintEvent] = ()) -> tuple[Clock, ...]:
    """How each clock of a case stands today; what happened says how long it waited."""
    answered = day_of(case.answered_at) if case.answered_at else None
    closed = day_of(case.closed_at) if case.closed_at else None
    return clocks(
        case.kind,
        case.received_on,
        today=today(),
        acknowledged=day_of(case.acknowledged_at) if case.acknowledged_at else None,
        answered=answered,
        extended_to=case.extended_to,
        planned_for=case.planned_for,
        stopped=closed if answered is None else None,
        pauses=pauses(happened),
    )


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
