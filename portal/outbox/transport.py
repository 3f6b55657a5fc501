"""Where mail is handed over: a relay, over a connection with a timeout; a Maildir in development.

Flask-Mail's settings are used, but not its connection: it has no timeout, and it raises when a
server hangs up after it has accepted a mail, so that a retry would send twice (RULES R47).
"""

import logging
import mailbox
import re
import smtplib
import ssl
from pathlib import Path
from typing import Protocol, Self

from flask import current_app

from portal.config import Settings
from portal.outbox import tags
from portal.outbox.models import ACCEPTED, DEFERRED, REFUSED, UNCERTAIN
from portal.outbox.service import Outcome

# A relay that takes 30 seconds for each answer is slow, not silent; a silent one frees the worker
# within 35 (B40). After the mail itself it may look for viruses first.
TIMEOUT_SECONDS = 32
DATA_TIMEOUT_SECONDS = 120
QUIT_TIMEOUT_SECONDS = 5
IMPLICIT_TLS_PORT = 465
GO_AHEAD = 354
ENHANCED = re.compile(rb"\d\.\d{1,3}\.\d{1,3}")
# The whole relay says "not now": nobody is at fault, so nobody's attempts are counted (B41).
BUSY = frozenset({421, 454})

logger = logging.getLogger(__name__)


class RelayDownError(Exception):
    """The relay cannot be reached."""


class RelayBusyError(RelayDownError):
    """The relay asks everybody to come back later."""


class RelayLostError(RelayDownError):
    """The relay hung up before it was given the mail: the mail may be why."""


class Transport(Protocol):
    """Somewhere to hand mail to."""

    def send(self, recipient: str, raw: bytes, name: str) -> Outcome:
        """Hand one mail over, and say what it is known by when it comes back (`tags`).

        Raises RelayDownError when there is nobody to talk to.
        """

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

    def send(self, recipient: str, raw: bytes, name: str) -> Outcome:
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

    def send(self, recipient: str, raw: bytes, name: str) -> Outcome:
        """Hand one mail over, and tell a refusal from a doubt."""
        smtp = self.smtp or self._connect()
        sending = False
        try:
            code, reply = self._ask(smtp, recipient, name)
            if code != GO_AHEAD:
                return self._refused(code, reply)
            sending = True
            _patience(smtp, DATA_TIMEOUT_SECONDS)
            smtp.send(_dotted(raw))
            code, reply = smtp.getreply()
            _patience(smtp, TIMEOUT_SECONDS)
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            if sending:
                # Only the relay knows whether it took it.
                return Outcome(UNCERTAIN, "", type(error).__name__[:40])
            raise RelayLostError from error
        return Outcome(ACCEPTED, _code(code, reply)) if code < 400 else self._refused(code, reply)

    def _ask(self, smtp: smtplib.SMTP, recipient: str, name: str) -> tuple[int, bytes]:
        """Everything before the mail itself; the first answer that is not a yes ends it."""
        envelope, wishes = _reports(smtp, name) if self.settings.mail_bounces else ((), ())
        code, reply = smtp.mail(tags.sender(name, self.settings), envelope)
        if code < 400:
            code, reply = smtp.rcpt(recipient, wishes)
        if code < 400:
            code, reply = smtp.docmd("DATA")
        return code, reply

    def _connect(self) -> smtplib.SMTP:
        config = current_app.config
        host, port = config["MAIL_SERVER"], config["MAIL_PORT"]
        try:
            if port == IMPLICIT_TLS_PORT:
                context = ssl.create_default_context()
                smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                    host, port, timeout=TIMEOUT_SECONDS, context=context
                )
            else:
                smtp = smtplib.SMTP(host, port, timeout=TIMEOUT_SECONDS)
                if config["MAIL_USE_TLS"]:
                    smtp.starttls(context=ssl.create_default_context())
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
            raise RelayBusyError
        try:
            if self.smtp is not None:
                self.smtp.rset()
        except (OSError, smtplib.SMTPException):
            # It said no and hung up: the answer counts all the same.
            self._drop()
        state = DEFERRED if code < 500 else REFUSED
        return Outcome(state, _code(code, reply))

    def _drop(self) -> None:
        smtp, self.smtp = self.smtp, None
        if smtp is not None:
            smtp.close()

    def _hang_up(self) -> None:
        if self.smtp is None:
            return
        try:
            _patience(self.smtp, QUIT_TIMEOUT_SECONDS)
            self.smtp.quit()
        except (OSError, smtplib.SMTPException):
            # What was accepted stays accepted, however the line goes dead (R47).
            logger.info("the relay did not say goodbye")
        self._drop()


def transport(settings: Settings) -> Transport:
    if settings.mail_to_folder:
        return Folder(settings.instance / "mail")
    return Relay(settings)


def _reports(smtp: smtplib.SMTP, name: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """RFC 3461: report only what failed, say which mail it was, and send no words of it back."""
    if not smtp.has_extn("dsn"):
        return (), ()
    return ("RET=HDRS", f"ENVID={name}"), ("NOTIFY=FAILURE",)


def _patience(smtp: smtplib.SMTP, seconds: float) -> None:
    if smtp.sock is not None:
        smtp.sock.settimeout(seconds)


def _code(code: int, reply: bytes) -> str:
    enhanced = ENHANCED.search(reply[:40])
    return f"{code} {enhanced[0].decode()}" if enhanced else str(code)


def _dotted(raw: bytes) -> bytes:
    """RFC 5321 4.5.2: a line that starts with a dot gets another, and a lone one ends the mail."""
    lines = re.sub(rb"\r\n|\r|\n", b"\r\n", raw)
    return re.sub(rb"(?m)^\.", b"..", lines).removesuffix(b"\r\n") + b"\r\n.\r\n"
