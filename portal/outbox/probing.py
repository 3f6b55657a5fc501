"""Whether the relay would take mail from us: a connection, TLS and a sign-in, and no mail."""

import smtplib
import ssl

from portal.config import Settings
from portal.outbox.transport import IMPLICIT_TLS_PORT

TIMEOUT_SECONDS = 5
AWAY, UNSAFE, REFUSED = "away", "unsafe", "refused"


class ProbeError(Exception):
    """It would not: what fails, and the kind of the error or the relay's code."""

    def __init__(self, what: str, kind: str) -> None:
        super().__init__(f"{what} ({kind})")
        self.what, self.kind = what, kind


def probe(settings: Settings) -> str:
    """Ask the relay; returns the version of TLS, "" without. Raises ProbeError within seconds."""
    try:
        with _connect(settings) as smtp:
            smtp.ehlo()
            sock = smtp.sock
            version = sock.version() if isinstance(sock, ssl.SSLSocket) else None
            if settings.mail_username:
                smtp.login(settings.mail_username, settings.mail_password)
    except ssl.SSLError as error:
        raise ProbeError(UNSAFE, error.reason or type(error).__name__) from None
    except smtplib.SMTPAuthenticationError as error:
        raise ProbeError(REFUSED, str(error.smtp_code)) from None
    except (OSError, smtplib.SMTPException) as error:
        raise ProbeError(AWAY, type(error).__name__) from None
    return version or ""


def _connect(settings: Settings) -> smtplib.SMTP:
    host, port = settings.mail_server, settings.mail_port
    if port == IMPLICIT_TLS_PORT:
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(host, port, timeout=TIMEOUT_SECONDS, context=context)
    smtp = smtplib.SMTP(host, port, timeout=TIMEOUT_SECONDS)
    if settings.mail_use_tls:
        smtp.starttls(context=ssl.create_default_context())
    return smtp
