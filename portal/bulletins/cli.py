"""portal bulletins: send an issue, see how it went, list what there is."""

from datetime import datetime
from typing import BinaryIO

import click
from flask.cli import AppGroup

from portal.bulletins.service import checking, issues, moving, sending, steering, suppressing
from portal.bulletins.service import marks as marking
from portal.bulletins.service.issues import IssueError
from portal.bulletins.service.sending import UnknownIssueError
from portal.bulletins.service.topics import MONTHLY, WEEKLY
from portal.core.clock import in_words, time_in_words

NEVER = "“{}” was never sent."
# What only a person can decide; the worker sees to all the rest.
NEXT = {
    "uncertain": (
        "Uncertain: nobody can say whether these arrived. Look in the mail server's log, or ask an "
        "admin to mark them as sent at /staff/mail. “portal bulletins again {}” sends them once "
        "more: somebody may get a second copy."
    ),
    "parked": "Parked: these could not be built. Look at /staff/mail for why, and try again there.",
    "stopped": "Stopped: these are held back. “portal bulletins continue {}” sends them.",
}

group = AppGroup("bulletins", help="Write to subscribers.")


@group.command("send")
@click.argument("slug")
def send(slug: str) -> None:
    """Send an issue to everybody who chose its topics. Again: only to those who are new."""
    try:
        sent = sending.send(slug)
    except UnknownIssueError:
        raise SystemExit(_unknown(slug)) from None
    except IssueError as error:
        raise SystemExit(f"Nothing was sent. Put this right first:\n{error}") from None
    click.echo(f"{sent.added} added, {sent.audience} in all. The worker sends them.")


@group.command("status")
@click.argument("slug")
def status(slug: str) -> None:
    """Print what became of an issue's mails."""
    try:
        states = sending.status(slug)
    except UnknownIssueError:
        raise SystemExit(NEVER.format(slug)) from None
    for state, number in sorted(states.items()):
        click.echo(f"{state:10} {number}")
    click.echo("Finished." if sending.is_finished(states) else "Not finished.")
    for state in (each for each in NEXT if states.get(each)):
        click.echo(NEXT[state].format(slug))
    if sending.has_changed(slug):
        click.echo("Its text was changed after it was sent first.")


@group.command("stop")
@click.argument("slug")
def stop(slug: str) -> None:
    """Hold back what has not left yet of an issue."""
    _refuse_unsent(slug)
    click.echo(f"{steering.hold(slug)} held back. “portal bulletins continue {slug}” sends them.")


@group.command("continue")
@click.argument("slug")
def resume(slug: str) -> None:
    """Send the rest of an issue that was stopped, with its text as it is now."""
    _refuse_unsent(slug)
    click.echo(f"{steering.go_on(slug)} will be sent.")


@group.command("again")
@click.argument("slug")
def again(slug: str) -> None:
    """Send the uncertain mails of an issue once more: a few people may get it twice."""
    _refuse_unsent(slug)
    click.echo(f"{steering.send_again(slug)} will be sent again.")


@group.command("list")
def show() -> None:
    """Print every issue: its date, whether it was sent, and what is wrong with it."""
    for slug in issues.every_slug():
        click.echo(_line(slug))


@group.command("import")
@click.option("--marks", is_flag=True, help="The file holds who must be left alone.")
@click.argument("file", type=click.File("rb"))
def import_people(file: BinaryIO, marks: bool) -> None:
    """Take over subscribers from a CSV file: email,name,topics,frequency,source,consented_at.

    With --marks: who must be left alone, after the subscribers.
    """
    try:
        if marks:
            click.echo(f"{marking.import_marks(file)} marks taken over.")
            return
        report = moving.import_people(file)
    except (moving.FileError, marking.MarksError) as error:
        raise SystemExit(f"Nothing was imported. {error}") from None
    for line, why in report.refused:
        click.echo(f"line {line}: {why}")
    click.echo(f"{report.taken} imported, {len(report.refused)} refused.")
    if report.refused and not report.taken:
        raise SystemExit("Nothing was imported. Put these lines right, and import the file again.")


@group.command("export")
@click.option("--marks", is_flag=True, help="Who must be left alone, as keyed codes.")
def export(marks: bool) -> None:
    """Print every subscriber as CSV. Keep the file as you would keep the list itself."""
    for line in marking.export_marks() if marks else moving.export_people():
        click.echo(line, nl=False)


@group.command("write-again")
@click.option("--from", "begins", required=True, type=click.DateTime(["%Y-%m-%d"]))
@click.option("--to", "ends", type=click.DateTime(["%Y-%m-%d"]), help="The last day.")
def write_again(begins: datetime, ends: datetime | None) -> None:
    """Write again to those whose mail came back on a day or more: their mail company was wrong."""
    count = suppressing.lift_since(begins.date(), (ends or begins).date())
    click.echo(f"{count} can be written to again.")


@group.command("digest")
@click.argument("frequency", type=click.Choice([WEEKLY, MONTHLY]))
def digest(frequency: str) -> None:
    """Send the last week's or month's digest, though more than 24 hours have passed."""
    sent = sending.send_digest(frequency, late=True)
    click.echo(f"{sent.added} added." if sent else "There is nothing to send.")


def _refuse_unsent(slug: str) -> None:
    if sending.find_send(slug) is None:
        raise SystemExit(NEVER.format(slug))


def _line(slug: str) -> str:
    try:
        issue = issues.find(slug)
        faults = checking.faults(issue) if issue else []
    except IssueError as error:
        return f"{slug}: {error}"
    sent = sending.find_send(slug)
    when = "not sent"
    if sent:
        when = f"sent on {in_words(sent.frozen_at)} at {time_in_words(sent.frozen_at)}"
    return "\n  ".join([f"{slug}: {issue.date if issue else ''}, {when}", *faults])


def _unknown(slug: str) -> str:
    return f"There is no issue called “{slug}”. Choose from: {', '.join(issues.every_slug())}."
