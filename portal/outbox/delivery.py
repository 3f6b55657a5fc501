"""The delivery of what is due: claim, build, hand over, write down what the relay said."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from uuid import uuid4

from portal.config import Settings
from portal.core import jobs
from portal.core.clock import now
from portal.core.site import current_settings
from portal.extensions import db
from portal.outbox import service, tags
from portal.outbox.compose import wire
from portal.outbox.models import BULK, DEFERRED, REFUSED, SKIPPED, UNCERTAIN
from portal.outbox.moulds import Copy
from portal.outbox.service import Job, Outcome, holding
from portal.outbox.signing import sign
from portal.outbox.transport import (
    RelayBusyError,
    RelayDownError,
    RelayLostError,
    Transport,
    transport,
)


@dataclass(frozen=True)
class Skip:
    """What a builder gives instead of a mail that must not be sent, and why."""

    reason: str


Builder = Callable[[str, str], EmailMessage | Copy | Skip | None]

BUILDERS: dict[str, Builder] = {}
CLAIM = 20
# Bulletins in hand are given back after this long, so that a link never waits for them (B17).
LONGEST_SPELL_SECONDS = 2.0
WORKER = uuid4().hex

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Letter:
    """A mail that is ready to go; `name` is what it is known by when it comes back."""

    name: str
    recipient: str
    raw: bytes


def deliver_due(limit: int = 500) -> int:
    """Send what is due, until there is no more, or the limit, or a wish to stop.

    Safe to run by anyone at any time. Returns how many were tried. Raises RelayDownError after
    giving everything back when the relay cannot be reached: the caller waits a little.
    """
    if holding.held_since() is not None:
        return 0
    service.recover()
    tried = 0
    settings = current_settings()
    with transport(settings) as relay:
        while tried < limit and not jobs.stopping():
            jobs.beat()
            claimed = service.claim(WORKER, min(CLAIM, limit - tried), _allowance(settings))
            if not claimed:
                break
            tried += _deliver_claimed(claimed, relay)
    return tried


def _deliver_claimed(claimed: list[Job], relay: Transport) -> int:
    """Deliver one after the other; gives back what there is no time for. Returns how many."""
    until = time.monotonic() + LONGEST_SPELL_SECONDS
    ended: tuple[Job, Outcome] | None = None
    tried = 0
    for job in claimed:
        if jobs.stopping() or (job.lane == BULK and time.monotonic() > until):
            break
        tried += 1
        built = _build(job)
        if ended is not None and isinstance(built, Outcome):
            service.end(*ended)
            ended = None
        if isinstance(built, Outcome):
            service.end(job, built)
        elif service.start(job, WORKER, after=ended):
            ended = (job, _hand_over(built, relay, claimed[tried - 1 :]))
        else:
            ended = None
    if ended is not None:
        service.end(*ended)
    service.release(claimed[tried:])
    return tried


def _build(job: Job) -> Letter | Outcome:
    """The mail, made now and not when it was asked for: nothing leaves after somebody left (B24).

    What the builder wrote is committed when the mail is begun, before the relay is asked: a link
    must be known before it can be followed, and nobody waits for the lock of a slow relay.
    """
    try:
        message = BUILDERS[job.kind](job.subject, job.batch)
        if message is None:
            return Outcome(SKIPPED, reason="no longer wanted")
        if isinstance(message, Skip):
            return Outcome(SKIPPED, reason=message.reason)
        letter = _letter(message, job)
        # What it wrote cannot be kept? Then this mail is at fault, and not the next one.
        db.session.flush()
    except Exception as error:
        # Whatever is wrong with one mail, the others go on.
        db.session.rollback()
        # The kind only: a message may hold what somebody wrote.
        logger.error("mail %s cannot be built: %s", job.id, type(error).__name__, exc_info=error)
        return Outcome(DEFERRED, reason=service.FAULT)
    # RFC 6531: few relays take an address with other letters, and none of ours has to.
    return letter if letter.recipient.isascii() else Outcome(REFUSED, "553 5.6.7")


def _letter(message: EmailMessage | Copy, job: Job) -> Letter:
    settings = current_settings()
    message_id = tags.message_id(job, settings)
    if isinstance(message, Copy):
        to, raw = message.to, message.wire(message_id)
    else:
        del message["Message-ID"]
        message["Message-ID"] = message_id
        to, raw = message["To"].addresses[0].addr_spec, wire(message)
    return Letter(tags.name_of(job), to, sign(raw, settings))


def _hand_over(letter: Letter, relay: Transport, in_hand: list[Job]) -> Outcome:
    """Ask the relay to take the first in hand. When it is down, all are given back."""
    job, others = in_hand[0], in_hand[1:]
    try:
        outcome = relay.send(letter.recipient, letter.raw, letter.name)
    except RelayLostError:
        # Counted, so that a mail at which the relay always hangs up blocks nobody for ever.
        service.end(job, Outcome(DEFERRED, reason="relay hung up"))
        service.release(others)
        raise
    except RelayBusyError:
        service.put_off(job)
        service.release(others)
        raise
    except RelayDownError:
        service.release(in_hand, relay_down=True)
        raise
    if outcome.state == UNCERTAIN and job.lane != BULK:
        # A link that comes twice harms nobody; one that never comes does.
        return Outcome(DEFERRED, outcome.reply, outcome.reason)
    return outcome


def _allowance(settings: Settings) -> int:
    if not settings.mail_per_minute:
        return CLAIM
    used = service.accepted_since(now() - timedelta(minutes=1))
    return max(0, settings.mail_per_minute - used)
