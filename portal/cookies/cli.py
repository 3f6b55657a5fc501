"""Commands about the cookie choice."""

import click
from flask.cli import AppGroup

from portal.cookies import service

group = AppGroup("cookies", help="How the question about cookies is answered.")


@group.command("counts")
def counts() -> None:
    """How often each answer was given, by day, question and place. Nothing says who answered."""
    answers = service.answers()
    if not answers:
        click.echo("Nobody has answered yet.")
        return
    click.echo(f"{'day':<10}  question  {'answer':<7}  {'place':<9}  times")
    for each in answers:
        click.echo(
            f"{each.day}  {each.revision:>8}  {each.choice:<7}  {each.route:<9}  {each.count:>5}"
        )
