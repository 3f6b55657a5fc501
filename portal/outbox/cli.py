"""portal outbox: what waits, and what became of the rest."""

import logging
import sys

import click
from flask.cli import AppGroup, ScriptInfo
from sqlalchemy.exc import SQLAlchemyError

from portal.core.clock import in_words, now, time_in_words, wait_in_words
from portal.outbox import delivery, service
from portal.outbox.incoming import handling
from portal.outbox.incoming.parts import MOST_BYTES
from portal.outbox.service import holding, returns
from portal.outbox.transport import RelayDownError
from portal.records.service import acts

# EX_TEMPFAIL of sysexits.h: the mail server keeps the mail, and tries again.
TRY_LATER = 75

logger = logging.getLogger(__name__)
group = AppGroup("outbox", help="Mail that is to be sent.")


@group.command("status")
def status() -> None:
    """Print how many mails are in each state."""
    if _held():
        click.echo(f"{_held()} `portal outbox release` lets it go.")
    counts = service.counts()
    for state, number in sorted(counts.items()):
        click.echo(f"{state:10} {number}")
    for what, number in sorted(returns.came_in().items()):
        click.echo(f"came in this month, {what}: {number}")
    oldest = service.oldest_waiting()
    if oldest is not None and oldest < now():
        click.echo(f"The oldest link that somebody waits for: {wait_in_words(now() - oldest)}.")


@group.command("deliver")
def deliver() -> None:
    """Send what is due now, without a worker."""
    if _held():
        raise SystemExit(f"{_held()} `portal outbox release` lets it go.")
    try:
        click.echo(f"{delivery.deliver_due()} tried.")
    except RelayDownError:
        raise SystemExit("The mail relay cannot be reached: check PORTAL_MAIL_SERVER.") from None


@group.command("receive", with_appcontext=False)
@click.option("--to", multiple=True, help="The address it came to, if no header says so.")
@click.pass_context
def receive(ctx: click.Context, to: tuple[str, ...]) -> None:
    """Read one mail that came back, from standard input: for a pipe of your mail server.

    Ends with 0 when it is dealt with, whatever it was, and with 75 (try again later) when the
    database is away.
    """
    raw = sys.stdin.buffer.read(MOST_BYTES)
    while sys.stdin.buffer.read(MOST_BYTES):
        pass  # a mail server that is not listened to takes it for a failure
    try:
        with ctx.ensure_object(ScriptInfo).load_app().app_context():
            what = handling.receive(raw, to)
    except SQLAlchemyError as error:
        logger.warning("a mail that came in waits: %s", type(error).__name__)
        raise SystemExit(TRY_LATER) from None
    except Exception as error:
        # Anything but 0 and 75 would bounce the mail. The kind only: it may hold an address.
        logger.error("a mail that came in waits: %s", type(error).__name__, exc_info=error)
        raise SystemExit(TRY_LATER) from None
    click.echo(what)


@group.command("release")
@click.option("--drop", is_flag=True, help="Do not send what waited in the backup.")
def release(drop: bool) -> None:
    """Let mail go again after a backup was put back. Look at the status first."""
    if not _held():
        click.echo("Nothing is held back.")
        return
    dropped = holding.release(drop=drop)
    acts.note("mail.dropped" if drop else "mail.released", {})
    click.echo(f"{dropped} dropped. The rest goes now, by the worker.")


def _held() -> str:
    """Since when no mail leaves, in words; "" when it does."""
    since = holding.held_since()
    if since is None:
        return ""
    moment = f"{in_words(since)}, {time_in_words(since)}"
    return f"A backup was put back on {moment}: no mail leaves until somebody says so."
