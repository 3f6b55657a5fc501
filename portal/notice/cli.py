"""Commands about the notice and its promises."""

import textwrap
from datetime import datetime
from pathlib import Path

import click
from flask.cli import with_appcontext

from portal.notice.service import document, lock, promises, publishing
from portal.notice.service.promises import Standing
from portal.register import RegisterError

NO_TABLES = (
    "The portal has no database to look at yet: run portal serve or portal db upgrade first."
)
WIDTH = 96


@click.command("promises")
@click.option("--failing", is_flag=True, help="Only those that are not kept as we look.")
@click.option(
    "--markdown",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Write the tables of this document (docs/promises.md) instead.",
)
@with_appcontext
def promises_command(failing: bool, markdown: Path | None) -> None:
    """Every promise, what keeps it, and whether it is kept now; exit 1 when one is not."""
    if markdown is not None:
        markdown.write_text(document.renewed(markdown.read_text(encoding="utf-8")), "utf-8")
        return
    try:
        found = promises.check_all()
    except promises.NoTablesError:
        raise SystemExit(NO_TABLES) from None
    standings = promises.standings(promises.results())
    broken = [each for each in standings if each.mark in promises.WRONG]
    for standing in broken if failing else standings:
        click.echo(_told(standing))
    for name, finding in found.items():
        click.echo(f"{'FAILED' if finding.wrong else 'ok':6}  {name}: {finding.words}")
        if finding.detail and finding.wrong:
            click.echo(f"        {finding.detail}")
    click.echo(f"{len(standings)} promises, {len(broken)} not kept. {_counted(standings)}.")
    if broken or any(finding.wrong for finding in found.values()):
        raise SystemExit(1)


def _told(standing: Standing) -> str:
    entry = standing.promise
    by = [*entry.code, *entry.tests]
    if entry.owner:
        by = [f"{entry.owner}, from {entry.reviewed} to {entry.review_by}"]
    lines = [
        f"{entry.id}  {entry.numbers or '(not in the earlier notice)'}",
        f"    {entry.kind}: {standing.mark}{_checked(standing)}",
        textwrap.fill(entry.words, WIDTH, initial_indent="    ", subsequent_indent="    "),
    ]
    if entry.missing:
        missing = f"not built: {entry.missing}"
        lines += [textwrap.fill(missing, WIDTH, initial_indent="    ", subsequent_indent="    ")]
    return "\n".join([*lines, *(f"    by {each}" for each in by), ""])


def _checked(standing: Standing) -> str:
    if standing.result is None:
        return ""
    return f"\n    {standing.promise.check} looked {standing.result.when}: {standing.result.found}"


def _counted(standings: list[Standing]) -> str:
    marks = [each.mark for each in standings]
    return ", ".join(f"{marks.count(mark)} {mark}" for mark in dict.fromkeys(marks))


@click.group("notice")
def notice_group() -> None:
    """The privacy notice: what is published, and publishing it."""


@notice_group.command("status")
def status() -> None:
    """What is in force and what is coming; exit 1 when a change is not published."""
    try:
        lines, problem = lock.status(), lock.problem()
        if problem:
            lines += lock.lines_changed()
    except RegisterError as error:
        raise SystemExit(str(error)) from None
    click.echo("\n".join(lines))
    if problem:
        raise SystemExit(problem)
    click.echo("Text and registers are as published.")


@notice_group.command("publish")
@click.option("--summary", required=True, help="What changes for people, in a sentence.")
@click.option("--effective", type=click.DateTime(["%Y-%m-%d"]), help="The day it counts from.")
def publish(summary: str, effective: datetime | None) -> None:
    """Freeze the text as the next version, in a file to commit."""
    try:
        path = publishing.publish(summary, effective.date() if effective else None)
    except (publishing.PublishError, RegisterError) as error:
        raise SystemExit(f"Nothing was published. {error}") from None
    click.echo(f"Published. Commit this file: {path}")
    if effective is None:
        click.echo(
            "It counts from today. A change that makes a difference to people is announced first: "
            "remove the file, and publish again with --effective and a later day."
        )
