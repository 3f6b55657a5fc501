"""A mail server that keeps what it gets: the only thing tests fake besides the clock."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.support.servers import free_port

LOOPBACK = "127.0.0.1"


@dataclass(frozen=True)
class Delivered:
    """One mail as it came over the wire."""

    mail_from: str
    rcpt_tos: list[str]
    raw: bytes

    @property
    def message(self) -> EmailMessage:
        """The mail, parsed."""
        parsed = message_from_bytes(self.raw, policy=policy.default)
        assert isinstance(parsed, EmailMessage)
        return parsed

    @property
    def text(self) -> str:
        """Its plain text part."""
        return self._part("plain")

    @property
    def html(self) -> str:
        """Its HTML part."""
        return self._part("html")

    def _part(self, kind: str) -> str:
        part = self.message.get_body(preferencelist=(kind,))
        assert part is not None, f"the mail has no {kind} part"
        return str(part.get_content())


@dataclass
class Sink:
    """Answers as a test tells it to, by recipient; says yes to everybody else."""

    port: int
    host: str = LOOPBACK
    mails: list[Delivered] = field(default_factory=list)
    refusals: dict[str, str] = field(default_factory=dict)

    @property
    def settings(self) -> dict[str, Any]:
        """What `make_app` needs to send here."""
        return {"mail_server": self.host, "mail_port": self.port, "mail_use_tls": "no"}

    def to(self, address: str) -> list[Delivered]:
        """The mails that one address got, oldest first."""
        return [mail for mail in self.mails if address in mail.rcpt_tos]

    def refuse(self, address: str, answer: str = "550 5.1.1 No such mailbox") -> None:
        """Answer this to RCPT TO for an address: 4xx is for now, 5xx for good."""
        self.refusals[address] = answer

    async def handle_RCPT(  # noqa: N802 (the library's name)
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: Any
    ) -> str:
        """Take or refuse a recipient."""
        if address in self.refusals:
            return self.refusals[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 (the library's name)
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Keep a mail."""
        raw = envelope.original_content or b""
        self.mails.append(Delivered(envelope.mail_from or "", list(envelope.rcpt_tos), raw))
        return "250 OK"


@pytest.fixture
def smtp_sink() -> Iterator[Sink]:
    """A mail server on this machine; `make_app(**smtp_sink.settings)` sends to it."""
    sink = Sink(free_port())
    controller = Controller(sink, hostname=sink.host, port=sink.port)
    controller.start()
    try:
        yield sink
    finally:
        controller.stop()
