"""Taking a message: one row and its mail, in one commit. Nothing that was sent is dropped."""

from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import exists, select
from sqlalchemy.exc import IntegrityError

from portal.core import panels, ratelimit
from portal.core.clock import now, today
from portal.core.columns import new_public_id
from portal.core.crypto import blind_index, forget
from portal.core.forms import mailbox
from portal.core.panels import Blocked
from portal.core.ratelimit import Limit
from portal.core.references import new_reference
from portal.core.screening import is_urgent
from portal.extensions import db
from portal.feedback.models import FLAGGED, ORDINARY, URGENT, Feedback, FeedbackOrigin
from portal.feedback.service import counting, screening
from portal.outbox import post
from portal.register import versions

# A ward or an office is one network: for people there, and half of it for what hides its site.
NETWORK_LIMITS = (Limit(20, timedelta(hours=1)), Limit(80, timedelta(days=1)))
# How long the same words count as the same.
REPEATED_WITHIN = timedelta(days=30)
RECEIVED_MAIL = "feedback.received"
TRIES = 3


class TooManyError(Exception):
    """One network sent too much. `wait` says for how long."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__("too many messages from one network")
        self.wait = wait


class BlockedError(Exception):
    """Whoever sends this may not post now; `block` says until when, and how to appeal."""

    def __init__(self, block: Blocked) -> None:
        super().__init__("posting is blocked")
        self.block = block


@dataclass(frozen=True)
class Message:
    """What somebody sends. `stamp` is the form's own key, `age` how long its page was open."""

    text: str
    name: str = ""
    email: str = ""
    wants_reply: bool = False
    may_publish: bool = False
    page: str = ""
    stamp: str = ""
    trap: str = ""
    age: timedelta | None = None


@dataclass(frozen=True)
class Receipt:
    """What its author is told."""

    reference: str
    wants_reply: bool
    may_publish: bool
    has_email: bool
    urgent: bool


@dataclass(frozen=True)
class _New:
    """A message with what was worked out about it."""

    message: Message
    stamped: str | None
    network_index: str
    urgent: bool = False
    flags: list[str] = field(default_factory=list)


def email_index(email: str) -> str:
    """What one mailbox is found by, however it is spelt; empty for none."""
    return blind_index("feedback.email", mailbox(email)) if email else ""


def network_index(address: str | None) -> str:
    """What one part of a network is found by."""
    return blind_index("feedback.network", ratelimit.network(address))


def take(message: Message, address: str | None) -> Receipt:
    """Keep a message from a network address. Raises BlockedError or TooManyError.

    The same form sent again is the same message. Only what is kept counts against a limit.
    """
    stamped = _stamp(message)
    known = _known(stamped)
    if known is not None:
        return _receipt(known)
    _check_block(message.email, address)
    urgent = is_urgent(message.text)
    # Words that cry for help have a limit of their own: a busy network must not keep them out.
    bucket = "feedback.urgent" if urgent else "feedback.message"
    wait = ratelimit.take_from(address, bucket, NETWORK_LIMITS)
    if wait:
        db.session.rollback()
        raise TooManyError(wait)
    flags = screening.flags_of(
        message.text,
        age=message.age,
        trap=message.trap,
        is_repeated=_is_repeated(_words_index(message.text)),
    )
    return _keep(_New(message, stamped, network_index(address), urgent, flags))


def _check_block(email: str, address: str | None) -> None:
    block = panels.first("feedback.blocked", email_index(email), network_index(address))
    if block:
        raise BlockedError(block)


def _keep(new: _New) -> Receipt:
    for _ in range(TRIES):
        # Named here: a rollback forgets it, and a key without a row must not stay.
        public_id = new_public_id()
        row = _row(public_id, new)
        db.session.add(row)
        db.session.add(
            FeedbackOrigin(
                message=public_id, network_index=new.network_index, received_at=row.received_at
            )
        )
        if new.message.email:
            post(RECEIVED_MAIL, public_id)
        receipt = _receipt(row)
        try:
            counting.received(row.received_at)
            db.session.commit()
            return receipt
        except IntegrityError:
            db.session.rollback()
            forget([public_id])
        known = _known(new.stamped)
        if known is not None:
            return _receipt(known)  # the same form, sent twice at once: the other was faster
    raise RuntimeError("no free reference was found")


def _row(public_id: str, new: _New) -> Feedback:
    message, moment = new.message, now()
    return Feedback(
        public_id=public_id,
        reference=new_reference(),
        stamp=new.stamped,
        message=message.text,
        name=message.name or None,
        email=message.email or None,
        email_index=email_index(message.email),
        wants_reply=message.wants_reply,
        may_publish=message.may_publish,
        page=message.page,
        urgent=new.urgent,
        flags=" ".join(new.flags),
        priority=URGENT if new.urgent else FLAGGED if new.flags else ORDINARY,
        words_index=_words_index(message.text),
        received_at=moment,
        last_contact_at=moment,
        counted=False,
        notice_version=versions().in_force(today()).number,
    )


def _receipt(row: Feedback) -> Receipt:
    return Receipt(
        row.reference, row.wants_reply, row.may_publish, bool(row.email_index), row.urgent
    )


def _words_index(text: str) -> str:
    words = screening.sameness(text)
    return blind_index("feedback.words", words) if words else ""


def _is_repeated(words_index: str) -> bool:
    since = now() - REPEATED_WITHIN
    same = exists().where(Feedback.words_index == words_index, Feedback.received_at > since)
    return bool(words_index and db.session.scalar(select(same)))


def _stamp(message: Message) -> str | None:
    """One form, sent again unchanged, is one message; a mended one is a new one (TRUST A13)."""
    if not message.stamp:
        return None
    wishes = f"{message.wants_reply}{message.may_publish}"
    parts = (message.stamp, message.text, message.name, message.email, wishes)
    return blind_index("feedback.stamp", "\0".join(parts))


def _known(stamped: str | None) -> Feedback | None:
    if stamped is None:
        return None
    return db.session.scalar(select(Feedback).where(Feedback.stamp == stamped))
