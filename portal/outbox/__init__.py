"""Mail to be sent. A row says what kind and about which record; no address, text or token.

The row is written in the transaction of its cause. The worker claims it under a lease, builds the
mail at that moment, hands it over and writes down what the relay said. Beside the usual files:
``compose`` makes a mail from its templates, ``delivery`` works through what is due, ``transport``
talks to the relay.
"""

from datetime import timedelta

from flask import Flask

from portal.core.jobs import every, heartbeat_age
from portal.outbox import cli, jobs
from portal.outbox.compose import HeaderError, Source, compose, list_headers
from portal.outbox.delivery import BUILDERS, Builder, deliver_due
from portal.outbox.models import BULK, NOW
from portal.outbox.service import counts, post, post_many, resume, send_again, stop, total
from portal.records import offer

DELIVER_EVERY = timedelta(seconds=1)

__all__ = [
    "BULK",
    "NOW",
    "Builder",
    "HeaderError",
    "Source",
    "compose",
    "counts",
    "deliver_due",
    "heartbeat_age",
    "list_headers",
    "post",
    "post_many",
    "register",
    "resume",
    "send_again",
    "stop",
]


def register(kind: str, builder: Builder) -> None:
    """Say who builds mails of a kind. The builder gets the row's subject and batch."""
    BUILDERS[kind] = builder


def init_app(app: Flask) -> None:
    """Join the application: a command, the deliveries, and what becomes of old rows."""
    app.cli.add_command(cli.group)
    every(app, "outbox.deliver", DELIVER_EVERY, jobs.Deliveries(), shared=False)
    offer("outbox.total", total)
