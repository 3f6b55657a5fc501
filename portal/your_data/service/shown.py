"""The days of a request, for whoever has to show that they were kept: no name and no word of it."""

from dataclasses import dataclass
from datetime import date, datetime

from portal.core.clock import LONDON, in_words, today
from portal.staff.service import trail
from portal.your_data.models import OUTCOMES, DataRequest
from portal.your_data.service.answering import EXTENDED_ACT, LONGER
from portal.your_data.service.requests import find_request


@dataclass(frozen=True)
class Extension:
    """That a request was given two months more: when, why, and by whom."""

    at: datetime
    why: str
    who: str


def extension_of(request: DataRequest) -> Extension | None:
    """When and why it was extended, which the trail knows; None when it was not, or that is cut."""
    done = trail.acts([request.public_id], EXTENDED_ACT) if request.extended_to else []
    return Extension(done[-1].at, LONGER[done[-1].detail], done[-1].who) if done else None


def days_of(public_id: str) -> list[tuple[str, str]]:
    """What was done by when, and by when it had to be; nothing when it is no request."""
    request = find_request(public_id)
    if request is None:
        return []
    told = [("Came", in_words(request.asked_at)), ("First last day", in_words(request.due_on))]
    if request.extended_to:
        told.append(("Two months more", _longer(request)))
    return [
        *told,
        ("Answered", _answered(request)),
        ("Privacy notice", f"Version {request.notice_version} applied when it came"),
    ]


def _longer(request: DataRequest) -> str:
    found = extension_of(request)
    until = in_words(request.answer_by)
    if found is None:
        return f"Until {until}"
    return f"Given on {in_words(found.at)}, by {found.who}: {found.why}. The last day is {until}"


def _answered(request: DataRequest) -> str:
    on = _day(request.answered_at) if request.answered_at else None
    late = (on or today()) > request.answer_by
    if on is None:
        return "Not yet, and overdue" if late else "Not yet"
    outcome = OUTCOMES.get(request.outcome, request.outcome)
    return f"{in_words(on)}, {'late' if late else 'in time'}: {outcome}"


def _day(moment: datetime) -> date:
    return moment.astimezone(LONDON).date()
