"""The order of the queue: urgent ones, then answers that are overdue, then the rest."""

from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, not_, select, true, tuple_

from portal.core.clock import now
from portal.extensions import db
from portal.feedback.models import ANSWER_WITHIN, FLAGGED, ORDINARY, URGENT, Feedback

# As the index of each state has it: what looks like a program last, then the newest. Without a
# state, as they came: the newest first.
PLACE = (Feedback.priority, Feedback.received_at, Feedback.id)


def late() -> ColumnElement[bool]:
    """Whether somebody waits for an answer for longer than we said."""
    before = now() - ANSWER_WITHIN - timedelta(days=1)
    return and_(
        Feedback.wants_reply.is_(True),
        Feedback.first_answered_at.is_(None),
        Feedback.received_at < before,
    )


def in_order(chosen: Select[Any], *, by_state: bool, after: str, size: int) -> list[Any]:
    """What comes behind the message with the public id `after`, or from the beginning when that is
    unknown: a page costs the same wherever it is.
    """
    place = PLACE if by_state else (Feedback.id,)
    parts = _parts() if by_state else [true()]
    here = select(*place).where(Feedback.public_id == after)
    lasts = [db.session.execute(here.where(part)).first() if after else None for part in parts]
    begin = next((number for number, last in enumerate(lasts) if last is not None), 0)
    found: list[Any] = []
    for part, last in list(zip(parts, lasts, strict=True))[begin:]:
        rows = chosen.where(part).order_by(*(column.desc() for column in place))
        if last is not None:
            rows = rows.where(tuple_(*place) < tuple_(*last))
        found += db.session.scalars(rows.limit(size - len(found)))
        if len(found) == size:
            break
    return found


def _parts() -> list[ColumnElement[bool]]:
    """The parts of the queue: each message is in one of them."""
    overdue = late()
    return [
        Feedback.priority == URGENT,
        and_(Feedback.priority.in_((FLAGGED, ORDINARY)), overdue),
        and_(Feedback.priority < URGENT, not_(overdue)),
    ]
