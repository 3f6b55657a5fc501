"""portal demo: invented people, for a portal that somebody wants to try out."""

import click
import pyotp
from flask.cli import with_appcontext

from portal.moderation.service import demo
from portal.moderation.service.demo import DemoError

RULE = "=" * 72


@click.command("demo")
@with_appcontext
def command() -> None:
    """Fill this portal with invented people and messages. Never do it where real ones are."""
    try:
        staff = demo.fill()
    except DemoError as error:
        raise SystemExit(f"Nothing was done: {error}.") from None
    click.echo(RULE)
    click.echo("A DEMO: everybody knows these passwords. Never put it where others can reach it.")
    click.echo("Sign in at /staff/ with one of these addresses:")
    for email, role in staff:
        click.echo(f"  {email:<28} ({role})")
    click.echo(f"Password:  {demo.PASSWORD}")
    click.echo(f"Authenticator key: {demo.SECRET}  (a code now: {pyotp.TOTP(demo.SECRET).now()})")
    click.echo(RULE)
