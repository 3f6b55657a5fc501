"""What the links of a confirm mail do, each once: confirm, ask again, "it was not me"."""

from dataclasses import dataclass, field
from enum import Enum

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from portal.bulletins.models import (
    ADDRESS,
    SIGN_UP,
    BulletinRequest,
    Consent,
    NotMe,
    Subscriber,
)
from portal.bulletins.service.requests import find_request, refile
from portal.bulletins.service.subscriptions import (
    end_consents,
    find_by_index,
    find_subscriber,
)
from portal.bulletins.service.suppressing import lift
from portal.bulletins.service.topics import titles
from portal.core import tokens
from portal.core.clock import now
from portal.core.crypto import forget, lock_for_good
from portal.core.database import insert
from portal.extensions import db
from portal.outbox import Returned, post
from portal.outbox.incoming.reports import HARD, standing
from portal.outbox.models import COMPLAINED
from portal.register import retention

CONFIRM = "bulletins.confirm"
NOT_ME = "bulletins.not-me"
TRIES = 3
# What asks a stranger to confirm.
ASKING = ("bulletins.confirm", "bulletins.address_new")


class State(Enum):
    """What a link can still do."""

    READY = "ready"
    USED = "used"
    FORGOTTEN = "forgotten"
    EXPIRED = "expired"
    TAKEN = "taken"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Pending:
    """What a page may say about a link. No address: a forwarded mail must not show one."""

    state: State
    purpose: str = SIGN_UP
    topics: list[str] = field(default_factory=list)
    frequency: str = ""


def look(purpose: str, token: str) -> Pending:
    """What a link is for, and whether it still works. Changes nothing (B1)."""
    link = tokens.find(purpose, token)
    request = find_request(link.subject) if link else None
    if link is not None and link.is_used and purpose == NOT_ME:
        return Pending(State.FORGOTTEN)
    if link is None or request is None:
        return Pending(State.UNKNOWN)
    state = State.EXPIRED if link.is_expired else State.READY
    if request.confirmed_at:
        state = State.USED
    return Pending(state, request.purpose, titles(request.topics.split()), request.frequency)


def confirm(token: str) -> Pending:
    """Do what the link is for, once. The answer says what it was before."""
    for _ in range(TRIES):
        pending = look(CONFIRM, token)
        link = tokens.find(CONFIRM, token)
        request = find_request(link.subject) if link else None
        if pending.state is not State.READY or link is None or request is None:
            return pending
        act = _move if request.purpose == ADDRESS else _subscribe
        if not act(request):
            return Pending(State.TAKEN, request.purpose)
        link.use()
        try:
            _finish(request)
        except IntegrityError:
            # The same mailbox was confirmed by two links at once: look again.
            db.session.rollback()
            continue
        return pending
    return Pending(State.UNKNOWN)


def ask_again(token: str) -> bool:
    """Mail a new link for one that ran out, to the same address; False when nothing is left."""
    pending = look(CONFIRM, token)
    link = tokens.find(CONFIRM, token)
    if pending.state is not State.EXPIRED or link is None:
        return False
    post(_kind(pending.purpose), link.subject, batch=f"again-{now():%Y%m%d%H}")
    try:
        db.session.commit()
    except IntegrityError:
        db.session.rollback()  # asked for twice within the hour
    return True


def not_me(token: str) -> Pending:
    """Erase what was asked for in somebody's name, and leave them alone for 30 days (B10).

    What was confirmed stays: its owner leaves by the link in every bulletin. The answer says what
    it was before.
    """
    pending = look(NOT_ME, token)
    link = tokens.find(NOT_ME, token)
    request = find_request(link.subject) if link else None
    if pending.state is not State.READY or request is None:
        return pending
    _leave_alone(request.email_index)
    erased = _erase_unconfirmed(request.email_index)
    tokens.use_all(NOT_ME, erased)
    db.session.commit()
    forget(erased)
    return pending


def hear(told: Returned) -> None:
    """A mail to confirm came back, or was called unwanted: that is as good as "it was not me".

    Where there is no such mailbox nobody can confirm, so there is nothing to wait for.
    """
    request = find_request(told.subject) if told.kind in ASKING else None
    is_complaint = told.state == COMPLAINED
    if request is None or request.confirmed_at:
        return
    if not is_complaint and standing(told.status) != HARD:
        return
    erased = _erase_unconfirmed(request.email_index)
    if is_complaint:
        _leave_alone(request.email_index)
    db.session.commit()
    forget(erased)


def is_left_alone(email_index: str) -> bool:
    """Whether the owner of this mailbox said "it was not me" lately."""
    marked = db.session.scalar(select(NotMe.marked_at).where(NotMe.email_index == email_index))
    return marked is not None and retention().period("not-me").after(marked) > now()


def _kind(purpose: str) -> str:
    return "bulletins.address_new" if purpose == ADDRESS else "bulletins.confirm"


def _subscribe(request: BulletinRequest) -> bool:
    subscriber = find_by_index(request.email_index)
    is_wanted_anew = lift(request.email_index) or subscriber is None
    if subscriber is None:
        subscriber = Subscriber(
            email=request.email, email_index=request.email_index, confirmed_at=now()
        )
        db.session.add(subscriber)
    elif is_wanted_anew:
        end_consents(subscriber.email_index)
    if is_wanted_anew:
        # The owner's own new consent is what lets us write to them again (B58).
        db.session.add(_consent(request, "sign-up form"))
    subscriber.frequency = request.frequency
    subscriber.paused_until = None
    subscriber.choose(request.topics.split())
    request.subscriber = subscriber.public_id
    return True


def _move(request: BulletinRequest) -> bool:
    """Let the new address take the old one's place, unless it is subscribed by itself."""
    subscriber = find_subscriber(request.subscriber or "")
    other = find_by_index(request.email_index)
    if subscriber is None or (other is not None and other.id != subscriber.id):
        return False
    end_consents(subscriber.email_index)
    lift(request.email_index)
    confirmed = BulletinRequest.confirmed_at.is_not(None)
    refile(subscriber.public_id, request.email_index, confirmed)
    subscriber.email = request.email
    subscriber.email_index = request.email_index
    db.session.add(_consent(request, "preferences"))
    return True


def _finish(request: BulletinRequest) -> None:
    """Note the time and forget the address; the row stays, to say "already confirmed".

    It is filed under the code of its mailbox, so that its owner can see it, and have it erased.
    """
    request.confirmed_at = now()
    request.email_sealed = None
    db.session.commit()
    lock_for_good(request.public_id)


def _consent(request: BulletinRequest, how: str) -> Consent:
    return Consent(
        email_index=request.email_index,
        how=how,
        wording=request.wording,
        notice_version=request.notice_version,
        requested_at=request.requested_at,
        confirmed_at=now(),
    )


def _erase_unconfirmed(email_index: str) -> list[str]:
    rows = db.session.execute(
        delete(BulletinRequest)
        .where(BulletinRequest.email_index == email_index)
        .where(BulletinRequest.confirmed_at.is_(None))
        .where(BulletinRequest.purpose.in_((SIGN_UP, ADDRESS)))
        .returning(BulletinRequest.public_id)
    )
    return list(rows.scalars())


def _leave_alone(email_index: str) -> None:
    values = {"marked_at": now()}
    db.session.execute(
        insert(NotMe)
        .values(email_index=email_index, **values)
        .on_conflict_do_update(index_elements=["email_index"], set_=values)
    )
