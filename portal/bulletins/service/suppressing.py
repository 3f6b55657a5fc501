"""Whom bulletins are not sent to: no such mailbox, mail that comes back often, a complaint.

Known by a keyed hash of the address, which outlives the subscriber. Only the owner lifts it, by
signing up again and confirming it, or an admin who was told by the owner (B57, B58).
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import delete, func, select

import portal.staff as staff
from portal.bulletins.models import Consent, Subscriber, Suppression
from portal.bulletins.service.requests import email_index
from portal.bulletins.service.subscriptions import find_by_index, find_subscriber, leave
from portal.core.clock import LONDON, now
from portal.core.database import insert
from portal.extensions import db
from portal.outbox import Returned
from portal.outbox.incoming.reports import HARD, SOFT, standing
from portal.outbox.models import ACCEPTED, COMPLAINED, REFUSED, RETURNED, OutboxRow

KINDS = ("bulletins.issue", "bulletins.digest", "bulletins.notice_change")
GONE, OFTEN, UNWANTED = "gone", "often", "unwanted"
WHY = {
    GONE: "There is no such mailbox",
    OFTEN: "Mail came back again and again",
    UNWANTED: "A bulletin was reported as unwanted",
}
MOST_OFTEN, FEWEST_ISSUES = 5, 3
WINDOW = timedelta(days=30)
# A mail server tries for five days: a mail that has not come back by then has arrived.
ARRIVED_AFTER = timedelta(days=5)
# Refusals are looked at each minute; older ones were.
LOOK_BACK = timedelta(days=2)
# Mail has not arrived for so long: the subscription, and the address in it, serve nothing.
END_AFTER = timedelta(days=365)
LIFTED = "bulletins.written_again"
ACTIONS = {LIFTED: "Let bulletins go to an address again"}
# Why an admin lifts it: closed words, for the trail.
GROUNDS = {
    "owner": "The owner asked us to",
    "mended": "Their mail system had a fault, which is mended",
    "mistake": "We were wrong",
}


@dataclass(frozen=True)
class Standing:
    """How many addresses get no bulletins, and why."""

    gone: int = 0
    often: int = 0
    unwanted: int = 0


def is_suppressed(index: str) -> bool:
    """Whether bulletins are not sent to this mailbox."""
    known = select(Suppression.email_index).where(Suppression.email_index == index)
    return db.session.scalar(known) is not None


def standing_now() -> Standing:
    """How many there are of each kind."""
    rows = db.session.execute(select(Suppression.why, func.count()).group_by(Suppression.why))
    counted: dict[str, int] = {row[0]: row[1] for row in rows}
    return Standing(**counted)


def hear(told: Returned) -> None:
    """A mail came back, or was complained about; whoever tells commits."""
    subscriber = find_subscriber(told.subject) if told.kind in KINDS else None
    if subscriber is None or _is_settled(subscriber, told.handed_at):
        return
    if told.state == COMPLAINED:
        suppress(subscriber.email_index, UNWANTED, told.status)
        # Who calls a bulletin unwanted wants none: they leave, and their address goes at once.
        leave(subscriber.public_id)
        return
    why = _verdict(subscriber.public_id, told.status)
    if why:
        suppress(subscriber.email_index, why, told.status)


def look_at_refusals() -> int:
    """The same for mail that was refused at the door; returns how many were found."""
    rows = db.session.execute(
        select(OutboxRow.subject, OutboxRow.reply, OutboxRow.finished_at)
        .join(Subscriber, Subscriber.public_id == OutboxRow.subject)
        .join(Suppression, Suppression.email_index == Subscriber.email_index, isouter=True)
        .where(OutboxRow.finished_at > now() - LOOK_BACK, OutboxRow.state == REFUSED)
        .where(OutboxRow.kind.in_(KINDS), Suppression.email_index.is_(None))
    ).all()
    found = 0
    for public_id, reply, handed_at in rows:
        subscriber = find_subscriber(public_id)
        why = _verdict(public_id, reply)
        if subscriber and why and handed_at and not _is_settled(subscriber, handed_at):
            suppress(subscriber.email_index, why, reply)
            found += 1
    db.session.commit()
    return found


def leave_by_mail(public_id: str) -> bool:
    """Let a subscriber go who asked by mail (B27). False when there is none of that number."""
    # Nothing else may be erased by a number that stands in a mail.
    if find_subscriber(public_id) is None:
        return False
    leave(public_id)
    return True


def suppress(index: str, why: str, status: str) -> None:
    """Send no bulletins to a mailbox; the caller commits. A complaint weighs more than the rest."""
    values = {"why": why, "status": status, "since": now()}
    made = insert(Suppression).values(email_index=index, **values)
    db.session.execute(
        made.on_conflict_do_update(
            index_elements=["email_index"], set_=values, where=Suppression.why != UNWANTED
        )
    )


def lift(index: str) -> bool:
    """Send again; the caller commits. True when nothing was sent before."""
    gone = db.session.execute(
        delete(Suppression)
        .where(Suppression.email_index == index)
        .returning(Suppression.email_index)
        .execution_options(synchronize_session=False)
    )
    return bool(gone.all())


def lift_for(email: str, ground: str) -> bool:
    """Send again to an address, on an admin's word; false when nothing stood in the way.

    Raises KeyError for a ground that is not listed, ValueError when it is no address.
    """
    if ground not in GROUNDS:
        raise KeyError(ground)
    index = email_index(email)
    subscriber = find_by_index(index)
    lifted = lift(index)
    if lifted:
        staff.audit(LIFTED, subscriber.public_id if subscriber else "", ground)
    db.session.commit()
    return lifted


def lift_since(begins: date, ends: date) -> int:
    """Send again to those whose mail came back on these days; returns how many.

    For the day on which a large mail company says by mistake that none of its mailboxes exist.
    Who called a bulletin unwanted is left alone.
    """
    first = datetime.combine(begins, time(), LONDON)
    over = datetime.combine(ends + timedelta(days=1), time(), LONDON)
    gone = db.session.execute(
        delete(Suppression)
        .where(Suppression.why != UNWANTED, Suppression.since >= first, Suppression.since < over)
        .returning(Suppression.email_index)
        .execution_options(synchronize_session=False)
    ).all()
    if gone:
        staff.audit(LIFTED, "", f"mended {len(gone)}")
    db.session.commit()
    return len(gone)


def end_unreached() -> int:
    """End subscriptions that no mail has reached for a year; returns how many."""
    chosen = (
        select(Subscriber.public_id)
        .join(Suppression, Suppression.email_index == Subscriber.email_index)
        .where(Suppression.since <= now() - END_AFTER)
    )
    found = list(db.session.scalars(chosen))
    for public_id in found:
        leave(public_id)
    return len(found)


def _is_settled(subscriber: Subscriber, handed_at: datetime) -> bool:
    """Whether the owner confirmed this address after the mail went: it speaks of the past."""
    newest = select(func.max(Consent.confirmed_at)).where(
        Consent.email_index == subscriber.email_index, Consent.ended_at.is_(None)
    )
    confirmed_at = db.session.scalar(newest)
    return confirmed_at is not None and confirmed_at > handed_at


def _verdict(public_id: str, status: str) -> str:
    """What one more mail that came back with a code means for its reader; "" for nothing yet."""
    if standing(status) == HARD:
        return GONE
    return OFTEN if standing(status) == SOFT and _comes_back_often(public_id) else ""


def _comes_back_often(public_id: str) -> bool:
    rows = db.session.execute(
        select(OutboxRow.batch, OutboxRow.state, OutboxRow.reply, OutboxRow.finished_at).where(
            OutboxRow.subject == public_id,
            OutboxRow.kind.in_(KINDS),
            OutboxRow.finished_at > now() - WINDOW,
        )
    ).all()
    by_now = now() - ARRIVED_AFTER
    arrived = [row.finished_at for row in rows if row.state == ACCEPTED]
    since = max((at for at in arrived if at <= by_now), default=now() - WINDOW)
    back = [
        row.batch
        for row in rows
        if row.state in (RETURNED, REFUSED)
        and standing(row.reply) == SOFT
        and row.finished_at > since
    ]
    return len(back) >= MOST_OFTEN and len(set(back)) >= FEWEST_ISSUES
