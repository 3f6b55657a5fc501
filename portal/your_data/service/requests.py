"""Asking: the same one insert for every address, whether we hold anything about it or not."""

from collections.abc import Callable
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
from portal.your_data.models import DataLink, DataRequest

NETWORK_LIMITS = (Limit(20, timedelta(hours=1)),)
LINK_MAILS = ("your_data.link",)
REQUEST_MAILS = ("your_data.received", "your_data.for_staff")
TRIES = 3

Kind = type[DataLink] | type[DataRequest]
Make = Callable[[str], DataLink | DataRequest]


class TooManyError(Exception):
    """One network asked too often. `wait` says for how long."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__("too many requests from one network")
        self.wait = wait


@dataclass(frozen=True)
class Wish:
    """What somebody asks a person for. `stamp` is the form's own key, or empty."""

    email: str
    kind: str
    message: str
    name: str = ""
    way: str = "email"
    stamp: str = ""


def email_index(email: str) -> str:
    """What one mailbox is found by, however it is spelt."""
    return blind_index("your_data.email", mailbox(email))


def ask_for_link(email: str, stamp: str, address: str | None) -> None:
    """Take a wish for a link from a network address. Raises TooManyError."""
    stamped = _stamp(stamp, mailbox(email))
    if stamped and _is_known(DataLink, stamped):
        return
    _limit("your_data.link", address)

    def make(public_id: str) -> DataLink:
        return DataLink(
            public_id=public_id,
            stamp=stamped,
            email=email,
            email_index=email_index(email),
            counted=False,
            asked_at=now(),
            notice_version=_notice_now(),
        )

    _keep(make, stamped, LINK_MAILS)


def ask_person(wish: Wish, address: str | None) -> None:
    """Take what a person has to answer, from a network address. Raises TooManyError."""
    stamped = _stamp_of(wish)
    if stamped and _is_known(DataRequest, stamped):
        return
    _limit("your_data.ask", address)
    _keep(lambda public_id: _request(public_id, wish, stamped), stamped, REQUEST_MAILS)


def ask_by_link(wish: Wish) -> None:
    """Take the same from whoever holds a mailed link: the link was limited already."""
    stamped = _stamp_of(wish)
    if not (stamped and _is_known(DataRequest, stamped)):
        _keep(lambda public_id: _request(public_id, wish, stamped), stamped, REQUEST_MAILS)


def find_link(public_id: str) -> DataLink | None:
    """The wish for a link of a public id."""
    return db.session.scalar(select(DataLink).where(DataLink.public_id == public_id))


def find_request(public_id: str) -> DataRequest | None:
    """The request of a public id."""
    return db.session.scalar(select(DataRequest).where(DataRequest.public_id == public_id))


def newest_request(email: str) -> DataRequest | None:
    """What the owner of a mailbox asked a person last, while it has no answer."""
    mine = select(DataRequest).where(DataRequest.email_index == email_index(email))
    waiting = mine.where(DataRequest.answered_at.is_(None))
    return db.session.scalar(waiting.order_by(DataRequest.id.desc()).limit(1))


def _limit(bucket: str, address: str | None) -> None:
    wait = ratelimit.take_from(address, bucket, NETWORK_LIMITS)
    if wait:
        raise TooManyError(wait)


def _keep(make: Make, stamped: str | None, mails: tuple[str, ...]) -> None:
    """One row and its mails, in one commit."""
    for _ in range(TRIES):
        # Named here: a rollback forgets it, and a key without a row must not stay.
        public_id = new_public_id()
        row = make(public_id)
        db.session.add(row)
        for mail in mails:
            post(mail, public_id)
        try:
            db.session.commit()
            return
        except IntegrityError:
            db.session.rollback()
            forget([public_id])
        if stamped and _is_known(type(row), stamped):
            return  # the same form, sent twice at once: the other one was faster
    raise RuntimeError("no free reference was found")


def _request(public_id: str, wish: Wish, stamped: str | None) -> DataRequest:
    return DataRequest(
        public_id=public_id,
        reference=new_reference(),
        kind=wish.kind,
        stamp=stamped,
        email=wish.email,
        name=wish.name or None,
        message=wish.message or None,
        email_index=email_index(wish.email),
        way=wish.way,
        counted=False,
        asked_at=now(),
        due_on=one_month_after(today()),
        notice_version=_notice_now(),
    )


def _notice_now() -> int:
    return versions().in_force(today()).number


def _stamp(*parts: str) -> str | None:
    """One form, sent again unchanged, is one request; a mended one is a new one (TRUST A13)."""
    return blind_index("your_data.stamp", "\0".join(parts)) if parts[0] else None


def _stamp_of(wish: Wish) -> str | None:
    return _stamp(wish.stamp, mailbox(wish.email), wish.kind, wish.message, wish.name, wish.way)


def _is_known(kind: Kind, stamped: str) -> bool:
    return db.session.scalar(select(kind.id).where(kind.stamp == stamped)) is not None
