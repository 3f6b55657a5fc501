"""portal retention: remove what is over, hold what a court needs, list what to shred."""

from datetime import datetime

import click
from flask.cli import AppGroup

from portal.core.clock import LONDON, in_words, now, today
from portal.records.service import erasing, holds, paper, retention, tables
from portal.records.service.holds import HoldError
from portal.records.service.paper import PaperError
from portal.register import retention as rules

group = AppGroup("retention", help="How long things are kept, and removing what is over.")
EARLY = click.Choice(list(paper.EARLY))
# The number of a record may begin with a dash.
NUMBERS = {"context_settings": {"ignore_unknown_options": True}}
DAY = click.DateTime(formats=["%Y-%m-%d"])


@group.command("run")
@click.option("--dry-run", is_flag=True, help="Count what would go, and remove nothing.")
def run(dry_run: bool) -> None:
    """Remove what is over, by the register's rules. The worker does so every hour."""
    if not dry_run:
        erasing.replay()
    try:
        done = retention.run(dry_run=dry_run)
    except retention.RetentionError as error:
        raise SystemExit(f"Not everything was removed: {error}.") from None
    click.echo(f"{'due':>7} {'would go' if dry_run else 'removed':>8} {'held':>5}  rule")
    for count in done.counts:
        click.echo(f"{count.due:>7} {count.removed:>8} {count.held:>5}  {count.rule}")
    click.echo(f"On hold now, due or not: {len(holds.open_holds())}.")
    if not dry_run:
        click.echo(f"Keys without a record that were destroyed: {erasing.sweep_orphans()}.")


@group.command("runs")
@click.option("--last", default=24, show_default=True, help="How many, the newest first.")
def show_runs(last: int) -> None:
    """Print what past runs removed, rule by rule; they are kept for 2 years."""
    runs = retention.recent(last)
    click.echo(f"{'due':>7} {'removed':>8} {'held':>5}  rule")
    parts = retention.parts_of(runs)
    for each in runs:
        click.echo(f"{in_words(each.ran_at)}, {each.ran_at:%H:%M} UTC")
        for count in parts[each.ran_at]:
            click.echo(f"{count.due:>7} {count.removed:>8} {count.held:>5}  {count.rule}")


@group.command("list")
def show() -> None:
    """Print every rule: what, how long, and who keeps to it."""
    for rule in rules().rules:
        by = f"people ({rule.owner})" if rule.by_people else rule.table
        click.echo(f"{rule.key:18} {by:40} {rule.words}")


@group.command("hold", **NUMBERS)
@click.argument("record")
@click.option("--ground", required=True, type=click.Choice(list(holds.GROUNDS)), help="Why.")
@click.option("--owner", required=True, help="The role that answers for it.")
@click.option("--review", required=True, type=DAY, help="When it is looked at again.")
def hold(record: str, ground: str, owner: str, review: datetime) -> None:
    """Keep a record, by its reference or its number, beyond its period."""
    try:
        holds.place(record, ground, owner, review.date())
    except HoldError as error:
        raise SystemExit(f"Not held: {error}.") from None
    click.echo(f"{record} is held. It is looked at again on {in_words(review.date())}.")


@group.command("keep", **NUMBERS)
@click.argument("record")
@click.option("--review", required=True, type=DAY, help="When it is looked at next.")
def keep(record: str, review: datetime) -> None:
    """Note that a hold was looked at, and is still needed."""
    try:
        holds.keep(record, review.date())
    except HoldError as error:
        raise SystemExit(f"Not kept: {error}.") from None
    click.echo(f"{record} stays held. It is looked at again on {in_words(review.date())}.")


@group.command("release", **NUMBERS)
@click.argument("record")
def release(record: str) -> None:
    """Let a record go when its period is over."""
    try:
        holds.release(record)
    except HoldError as error:
        raise SystemExit(f"Not released: {error}.") from None
    click.echo(f"{record} is held no more. The next run removes it if its time is over.")


@group.command("holds")
def show_holds() -> None:
    """Print every hold, the one to be looked at first in front."""
    listed = holds.open_holds()
    references = tables.references_of({each.record for each in listed})
    for each in listed:
        look = "  look at it now" if each.review_on <= today() else ""
        known = f"{references.get(each.record, ''):11}  {each.record}"
        click.echo(f"{each.review_on}  {known}  {each.ground:10} {each.owner}{look}")


@group.command("paper")
@click.option("--all", "everything", is_flag=True, help="Also what is not due yet.")
def show_paper(everything: bool) -> None:
    """Print the paper list: what to shred, and where it is."""
    listed = paper.listed() if everything else paper.due(now())
    for item in listed:
        until = f"keep {item.waits}" if item.waits else f"shred on {item.shred_on}"
        click.echo(f"{item.reference}  {item.place}  {item.what}  ({until})")
    if not listed:
        click.echo("No paper has to be shredded.")


@group.command("paper-add")
@click.argument("kind", type=click.Choice(list(paper.kinds())))
@click.option("--place", required=True, help="Where the paper is, without a name.")
@click.option("--from", "counts_from", required=True, type=DAY, help="The day its time begins.")
@click.option("--email", default="", help="Whose it is, if known; kept as a keyed code only.")
def add_paper(kind: str, place: str, counts_from: datetime, email: str) -> None:
    """List paper; prints the reference to write on it."""
    try:
        reference = paper.add(kind, place, counts_from.replace(tzinfo=LONDON), email)
    except (PaperError, ValueError) as error:
        raise SystemExit(f"Not listed: {error}.") from None
    click.echo(reference)


@group.command("paper-done")
@click.argument("reference")
@click.option("--early", type=EARLY, help="Why it is gone before its day.")
def paper_done(reference: str, early: str | None) -> None:
    """Note that paper was shredded; before its day, with the reason."""
    try:
        noted = paper.destroyed(reference, early or "")
    except PaperError as error:
        raise SystemExit(
            f"Not noted: {error}. Is it gone all the same? Say why with --early."
        ) from None
    if not noted:
        raise SystemExit("No such paper is waiting: portal retention paper --all lists it.")
    click.echo("Noted.")
