"""A subscriber's own choices: topics, how often, pausing, a new address, and leaving."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from portal.bulletins.models import ADDRESS, MOVED, BulletinRequest, Consent, Subscriber
from portal.bulletins.service.requests import (
    TooManyError,
    email_index,
    erase_requests,
    notice_now,
    refile,
)
from portal.bulletins.service.topics import PAUSE, WORDING
from portal.core import ratelimit, tokens
from portal.core.clock import now
from portal.core.columns import new_public_id
from portal.core.crypto import forget
from portal.core.ratelimit import Limit
from portal.extensions import db
from portal.outbox import post

PREFERENCES = "bulletins.preferences"
UNDO_LIFE = timedelta(minutes=30)
UNDONE = "undone"
# Each asks a stranger to confirm: one subscriber must not write to the world (B11).
MOVE_LIMITS = (Limit(3, timedelta(days=1)),)

# One question for both tables, made once: it is asked for each mail of a bulletin.
CHOSEN = (
    select(Subscriber)
    .options(joinedload(Subscriber.topics))
    .where(Subscriber.public_id == bindparam("known_by"))
)


@dataclass(frozen=True)
class Choices:
    """What the preferences form holds."""

    email: str
    name: str
    topics: list[str]
    frequency: str
    paused_until: datetime | None = None


def find_subscriber(public_id: str) -> Subscriber | None:
    """The subscriber of a public id."""
    return db.session.scalars(CHOSEN, {"known_by": public_id}).unique().one_or_none()


def find_by_index(index: str) -> Subscriber | None:
    """The subscriber of a mailbox."""
    return db.session.scalar(select(Subscriber).where(Subscriber.email_index == index))


def open_link(token: str) -> str | None:
    """The public id behind a preferences link, or None when it no longer opens anything (B8)."""
    link = tokens.find(PREFERENCES, token)
    if link is None or link.is_used or link.is_expired:
        return None
    return link.subject if find_subscriber(link.subject) else None


def choices(public_id: str) -> Choices:
    """What somebody chose, to fill the form."""
    subscriber = db.session.scalars(
        select(Subscriber).where(Subscriber.public_id == public_id)
    ).one()
    paused = subscriber.paused_until
    return Choices(
        email=subscriber.email or "",
        name=subscriber.name or "",
        topics=sorted(subscriber.topic_slugs),
        frequency=subscriber.frequency,
        paused_until=paused if paused and paused > now() else None,
    )


def save(public_id: str, chosen: Choices) -> bool:
    """Keep new choices. True when a new address now waits to be confirmed (B20).

    Raises TooManyError, and keeps nothing, when too many addresses were tried.
    """
    subscriber = find_subscriber(public_id)
    if subscriber is None:
        return False
    moves = email_index(chosen.email) != subscriber.email_index
    wait = ratelimit.take("bulletins.move", public_id, MOVE_LIMITS) if moves else None
    if wait:
        raise TooManyError(wait)
    subscriber.choose(chosen.topics)
    subscriber.frequency = chosen.frequency
    subscriber.name = chosen.name or None
    if moves:
        _ask_to_move(subscriber, chosen)
    db.session.commit()
    return moves


def pause(public_id: str) -> None:
    """Send nothing for 30 days."""
    _change(public_id, paused_until=now() + PAUSE)


def resume(public_id: str) -> None:
    """Send again."""
    _change(public_id, paused_until=None)


def slow_down(public_id: str, frequency: str) -> None:
    """Write less often."""
    _change(public_id, frequency=frequency)


def stop_topic(public_id: str, topic: str) -> dict[str, Any] | None:
    """Stop one topic; without any topic left there is nothing to send, so the row goes too.

    Returns what an undo of that needs, as `leave` does.
    """
    subscriber = find_subscriber(public_id)
    if subscriber is None:
        return None
    left = subscriber.topic_slugs - {topic}
    if not left:
        return leave(public_id)
    subscriber.choose(sorted(left))
    db.session.commit()
    return None


def leave(public_id: str) -> dict[str, Any] | None:
    """Erase the row and its key, at once. Unknown is fine: they have left already.

    Returns what an undo needs, to travel sealed in the page and nowhere else.
    """
    subscriber = find_subscriber(public_id)
    kept = None
    gone = [public_id]
    if subscriber is not None:
        kept = _to_undo(subscriber, end_consents(subscriber.email_index))
        gone += erase_requests(subscriber.email_index, public_id)
        db.session.delete(subscriber)
        db.session.commit()
    # Also when the row is gone: a leave that was cut short between the two stores ends here.
    forget(gone)
    return kept


def undo_leave(kept: dict[str, Any]) -> bool:
    """Take back a leave within its 30 minutes. The old links in old mails work again.

    False when they left again since, or were erased: only the last time can be taken back.
    """
    index = email_index(kept["email"])
    if find_by_index(index) or find_subscriber(kept["public_id"]):
        return True
    last = select(func.max(Consent.ended_at)).where(Consent.email_index == index)
    if db.session.scalar(last) != _moment(kept.get("left_at")):
        return False
    try:
        _restore(kept, index)
        db.session.commit()
    except IntegrityError:
        db.session.rollback()  # the button was pressed twice at once
    return True


def _restore(kept: dict[str, Any], index: str) -> None:
    subscriber = Subscriber(
        public_id=kept["public_id"],
        email=kept["email"],
        name=kept["name"],
        email_index=index,
        frequency=kept["frequency"],
        paused_until=_moment(kept["paused_until"]),
        confirmed_at=_moment(kept["confirmed_at"]),
    )
    subscriber.choose(kept["topics"])
    db.session.add(subscriber)
    moment = now()
    db.session.add(
        Consent(
            email_index=index,
            how=UNDONE,
            wording=WORDING,
            notice_version=notice_now(),
            requested_at=moment,
            confirmed_at=moment,
        )
    )


def end_consents(index: str) -> datetime:
    """Close the consent records of a mailbox; the caller commits. Returns when."""
    return _close(Consent.email_index == index, Consent.ended_at.is_(None))


def end_for_good(email: str) -> None:
    """Close them for the owner of an address who is being erased; the caller commits.

    What they asked for with another address goes too, and no undo is open any more: a leave that
    could still be taken back counts as one of this moment.
    """
    index = email_index(email)
    lately = Consent.ended_at > now() - UNDO_LIFE
    _close(Consent.email_index == index, Consent.ended_at.is_(None) | lately)
    subscriber = find_by_index(index)
    if subscriber is not None:
        refile(subscriber.public_id, index)


def _change(public_id: str, **values: Any) -> None:
    db.session.execute(update(Subscriber).where(Subscriber.public_id == public_id).values(**values))
    db.session.commit()


def _close(*which: ColumnElement[bool]) -> datetime:
    moment = now()
    db.session.execute(
        update(Consent)
        .where(*which)
        .values(ended_at=moment)
        .execution_options(synchronize_session=False)
    )
    return moment


def _to_undo(subscriber: Subscriber, left_at: datetime) -> dict[str, Any]:
    return {
        "public_id": subscriber.public_id,
        "left_at": left_at.isoformat(),
        "email": subscriber.email,
        "name": subscriber.name,
        "topics": sorted(subscriber.topic_slugs),
        "frequency": subscriber.frequency,
        "paused_until": subscriber.paused_until and subscriber.paused_until.isoformat(),
        "confirmed_at": subscriber.confirmed_at.isoformat(),
    }


def _moment(written: str | None) -> datetime | None:
    return datetime.fromisoformat(written) if written else None


def _ask_to_move(subscriber: Subscriber, chosen: Choices) -> None:
    """Ask the new address, tell the old one. The old one's notice has a row of its own, since by
    the time it is sent the subscriber may have moved already.
    """
    for purpose, email, kind in (
        (ADDRESS, chosen.email, "bulletins.address_new"),
        (MOVED, subscriber.email or "", "bulletins.address_old"),
    ):
        public_id = new_public_id()
        request = BulletinRequest(
            public_id=public_id,
            purpose=purpose,
            email=email,
            email_index=email_index(email),
            topics="",
            frequency="",
            wording=WORDING,
            notice_version=notice_now(),
            subscriber=subscriber.public_id,
            counted="",
            requested_at=now(),
        )
        db.session.add(request)
        post(kind, public_id)
