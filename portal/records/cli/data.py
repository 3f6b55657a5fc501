"""portal data: what is held about one person, as a file; and erasing it."""

import json

import click
from flask.cli import AppGroup

from portal.core.forms import BAD_EMAIL
from portal.records.service import acts, erasing, exporting
from portal.records.service.erasing import Erasure
from portal.records.service.paper import PaperItem

group = AppGroup("data", help="What is held about one person.")


@group.command("export")
@click.argument("email")
def export(email: str) -> None:
    """Print everything held about the owner of an address, as JSON; paper and its place too."""
    try:
        acts.note("records.exported", dict.fromkeys(erasing.fates(email), ""))
        held = exporting.export(email)
    except ValueError:
        raise SystemExit(f"{BAD_EMAIL}.") from None
    click.echo(json.dumps(held.as_dict(), indent=2, ensure_ascii=False))


@group.command("erase")
@click.argument("email")
@click.option("--dry-run", is_flag=True, help="Say what would go and what would stay.")
def erase(email: str, dry_run: bool) -> None:
    """Erase what is held about the owner of an address, and say what stays and why."""
    try:
        if not dry_run:
            acts.note("records.erased", erasing.fates(email))
        done = erasing.preview(email) if dry_run else erasing.erase(email)
    except ValueError:
        raise SystemExit(f"{BAD_EMAIL}.") from None
    _say(done, "Would be erased" if dry_run else "Erased")
    _paper(done.paper)


def _say(done: Erasure, verb: str) -> None:
    if not done.erased:
        click.echo(f"{verb}: nothing, since nothing is held that could be.")
    for title, count in done.erased:
        click.echo(f"{verb}: {title} ({count})")
    for kept in done.kept:
        click.echo(f"Kept: {kept.title}, {kept.until}. Why: {kept.why}.")


def _paper(items: list[PaperItem]) -> None:
    """On paper nothing happens by itself: what a person has to see to."""
    for item in items:
        click.echo(f"On paper: {item.what}, {item.reference}, at {item.place}.")
