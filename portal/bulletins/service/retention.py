"""What is old is erased, and who has not confirmed is reminded once (B18, B61)."""

from datetime import timedelta

from sqlalchemy import and_, delete, or_, select
from sqlalchemy.exc import IntegrityError

from portal.bulletins.models import MANAGE, MOVED, SIGN_UP, BulletinRequest, Consent, NotMe
from portal.core import ratelimit, tokens
from portal.core.clock import now
from portal.core.crypto import forget
from portal.extensions import db
from portal.outbox import post

REQUEST_LIFE = timedelta(days=14)
SHORT_LIFE = timedelta(days=2)
REMIND_AFTER = timedelta(hours=24)
# A reminder that comes days late, after the worker was away, would only puzzle.
REMIND_BEFORE = timedelta(hours=72)
CONSENT_LIFE = timedelta(days=6 * 365 + 2)
REMINDED_AT_ONCE = 500


def erase_old_requests() -> int:
    """Erase requests that are over, with their keys; returns how many."""
    short = BulletinRequest.purpose.in_((MANAGE, MOVED))
    over = or_(
        BulletinRequest.requested_at < now() - REQUEST_LIFE,
        and_(short, BulletinRequest.requested_at < now() - SHORT_LIFE),
    )
    erased = db.session.scalars(
        delete(BulletinRequest).where(over).returning(BulletinRequest.public_id)
    ).all()
    db.session.commit()
    forget(erased)
    return len(erased)


def erase_old_marks() -> int:
    """Erase "it was not me" marks after 30 days, and consents 6 years after they ended."""
    marks = db.session.execute(
        delete(NotMe).where(NotMe.until < now()).returning(NotMe.email_index)
    ).all()
    consents = db.session.execute(
        delete(Consent).where(Consent.ended_at < now() - CONSENT_LIFE).returning(Consent.id)
    ).all()
    db.session.commit()
    return len(marks) + len(consents)


def erase_old_links() -> int:
    """Erase links 7 days after their end, and limits that are over."""
    erased = tokens.forget_old() + ratelimit.forget_expired()
    db.session.commit()
    return erased


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
