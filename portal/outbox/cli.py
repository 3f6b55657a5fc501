"""portal outbox: what waits, and what became of the rest."""

import click
from flask.cli import AppGroup

from portal.core.clock import now, wait_in_words
from portal.outbox import delivery, service
from portal.outbox.transport import RelayDownError

group = AppGroup("outbox", help="Mail that is to be sent.")


@group.command("status")
def status() -> None:
    """Print how many mails are in each state."""
    counts = service.counts()
    for state, number in sorted(counts.items()):
        click.echo(f"{state:10} {number}")
    oldest = service.oldest_waiting()
    if oldest is not None and oldest < now():
        click.echo(f"The oldest link that somebody waits for: {wait_in_words(now() - oldest)}.")


@group.command("deliver")
def deliver() -> None:
    """Send what is due now, without a worker."""
    try:
        click.echo(f"{delivery.deliver_due()} tried.")
    except RelayDownError:
        raise SystemExit("The mail relay cannot be reached: check PORTAL_MAIL_SERVER.") from None
