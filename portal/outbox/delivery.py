"""Handing mail over: to a relay over a connection with a timeout, or to a Maildir in development.

Flask-Mail's settings are used, but not its connection: it has no timeout, and it raises when a
server hangs up after it has accepted a mail, so that a retry would send twice (RULES R47).
"""

import logging
import mailbox
import re
import smtplib
import ssl
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol, Self
from uuid import uuid4

from flask import current_app

from portal.config import Settings
from portal.core import jobs
from portal.core.clock import now
from portal.core.crypto import blind_index
from portal.core.site import current_settings
from portal.extensions import db
from portal.outbox import service
from portal.outbox.compose import wire
from portal.outbox.models import (
    ACCEPTED,
    BULK,
    DEFERRED,
    REFUSED,
    SKIPPED,
    UNCERTAIN,
)
from portal.outbox.service import Job, Outcome

Builder = Callable[[str, str], EmailMessage | None]

BUILDERS: dict[str, Builder] = {}
TIMEOUT_SECONDS = 30
IMPLICIT_TLS_PORT = 465
CLAIM = 20
WORKER = uuid4().hex
ENHANCED = re.compile(rb"\d\.\d{1,3}\.\d{1,3}")
# The whole relay says "not now": nobody is at fault, so nobody's attempts are counted (B41).
BUSY = frozenset({421, 454})

logger = logging.getLogger(__name__)


class RelayDownError(Exception):
    """The relay cannot be reached, or asks everybody to come back later."""


class Transport(Protocol):
    """Somewhere to hand mail to."""

    def send(self, message: EmailMessage, raw: bytes) -> Outcome:
        """Hand one mail over. Raises RelayDownError when there is nobody to talk to."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: object
    ) -> None: ...


class Folder:
    """A Maildir in the instance: what development has instead of a relay."""

    def __init__(self, folder: Path) -> None:
        self.box = mailbox.Maildir(folder, create=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.box.close()

    def send(self, message: EmailMessage, raw: bytes) -> Outcome:
        """Drop it."""
        self.box.add(raw)
        return Outcome(ACCEPTED)


class Relay:
    """One connection, used for many mails."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.smtp: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: object
    ) -> None:
        self._hang_up()

    def send(self, message: EmailMessage, raw: bytes) -> Outcome:
        """Hand one mail over, and tell a refusal from a doubt."""
        smtp = self.smtp or self._connect()
        sending = False
        try:
            code, reply = smtp.mail(self.settings.mail_from)
            if code < 400:
                code, reply = smtp.rcpt(message["To"].addresses[0].addr_spec)
            if code < 400:
                code, reply = smtp.docmd("DATA")
            if code >= 400:
                return self._refused(code, reply)
            sending = True
            smtp.send(_dotted(raw))
            code, reply = smtp.getreply()
            if code >= 400:
                return self._refused(code, reply)
            return Outcome(ACCEPTED, _code(code, reply))
        except (OSError, smtplib.SMTPException) as error:
            self.smtp = None
            if sending:
                # Only the server knows whether it took it.
                return Outcome(UNCERTAIN, "", type(error).__name__[:40])
            raise RelayDownError from error

    def _connect(self) -> smtplib.SMTP:
        config = current_app.config
        host, port = config["MAIL_SERVER"], config["MAIL_PORT"]
        context = ssl.create_default_context()
        try:
            if port == IMPLICIT_TLS_PORT:
                smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                    host, port, timeout=TIMEOUT_SECONDS, context=context
                )
            else:
                smtp = smtplib.SMTP(host, port, timeout=TIMEOUT_SECONDS)
                if config["MAIL_USE_TLS"]:
                    smtp.starttls(context=context)
            if config["MAIL_USERNAME"]:
                smtp.login(config["MAIL_USERNAME"], config["MAIL_PASSWORD"] or "")
            smtp.ehlo_or_helo_if_needed()
        except (OSError, smtplib.SMTPException) as error:
            raise RelayDownError from error
        self.smtp = smtp
        return smtp

    def _refused(self, code: int, reply: bytes) -> Outcome:
        if code in BUSY:
            self._hang_up()
            raise RelayDownError
        if self.smtp is not None:
            self.smtp.rset()
        state = DEFERRED if code < 500 else REFUSED
        return Outcome(state, _code(code, reply))

    def _hang_up(self) -> None:
        smtp, self.smtp = self.smtp, None
        if smtp is not None:
            try:
                smtp.quit()
            except (OSError, smtplib.SMTPException):
                # What was accepted stays accepted, however the line goes dead (R47).
                smtp.close()


def deliver_due(limit: int = 500) -> int:
    """Send what is due, until there is no more, or the limit, or a wish to stop.

    Safe to run by anyone at any time. Returns how many were tried. Raises RelayDownError after
    giving everything back when the relay cannot be reached: the caller waits a little.
    """
    service.recover()
    tried = 0
    settings = current_settings()
    with _transport(settings) as transport:
        while tried < limit and not jobs.stopping():
            jobs.beat()
            claimed = service.claim(WORKER, min(CLAIM, limit - tried, _allowance(settings)))
            if not claimed:
                break
            tried += _deliver_claimed(claimed, transport)
    return tried


def _deliver_claimed(claimed: list[Job], transport: Transport) -> int:
    for place, job in enumerate(claimed):
        if jobs.stopping():
            service.release(claimed[place:])
            return place
        try:
            if service.start(job, WORKER):
                service.end(job, _deliver(job, transport))
        except RelayDownError:
            service.release(claimed[place:])
            raise
    return len(claimed)


def _deliver(job: Job, transport: Transport) -> Outcome:
    try:
        # Built now, not when it was asked for: nothing leaves after somebody has left (B24).
        message = BUILDERS[job.kind](job.subject, job.batch)
        if message is None:
            return Outcome(SKIPPED, reason="no longer wanted")
        del message["Message-ID"]
        message["Message-ID"] = message_id(job)
        raw = wire(message)
    except Exception as error:
        # Whatever is wrong with one mail, the others go on.
        db.session.rollback()
        # The kind only: a message may hold what somebody wrote.
        logger.error("mail %s cannot be built: %s", job.id, type(error).__name__, exc_info=error)
        return Outcome(DEFERRED, reason="fault")
    outcome = transport.send(message, raw)
    if outcome.state == UNCERTAIN and job.lane != BULK:
        # A link that comes twice harms nobody; one that never comes does.
        return Outcome(DEFERRED, outcome.reply, outcome.reason)
    return outcome


def message_id(job: Job) -> str:
    """The same for each try of the same mail, in the sending domain (B38)."""
    name = f"{job.kind}:{job.subject}:{job.batch or job.id}"
    domain = current_settings().mail_from.rpartition("@")[2]
    return f"<{blind_index('message-id', name)[:32]}@{domain}>"


def _allowance(settings: Settings) -> int:
    if not settings.mail_per_minute:
        return CLAIM
    used = service.accepted_since(now() - timedelta(minutes=1))
    return max(0, settings.mail_per_minute - used)


def _transport(settings: Settings) -> Transport:
    if settings.mail_to_folder:
        return Folder(settings.instance / "mail")
    return Relay(settings)


def _code(code: int, reply: bytes) -> str:
    enhanced = ENHANCED.search(reply[:40])
    return f"{code} {enhanced[0].decode()}" if enhanced else str(code)


def _dotted(raw: bytes) -> bytes:
    """RFC 5321 4.5.2: a line that starts with a dot gets another, and a lone one ends the mail."""
    lines = re.sub(rb"\r\n|\r|\n", b"\r\n", raw)
    return re.sub(rb"(?m)^\.", b"..", lines).removesuffix(b"\r\n") + b"\r\n.\r\n"
