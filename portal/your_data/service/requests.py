"""Asking: the same one insert for every address, whether we hold anything about it or not."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal.core import ratelimit
from portal.core.clock import now, one_month_after, today
from portal.core.columns import new_public_id
from portal.core.crypto import blind_index, forget
from portal.core.forms import mailbox
from portal.core.ratelimit import Limit
from portal.core.references import new_reference
from portal.extensions import db
from portal.outbox import post
from portal.register import versions
from portal.your_data.models import LINK, DataRequest

NETWORK_LIMITS = (Limit(20, timedelta(hours=1)),)
LINK_MAIL = "your_data.link"
RECEIVED_MAIL = "your_data.received"
STAFF_MAIL = "your_data.for_staff"
TRIES = 3


class TooManyError(Exception):
    """One network asked too often. `wait` says for how long."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__("too many requests from one network")
        self.wait = wait


@dataclass(frozen=True)
class Wish:
    """What a form asked for. `stamp` is the form's own key, or empty."""

    email: str
    kind: str = LINK
    message: str = ""
    name: str = ""
    way: str = "email"
    stamp: str = ""


def email_index(email: str) -> str:
    """What one mailbox is found by, however it is spelt."""
    return blind_index("your_data.email", mailbox(email))


def ask(wish: Wish, address: str | None) -> None:
    """Take a wish from a network address. Raises TooManyError."""
    stamp = _stamp(wish)
    if stamp and _is_known(stamp):
        return
    bucket = "your_data.link" if wish.kind == LINK else "your_data.ask"
    wait = ratelimit.take(bucket, ratelimit.network(address), NETWORK_LIMITS)
    if wait:
        raise TooManyError(wait)
    _keep(wish, stamp)


def ask_signed(wish: Wish) -> None:
    """Take a wish from whoever holds a mailed link: the link was limited already."""
    stamp = _stamp(wish)
    if not (stamp and _is_known(stamp)):
        _keep(wish, stamp)


def find_request(public_id: str) -> DataRequest | None:
    """The request of a public id."""
    return db.session.scalar(select(DataRequest).where(DataRequest.public_id == public_id))


def _keep(wish: Wish, stamp: str | None) -> None:
    """One row and its mails, in one commit."""
    for _ in range(TRIES):
        # Named here: a rollback forgets it, and a key without a row must not stay.
        public_id = new_public_id()
        db.session.add(_row(public_id, wish, stamp))
        for kind in _mails(wish):
            post(kind, public_id)
        try:
            db.session.commit()
            return
        except IntegrityError:
            db.session.rollback()
            forget([public_id])
        if stamp and _is_known(stamp):
            return  # the same form, sent twice at once: the other one was faster
    raise RuntimeError("no free reference was found")


def _row(public_id: str, wish: Wish, stamp: str | None) -> DataRequest:
    is_link = wish.kind == LINK
    return DataRequest(
        public_id=public_id,
        kind=wish.kind,
        reference=None if is_link else new_reference(),
        stamp=stamp,
        email=wish.email,
        name=wish.name or None,
        message=wish.message or None,
        email_index=email_index(wish.email),
        way=wish.way,
        counted="",
        asked_at=now(),
        due_on=None if is_link else one_month_after(today()),
        notice_version=versions().in_force(today()).number,
    )


def _mails(wish: Wish) -> tuple[str, ...]:
    return (LINK_MAIL,) if wish.kind == LINK else (RECEIVED_MAIL, STAFF_MAIL)


def _stamp(wish: Wish) -> str | None:
    """One form, sent again unchanged, is one request; a mended one is a new one (TRUST A13)."""
    if not wish.stamp:
        return None
    parts = [wish.kind, wish.stamp, mailbox(wish.email), wish.message, wish.name, wish.way]
    return blind_index("your_data.stamp", "\0".join(parts))


def _is_known(stamp: str) -> bool:
    known = select(DataRequest.id).where(DataRequest.stamp == stamp)
    return db.session.scalar(known) is not None
