"""Keying in a complaint that came another way: the same case, and a number for its paper."""

from datetime import datetime, time

from portal.complaints.models import Complaint
from portal.complaints.service import filing, papers, taking
from portal.complaints.service.taking import Answers
from portal.core.clock import LONDON
from portal.extensions import db

# What is keyed in without a time is kept as if it had come at noon, and shown without a time.
NOON = time(12)


def key_in(
    answers: Answers, *, stamp: str, channel: str, received_at: datetime, place: str, by: str
) -> str:
    """Keep the complaint and list its paper, if it has any; returns the public id of the case.

    The same page, sent again, is the same case and the same paper.
    """
    taken = taking.take(
        answers, stamp=stamp, channel=channel, received_at=received_at, entered_by=by
    )
    case = filing.find(taken.public_id)
    if place and case is not None and not case.paper:
        papers.keep(case, place, by)
        db.session.commit()
    return taken.public_id


def is_timed(case: Complaint) -> bool:
    """Whether anybody noted the time at which it came."""
    at = case.received_at.astimezone(LONDON).time()
    return not case.entered_by or at != NOON
