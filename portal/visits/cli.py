"""Commands about the visits."""

import click
from flask.cli import with_appcontext

from portal.visits import service


@click.command("visits")
@with_appcontext
def visits() -> None:
    """How often each page was read in the last 30 days; small numbers are not told."""
    pages = service.most_read()
    if not pages:
        click.echo("No page has been counted yet.")
        return
    click.echo(f"{'views':>12}  page")
    for page in pages:
        click.echo(f"{page.words:>12}  {page.page}")
