"""A bulletin that many mailboxes send back, or call unwanted, stops by itself (B59).

It stops once. A person then finds out why; if they let it go on, they have seen the figures.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

import portal.outbox as outbox
import portal.staff as staff
from portal.bulletins.models import BulletinSend
from portal.bulletins.service.sending import DIGEST, ISSUE, NAME_LENGTH, find_send
from portal.bulletins.service.suppressing import GONE, UNWANTED
from portal.core.clock import now
from portal.extensions import db
from portal.outbox import Returned
from portal.outbox.incoming.reports import HARD, standing
from portal.outbox.models import COMPLAINED, REFUSED, RETURNED, STOPPED, TAKEN, OutboxRow

# Before that many, one mailbox could stop a bulletin.
ENOUGH = 200
# More than 5 in 100 came back for good; more than 3 in 1,000 complained.
MOST_GONE_PERCENT, MOST_UNWANTED_PER_MILLE = 5, 3
# A mail that is tried for five days is over by then.
UNDER_WAY = timedelta(days=6)
STOPPED_ITSELF = "bulletins.stopped_itself"
ACTIONS = {STOPPED_ITSELF: "A bulletin stopped by itself"}
REASON = "came back"
WORDS = {
    GONE: "more than 5 in 100 mails came back, since there is no such address",
    UNWANTED: "more than 3 in 1,000 readers reported it as unwanted",
}


def hear(told: Returned) -> None:
    """A mail of a bulletin came back: look at the others at once."""
    if told.kind in (ISSUE, DIGEST):
        look(told.batch)


def look_at_all() -> int:
    """Look at every bulletin that is under way; returns how many stopped."""
    young = BulletinSend.frozen_at > now() - UNDER_WAY
    chosen = select(BulletinSend.slug).where(young, BulletinSend.paused_at.is_(None))
    return sum(look(slug) for slug in db.session.scalars(chosen).all())


def look(slug: str) -> bool:
    """Stop one bulletin if too many came back; true when it did."""
    sent = find_send(slug)
    why = "" if sent is None or sent.paused_at else too_many(_ended(slug))
    if sent is None or not why or not _has_more(slug):
        return False
    sent.paused_at, sent.paused_why = now(), why
    # A digest is called weekly:2026-W47, and the trail has no colon in a name.
    staff.audit(STOPPED_ITSELF, slug.replace(":", ".")[:NAME_LENGTH], why)
    outbox.stop(slug, REASON)
    return True


def too_many(ended: Iterable[tuple[str, str, int]]) -> str:
    """Why a bulletin has to stop; "" when it may go on. ``ended``: state, code, and how many."""
    counted: Counter[str] = Counter()
    for state, reply, number in ended:
        counted["tried"] += number
        counted["taken"] += number * (state in TAKEN)
        counted[UNWANTED] += number * (state == COMPLAINED)
        counted[GONE] += number * (state in (RETURNED, REFUSED) and standing(reply) == HARD)
    if counted["tried"] < ENOUGH:
        return ""
    if counted[GONE] * 100 > MOST_GONE_PERCENT * counted["tried"]:
        return GONE
    is_unwanted = counted[UNWANTED] * 1000 > MOST_UNWANTED_PER_MILLE * counted["taken"]
    return UNWANTED if is_unwanted else ""


def stopped_by_themselves() -> tuple[int, datetime | None]:
    """How many bulletins wait for a person since they stopped, and since when."""
    held = select(OutboxRow.batch).where(OutboxRow.state == STOPPED)
    found: Any = db.session.execute(
        select(func.count(), func.min(BulletinSend.paused_at)).where(
            BulletinSend.paused_at.is_not(None), BulletinSend.slug.in_(held)
        )
    ).one()
    return int(found[0]), found[1]


def _ended(slug: str) -> list[tuple[str, str, int]]:
    ended = (*TAKEN, REFUSED)
    rows = db.session.execute(
        select(OutboxRow.state, OutboxRow.reply, func.count())
        .where(OutboxRow.kind.in_((ISSUE, DIGEST)), OutboxRow.batch == slug)
        .where(OutboxRow.state.in_(ended))
        .group_by(OutboxRow.state, OutboxRow.reply)
    )
    return [(state, reply, number) for state, reply, number in rows]


def _has_more(slug: str) -> bool:
    open_now = outbox.counts(batch=slug)
    return any(open_now[state] for state in ("due", "deferred", "claimed"))
