"""The delivery of what is due: claim, build, hand over, write down what the relay said."""

import logging
import time
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from uuid import uuid4

from portal.config import Settings
from portal.core import jobs
from portal.core.clock import now
from portal.core.crypto import blind_index
from portal.core.site import current_settings
from portal.extensions import db
from portal.outbox import service
from portal.outbox.compose import wire
from portal.outbox.models import BULK, DEFERRED, REFUSED, SKIPPED, UNCERTAIN
from portal.outbox.service import Job, Outcome
from portal.outbox.transport import (
    RelayBusyError,
    RelayDownError,
    RelayLostError,
    Transport,
    transport,
)

Builder = Callable[[str, str], EmailMessage | None]

BUILDERS: dict[str, Builder] = {}
CLAIM = 20
# Bulletins in hand are given back after this long, so that a link never waits for them (B17).
LONGEST_SPELL_SECONDS = 2.0
WORKER = uuid4().hex

logger = logging.getLogger(__name__)


def deliver_due(limit: int = 500) -> int:
    """Send what is due, until there is no more, or the limit, or a wish to stop.

    Safe to run by anyone at any time. Returns how many were tried. Raises RelayDownError after
    giving everything back when the relay cannot be reached: the caller waits a little.
    """
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
    for place, job in enumerate(claimed):
        if jobs.stopping() or (job.lane == BULK and time.monotonic() > until):
            service.release(claimed[place:])
            return place
        try:
            if service.start(job, WORKER):
                service.end(job, _deliver(job, relay))
        except RelayLostError:
            # Counted, so that a mail at which the relay always hangs up blocks nobody for ever.
            service.end(job, Outcome(DEFERRED, reason="relay hung up"))
            service.release(claimed[place + 1 :])
            raise
        except RelayBusyError:
            service.put_off(job)
            service.release(claimed[place + 1 :])
            raise
        except RelayDownError:
            service.release(claimed[place:], relay_down=True)
            raise
    return len(claimed)


def _deliver(job: Job, relay: Transport) -> Outcome:
    try:
        # Built now, not when it was asked for: nothing leaves after somebody has left (B24).
        message = BUILDERS[job.kind](job.subject, job.batch)
        # A link in it must be known before it can be followed, and while a slow relay is waited
        # for nobody else may be kept from writing.
        db.session.commit()
        if message is None:
            return Outcome(SKIPPED, reason="no longer wanted")
        del message["Message-ID"]
        message["Message-ID"] = message_id(job)
        recipient, raw = message["To"].addresses[0].addr_spec, wire(message)
    except Exception as error:
        # Whatever is wrong with one mail, the others go on.
        db.session.rollback()
        # The kind only: a message may hold what somebody wrote.
        logger.error("mail %s cannot be built: %s", job.id, type(error).__name__, exc_info=error)
        return Outcome(DEFERRED, reason=service.FAULT)
    if not recipient.isascii():
        # RFC 6531: few relays take such an address, and none of ours has to.
        return Outcome(REFUSED, "553 5.6.7")
    outcome = relay.send(recipient, raw)
    if outcome.state == UNCERTAIN and job.lane != BULK:
        # A link that comes twice harms nobody; one that never comes does.
        return Outcome(DEFERRED, outcome.reply, outcome.reason)
    return outcome


def message_id(job: Job) -> str:
    """The same for each try of the same mail, in the sending domain (B38)."""
    # Not the row's id, which SQLite may give again.
    name = f"{job.kind}:{job.subject}:{job.batch or job.created_at.isoformat()}"
    domain = current_settings().mail_from.rpartition("@")[2]
    return f"<{blind_index('message-id', name)[:32]}@{domain}>"


def _allowance(settings: Settings) -> int:
    if not settings.mail_per_minute:
        return CLAIM
    used = service.accepted_since(now() - timedelta(minutes=1))
    return max(0, settings.mail_per_minute - used)
