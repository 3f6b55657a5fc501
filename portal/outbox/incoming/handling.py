"""Acts on a mail that came in: marks what came back, lets go who wants to leave, counts the rest.

A tag proves what a mail is about; who it says it is from proves nothing, and is never asked.
"""

import logging

from portal.outbox.incoming.reading import (
    COMPLAINT,
    LEAVE,
    OTHER,
    RETURNED,
    Incoming,
    read,
)
from portal.outbox.models import COMPLAINED
from portal.outbox.models import RETURNED as CAME_BACK
from portal.outbox.service import returns

# A report without a tag of ours: forged, mistyped, or of a mail of more than 30 days ago.
UNKNOWN, AGAIN, LEFT = "unknown", "again", "left"

logger = logging.getLogger(__name__)


def receive(raw: bytes, to: tuple[str, ...] = ()) -> str:
    """Act on one mail; returns what it was. Raises SQLAlchemyError when the database is away.

    Safe to do twice: a mail server that is not sure sends again.
    """
    what = _act(read(raw, to))
    returns.count(what)
    logger.info("a mail came in: %s", what)
    return what


def _act(mail: Incoming) -> str:
    if mail.kind in (RETURNED, COMPLAINT):
        row = returns.find(mail.names)
        state = CAME_BACK if mail.kind == RETURNED else COMPLAINED
        if row is None:
            return UNKNOWN
        return mail.kind if returns.note(row, state, mail.status) else AGAIN
    return _leave(mail) if mail.kind == LEAVE else mail.kind


def _leave(mail: Incoming) -> str:
    row = returns.find(mail.names)
    asked = list(mail.leaving) or ([row.subject] if row else [])
    if not asked:
        return OTHER
    left = [returns.leave(public_id) for public_id in asked]
    return LEFT if any(left) else AGAIN
