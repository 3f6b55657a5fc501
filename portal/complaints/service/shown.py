"""The days of a case, for whoever has to show that they were kept: no name and no word of it."""

from sqlalchemy import select

from portal.complaints.models import Complaint, codes
from portal.complaints.service import dates
from portal.complaints.service.clocks import ACKNOWLEDGE, ANSWER, Clock, State, day_of
from portal.complaints.service.ending import SETTLED
from portal.complaints.service.proof import answer_days
from portal.core.clock import in_words
from portal.core.panels import Place
from portal.extensions import db

VERSIONS = "/your-information/versions"
# RULES R15: no law counts the days of care then; other kinds keep their last day.
AT_ONCE = "Settled at once, by the end of the next working day"
NO_DAY = "The law sets no day for it then"
NAMES = {ACKNOWLEDGE: "Acknowledged", ANSWER: "Answered"}


def days_of(public_id: str) -> list[tuple[str, str | Place]]:
    """What was done by when, and by when it had to be; nothing when it is no complaint."""
    case = db.session.scalar(select(Complaint).where(Complaint.public_id == public_id))
    if case is None:
        return []
    told: list[tuple[str, str | Place]] = [("Came", in_words(case.received_on))]
    if case.reopened_at:
        first = case.acknowledged_at
        told += [("First acknowledged", in_words(day_of(first)) if first else "Never")]
        told += [("Opened again", in_words(case.reopened_at))]
    clocks = [clock for clock in dates.clocks_of(case) if clock.name in NAMES]
    told += [(NAMES[clock.name], _told(case, clock)) for clock in clocks]
    applied = f"Version {case.notice_version} applied when it came"
    return [
        *told,
        ("Closed", in_words(case.closed_at) if case.closed_at else "Not yet"),
        ("Privacy notice", Place(f"{VERSIONS}/{case.notice_version}", applied, "")),
    ]


def has_no_day(case: Complaint) -> bool:
    """Whether it was settled at once, so that no law sets a day to acknowledge or to answer it."""
    return case.ending == SETTLED and case.kind == codes.CARE


def _told(case: Complaint, clock: Clock) -> str:
    due, met = in_words(clock.due), in_words(clock.met_on) if clock.met_on else ""
    if has_no_day(case):
        return f"{met or AT_ONCE}. {NO_DAY}"
    told = {
        State.MET: f"{met}, in time",
        State.MET_LATE: f"{met}, late",
        State.OVERDUE: "Not yet, and overdue",
        State.STOPPED: AT_ONCE if case.ending == SETTLED else _never(clock),
    }.get(clock.state, "Not yet")
    more = answer_days(case) if clock.name == ANSWER else ()
    return "\n".join((f"{told}. The last day is {due} ({clock.basis})", *more))


def _never(clock: Clock) -> str:
    """When it was closed without this: a day that was over by then was missed."""
    closed = in_words(clock.stopped_on) if clock.stopped_on else ""
    return f"Never: it was closed on {closed}, {'after' if clock.is_missed else 'by'} its last day"
