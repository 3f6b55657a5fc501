"""Sending a bulletin beside a bare SMTP loop, and its memory as the list grows."""

import resource
import smtplib
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from flask import Flask

from bench.timing import portal
from portal import outbox
from portal.bulletins.models import Subscriber, SubscriberTopic
from portal.bulletins.service import sending
from portal.bulletins.service.requests import email_index
from portal.core.clock import now
from portal.extensions import db

HOST, PORT = "127.0.0.1", 8029
FEW, MANY = 200, 2000


class Counter:
    """A sink that only counts."""

    def __init__(self) -> None:
        self.count = 0
        self.last = b""

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        """Take it."""
        self.count += 1
        self.last = bytes(envelope.content or b"")
        return "250 OK"


def measure() -> Iterator[str]:
    """Print messages a second, the ratio to a bare loop, and how memory grows."""
    sink = Counter()
    controller = Controller(sink, hostname=HOST, port=PORT)
    controller.start()
    try:
        few, many = _measured(FEW), _measured(MANY)
        loop = _bare_loop(sink.last, MANY)
    finally:
        controller.stop()
    yield f"bulletin: {MANY / many[0]:.0f} messages a second from one worker"
    yield f"  {many[0] / loop:.1f} × the time of a bare SMTP loop ({MANY / loop:.0f} a second)"
    yield f"  memory: {few[1]:.0f} MB for {FEW} recipients, {many[1]:.0f} MB for {MANY}"


def fill(folder: str, count: int) -> None:
    """Make a portal in a folder with `welcome` due to so many."""
    with _portal(folder).app_context():
        _subscribe(count)
        sending.send("welcome")


def send(folder: str) -> tuple[float, float]:
    """Send what is due there; seconds, and the largest resident size in MB."""
    with _portal(folder).app_context():
        begun = time.perf_counter()
        while outbox.deliver_due():
            pass
        spent = time.perf_counter() - begun
    return spent, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _portal(folder: str) -> Flask:
    return portal(Path(folder), mail_server=HOST, mail_port=str(PORT), mail_use_tls="no")


def _subscribe(count: int) -> None:
    for number in range(count):
        email = f"p{number}@example.org"
        subscriber = Subscriber(email=email, frequency="each", confirmed_at=now())
        subscriber.email_index = email_index(email)
        subscriber.topics = [SubscriberTopic(topic="wellbeing")]
        db.session.add(subscriber)
    db.session.commit()


def _measured(count: int) -> tuple[float, float]:
    """The same of a list of so many. It is made in another process, which is not measured."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        _in_a_process(f"fill({folder!r}, {count})")
        seconds, megabytes = _in_a_process(f"print(*send({folder!r}))").split()[-2:]
    return float(seconds), float(megabytes)


def _in_a_process(call: str) -> str:
    words = f"from bench.sending import fill, send; {call}"
    done = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, check=True)
    return done.stdout


def _bare_loop(raw: bytes, count: int) -> float:
    begun = time.perf_counter()
    with smtplib.SMTP(HOST, PORT, timeout=30) as smtp:
        for number in range(count):
            smtp.sendmail("portal@example.org", [f"p{number}@example.org"], raw)
    return time.perf_counter() - begun
