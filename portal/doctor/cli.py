"""portal doctor: what it saw, and what to do."""

import click
from flask.cli import ScriptInfo

from portal.doctor.service import findings, looking
from portal.doctor.service.findings import LOOK, OK, WRONG, Finding

WIDTH = 12


@click.command("doctor")
@click.pass_obj
def doctor(info: ScriptInfo) -> None:
    """Look at settings, database, mail, clock and disk, and say what to do (exit 1: wrong)."""
    try:
        app = info.load_app()
    except SystemExit as told:
        # The settings do not let the portal start, and say why themselves.
        found = [findings.wrong("settings", str(told.code), "Put it right, then ask again.")]
    else:
        with app.app_context():
            found = looking.everything()
    for each in found:
        click.echo(_line(each))
    counts = {state: sum(each.state == state for each in found) for state in (WRONG, LOOK, OK)}
    click.echo(f"{counts[WRONG]} wrong, {counts[LOOK]} to look at, {counts[OK]} ok.")
    raise SystemExit(1 if counts[WRONG] else 0)


def _line(found: Finding) -> str:
    line = f"{found.state:<6} {found.check:<{WIDTH}} {found.saw}"
    return f"{line}\n{'':<{WIDTH + 8}}{found.todo}" if found.todo else line
