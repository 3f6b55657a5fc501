"""portal outbox: what waits, and what became of the rest."""

import click
from flask.cli import AppGroup

from portal.core.clock import in_words, now, time_in_words, wait_in_words
from portal.outbox import delivery, service
from portal.outbox.service import holding
from portal.outbox.transport import RelayDownError
from portal.records.service import acts

group = AppGroup("outbox", help="Mail that is to be sent.")


@group.command("status")
def status() -> None:
    """Print how many mails are in each state."""
    if _held():
        click.echo(f"{_held()} `portal outbox release` lets it go.")
    counts = service.counts()
    for state, number in sorted(counts.items()):
        click.echo(f"{state:10} {number}")
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


@group.command("release")
@click.option("--drop", is_flag=True, help="Do not send what waited in the backup.")
def release(drop: bool) -> None:
    """Let mail go again after a backup was put back. Look at the status first."""
    if not _held():
        click.echo("Nothing is held back.")
        return
    dropped = holding.release(drop=drop)
    acts.note("mail.dropped" if drop else "mail.released")
    click.echo(f"{dropped} dropped. The rest goes now, by the worker.")


def _held() -> str:
    """Since when no mail leaves, in words; "" when it does."""
    since = holding.held_since()
    if since is None:
        return ""
    moment = f"{in_words(since)}, {time_in_words(since)}"
    return f"A backup was put back on {moment}: no mail leaves until somebody says so."
