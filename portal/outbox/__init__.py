"""Mail to be sent. A row says what kind and about which record; no address, text or token.

The row is written in the transaction of its cause. The worker claims it under a lease, builds the
mail at that moment, hands it over and writes down what the relay said. Beside the usual files:
``compose`` makes a mail from its templates, ``delivery`` works through what is due, ``transport``
talks to the relay, ``incoming`` reads what comes back.
"""

from datetime import timedelta

from flask import Flask

from portal.core import panels
from portal.core.jobs import every, heartbeat_age
from portal.outbox import cli, jobs
from portal.outbox.compose import HeaderError, Source, compose, list_headers, unsubscribe_header
from portal.outbox.delivery import BUILDERS, Builder, Skip, deliver_due
from portal.outbox.incoming import folder
from portal.outbox.models import BULK, NOW, OutboxRow
from portal.outbox.moulds import LEAVE, NOBODY, Copy, greeting, mould
from portal.outbox.service import (
    counts,
    is_forgotten,
    may_have_left,
    post,
    post_many,
    resume,
    send_again,
    stop,
    total,
)
from portal.outbox.service.returns import Returned, on_leave, on_return
from portal.records import offer

DELIVER_EVERY = timedelta(seconds=1)
RECEIVE_EVERY = timedelta(minutes=1)

__all__ = [
    "BULK",
    "LEAVE",
    "NOBODY",
    "NOW",
    "Builder",
    "Copy",
    "HeaderError",
    "Returned",
    "Skip",
    "Source",
    "compose",
    "counts",
    "deliver_due",
    "greeting",
    "heartbeat_age",
    "is_forgotten",
    "list_headers",
    "may_have_left",
    "mould",
    "on_leave",
    "on_return",
    "post",
    "post_many",
    "register",
    "resume",
    "send_again",
    "stop",
    "unsubscribe_header",
]

STATES = {
    "due": "Waits to be sent",
    "claimed": "Being sent",
    "deferred": "Your mail system asked us to try again later",
    "accepted": "Your mail system took it",
    "refused": "Your mail system refused it",
    "uncertain": "Nobody can say whether it arrived",
    "skipped": "Not sent: it was not needed any more, or too many were asked for",
    "parked": "Not sent: something went wrong here",
    "stopped": "Held back by us",
    "returned": "It came back to us",
    "complained": "Your mail company told us that it was not wanted",
}


_to_staff: set[str] = set()


def register(kind: str, builder: Builder, *, to_staff: bool = False) -> None:
    """Say who builds mails of a kind. The builder gets the row's subject and batch.

    A mail to our own staff is none that the person was sent, though it is about their record.
    """
    BUILDERS[kind] = builder
    if to_staff:
        _to_staff.add(kind)


def init_app(app: Flask) -> None:
    """Join the application: a command, the deliveries, and what becomes of old rows."""
    app.cli.add_command(cli.group)
    panels.register("records.words", _words)
    panels.register("records.not_theirs", _not_theirs)
    every(app, "outbox.deliver", DELIVER_EVERY, jobs.Deliveries(), shared=False)
    every(app, "outbox.receive", RECEIVE_EVERY, folder.empty, shared=False)
    offer("outbox.total", total)


def _not_theirs(table: str, row: object) -> bool:
    """Whether a row is of a mail that went to somebody else than the person it is about."""
    return table == OutboxRow.__tablename__ and getattr(row, "kind", "") in _to_staff


def _words(table: str, column: str, value: str) -> str | None:
    """What became of a mail, for the person it was for."""
    return STATES.get(value) if (table, column) == ("outbox", "state") else None
