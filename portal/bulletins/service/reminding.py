"""Who has not confirmed is reminded once (B18)."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal.bulletins.models import SIGN_UP, BulletinRequest
from portal.core.clock import now
from portal.extensions import db
from portal.outbox import post

REMIND_AFTER = timedelta(hours=24)
# A reminder that comes days late, after the worker was away, would only puzzle.
REMIND_BEFORE = timedelta(hours=72)
REMINDED_AT_ONCE = 500


def remind() -> int:
    """Post one reminder for each sign-up that waited a day; returns how many."""
    waiting = db.session.scalars(
        select(BulletinRequest)
        .where(BulletinRequest.purpose == SIGN_UP)
        .where(BulletinRequest.confirmed_at.is_(None), BulletinRequest.reminded_at.is_(None))
        .where(BulletinRequest.requested_at <= now() - REMIND_AFTER)
        .where(BulletinRequest.requested_at > now() - REMIND_BEFORE)
        .limit(REMINDED_AT_ONCE)
    ).all()
    for request in waiting:
        request.reminded_at = now()
        post("bulletins.confirm", request.public_id, batch="reminder")
    try:
        db.session.commit()
    except IntegrityError:
        db.session.rollback()  # another worker was faster
        return 0
    return len(waiting)
