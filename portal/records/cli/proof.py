"""portal records: the record of processing, and the log of what we decided to share."""

from collections.abc import Iterable

import click
from flask.cli import AppGroup

from portal.core import spreadsheet
from portal.core.site import current_settings
from portal.records.service import processing, sharing
from portal.records.service.sharing import DisclosureError

group = AppGroup("records", help="What shows that the law is kept to.")
AS_CSV = click.option("--csv", "as_csv", is_flag=True, help="For a spreadsheet.")


@group.command("processing")
@AS_CSV
def show_processing(as_csv: bool) -> None:
    """Print the record of processing activities (UK GDPR Article 30)."""
    settings = current_settings()
    activities = processing.activities(settings)
    if as_csv:
        _csv(processing.COLUMNS, (activity.cells() for activity in activities))
        return
    for name, value in processing.controller(settings):
        click.echo(f"{name}: {value}")
    for activity in activities:
        click.echo("")
        for name, value in zip(processing.COLUMNS, activity.cells(), strict=True):
            click.echo(f"{name}: {value}")


@group.command("disclose")
@click.option("--to", "recipient", required=True, help="The organisation, never a person.")
@click.option("--what", required=True, help="What kind of information.")
@click.option("--ground", required=True, type=click.Choice(list(sharing.GROUNDS)))
@click.option("--by", "decided_by", required=True, help="The role that decided.")
@click.option("--law", default="", help="Which Act, order or article allows it.")
@click.option("--record", default="", help="The number of the record, if there is one.")
def disclose(
    recipient: str, what: str, ground: str, decided_by: str, law: str, record: str
) -> None:
    """Write down the decision to share something, and which law allows it."""
    try:
        sharing.log(recipient, what, ground, decided_by, record, law)
    except DisclosureError as error:
        raise SystemExit(f"Not logged: {error}.") from None
    click.echo("Logged.")


@group.command("disclosures")
@AS_CSV
def show_disclosures(as_csv: bool) -> None:
    """Print what we decided to share, with whom, and why that is allowed."""
    lines = sharing.cells(sharing.listed())
    if as_csv:
        _csv(sharing.COLUMNS, lines)
        return
    for line in lines:
        click.echo("  ".join(cell for cell in line if cell))


def _csv(head: Iterable[str], lines: Iterable[Iterable[str]]) -> None:
    for cells in (head, *lines):
        click.echo(spreadsheet.line(cells), nl=False)
