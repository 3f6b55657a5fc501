"""Commands about feedback."""

import click
from flask.cli import AppGroup

from portal.feedback.service import votes

group = AppGroup("feedback", help="What people think of the portal.")


@group.command("counts")
def counts() -> None:
    """How often each page was called useful, and not."""
    rows = votes.counts()
    if not rows:
        click.echo("No page has been answered yet.")
        return
    click.echo(f"{'yes':>6} {'no':>6}  page")
    for row in rows:
        click.echo(f"{row.yes:>6} {row.no:>6}  /{row.page}")
