"""Asking for a link: the same one insert for every address, known or not (STACK trap 14)."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.exc import IntegrityError

from portal.bulletins.models import MANAGE, SIGN_UP, BulletinRequest
from portal.bulletins.service.topics import EACH, WORDING
from portal.core import ratelimit
from portal.core.clock import now, today
from portal.core.columns import new_public_id
from portal.core.crypto import blind_index, forget
from portal.core.forms import capped_mailbox, mailbox
from portal.core.ratelimit import Limit
from portal.extensions import db
from portal.outbox import post
from portal.register import versions

# New addresses of one network (B12), and how often one of them is taken in that time.
NEW_LIMIT = Limit(20, timedelta(hours=1))
MOST_OF_ONE = 20
KINDS = {SIGN_UP: "bulletins.confirm", MANAGE: "bulletins.manage"}


class TooManyError(Exception):
    """One network asked too often. `wait` says for how long."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__("too many requests from one network")
        self.wait = wait


@dataclass(frozen=True)
class Wish:
    """What a form asked for. `stamp` is the form's own key, or empty."""

    email: str
    topics: tuple[str, ...] = ()
    frequency: str = EACH
    stamp: str = ""


def email_index(email: str) -> str:
    """What one mailbox is found by, however it is spelt."""
    return blind_index("bulletins.email", mailbox(email))


def request_subscription(wish: Wish, address: str | None) -> None:
    """Take a sign-up; the worker decides what is mailed. Raises TooManyError."""
    _take(SIGN_UP, wish, address)


def request_preferences(wish: Wish, address: str | None) -> None:
    """Take a wish for a preferences link. Raises TooManyError."""
    _take(MANAGE, wish, address)


def notice_now() -> int:
    """The version of the privacy notice that what is sent now is sent under."""
    return versions().in_force(today()).number


def find_request(public_id: str) -> BulletinRequest | None:
    """The request of a public id."""
    return db.session.scalar(select(BulletinRequest).where(BulletinRequest.public_id == public_id))


def erase_requests(index: str, subscriber: str) -> list[str]:
    """Erase what was asked for with a mailbox, or for a subscriber; the caller commits.

    Returns the records whose keys go with it.
    """
    gone = db.session.execute(
        delete(BulletinRequest)
        .where((BulletinRequest.email_index == index) | (BulletinRequest.subscriber == subscriber))
        .returning(BulletinRequest.public_id)
        .execution_options(synchronize_session=False)
    )
    return list(gone.scalars())


def refile(subscriber: str, index: str, *which: ColumnElement[bool]) -> None:
    """File what was asked for a subscriber under one mailbox; the caller commits."""
    db.session.execute(
        update(BulletinRequest)
        .where(BulletinRequest.subscriber == subscriber, *which)
        .values(email_index=index)
        .execution_options(synchronize_session=False)
    )


def _take(purpose: str, wish: Wish, address: str | None) -> None:
    stamp = _stamp(purpose, wish)
    if stamp and _is_known(stamp):
        return
    box = capped_mailbox(wish.email)
    wait, taken = ratelimit.take_new(address, f"bulletins.{purpose}", box, NEW_LIMIT, MOST_OF_ONE)
    if wait:
        raise TooManyError(wait)
    if not taken:
        db.session.commit()
        return  # answered the same (TRUST B8): its mailbox had its mails long ago
    # Named here: a rollback forgets it, and a key without a row must not stay.
    public_id = new_public_id()
    request = BulletinRequest(
        public_id=public_id,
        purpose=purpose,
        stamp=stamp,
        email=wish.email,
        email_index=email_index(wish.email),
        topics=" ".join(wish.topics),
        frequency=wish.frequency,
        wording=WORDING,
        notice_version=notice_now(),
        counted="",
        requested_at=now(),
    )
    db.session.add(request)
    try:
        post(KINDS[purpose], public_id)
        db.session.commit()
    except IntegrityError:
        # The same form, sent twice at once: the other one was faster.
        db.session.rollback()
        forget([public_id])


def _stamp(purpose: str, wish: Wish) -> str | None:
    """One form, sent again unchanged, is one request; a mended address is a new one (A13)."""
    if not wish.stamp:
        return None
    parts = [purpose, wish.stamp, mailbox(wish.email), wish.frequency, *sorted(wish.topics)]
    return blind_index("bulletins.stamp", "\0".join(parts))


def _is_known(stamp: str) -> bool:
    known = select(BulletinRequest.id).where(BulletinRequest.stamp == stamp)
    return db.session.scalar(known) is not None
