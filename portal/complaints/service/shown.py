"""The days of a case, for whoever has to show that they were kept: no name and no word of it."""

from collections.abc import Iterator
from datetime import date, datetime

from sqlalchemy import select

from portal.complaints.models import Complaint, codes
from portal.complaints.service import answering, dates, filing
from portal.complaints.service.clocks import ACKNOWLEDGE, ANSWER, Clock, State, clocks, day_of
from portal.complaints.service.ending import SETTLED
from portal.complaints.service.proof import answer_days
from portal.core.clock import in_words, today
from portal.core.panels import Place
from portal.extensions import db
from portal.register.notice import versions

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
        told += [*_first_time(case, case.reopened_at), ("Opened again", in_words(case.reopened_at))]
    # Whoever opens a case again has it in hand: nothing is acknowledged a second time.
    names = {ANSWER: NAMES[ANSWER]} if case.reopened_at else NAMES
    running = [clock for clock in dates.clocks_of(case) if clock.name in names]
    told += [(names[clock.name], _told(case, clock)) for clock in running]
    return [
        *told,
        ("Closed", in_words(case.closed_at) if case.closed_at else "Not yet"),
        ("Privacy notice", _applied(case)),
    ]


def _applied(case: Complaint) -> Place:
    """The privacy notice that applied when it came: the first, for what came before any."""
    number = case.notice_version
    version = versions().find(number)
    is_later = version is not None and version.effective > case.received_on
    words = "applies: it came before the first one" if is_later else "applied when it came"
    return Place(f"{VERSIONS}/{number}", f"Version {number} {words}", "")


def _first_time(case: Complaint, again: datetime) -> Iterator[tuple[str, str]]:
    """What was done by when, and how it ended, before it was opened again: that stays as it was."""
    happened = filing.events(case)
    again = next((each.at for each in happened if each.event == "reopened"), again)
    before = [each for each in happened if each.at <= again]
    ended = next((each for each in before if each.event == "closed"), None)
    later = [date.fromisoformat(each.detail) for each in before if each.event == "extended"]
    answered = next((each.sent_at for each in answering.sent(case) if each.sent_at), None)
    told = case.acknowledged_at
    first = clocks(
        case.kind,
        case.received_on,
        today=today(),
        acknowledged=day_of(told) if told and told <= again else None,
        answered=day_of(answered) if answered and answered <= again else None,
        extended_to=max(later, default=None),
        stopped=day_of(ended.at) if ended else None,
    )
    at_once = ended is not None and ended.detail == SETTLED
    for clock in first:
        yield f"{NAMES[clock.name]}, the first time", _said(clock, case.kind, at_once=at_once)
    if ended:
        yield "Ended the first time", f"{in_words(ended.at)}: {codes.ENDINGS[ended.detail]}"


def has_no_day(case: Complaint) -> bool:
    """Whether it was settled at once, so that no law sets a day to acknowledge or to answer it."""
    return case.ending == SETTLED and case.kind == codes.CARE


def _told(case: Complaint, clock: Clock) -> str:
    said = _said(clock, case.kind, at_once=case.ending == SETTLED)
    more = answer_days(case) if clock.name == ANSWER and not has_no_day(case) else ()
    return "\n".join((said, *more))


def _said(clock: Clock, kind: str, *, at_once: bool) -> str:
    """How a clock ended or stands, and which day it is of."""
    due, met = in_words(clock.due), in_words(clock.met_on) if clock.met_on else ""
    if at_once and kind == codes.CARE:
        return f"{met or AT_ONCE}. {NO_DAY}"
    told = {
        State.MET: f"{met}, in time",
        State.MET_LATE: f"{met}, late",
        State.OVERDUE: "Not yet, and overdue",
        State.STOPPED: AT_ONCE if at_once else _never(clock),
    }.get(clock.state, "Not yet")
    return f"{told}. The last day is {due} ({clock.basis})"


def _never(clock: Clock) -> str:
    """When it was closed without this: a day that was over by then was missed."""
    closed = in_words(clock.stopped_on) if clock.stopped_on else ""
    return f"Never: it was closed on {closed}, {'after' if clock.is_missed else 'by'} its last day"
