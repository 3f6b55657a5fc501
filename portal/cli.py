"""The ``portal`` command: Flask's own commands and ours."""

import sys

import click
from flask import Flask
from flask.cli import with_appcontext

from portal.app import create_app
from portal.commands import Commands
from portal.config import DKIM_KINDS, PREFIX, SettingsError, make_dkim_key, make_keys
from portal.core.crypto import CryptoError, rewrap_all
from portal.doctor.cli import doctor
from portal.notice.cli import notice_group
from portal.server import StartError, prepare, welcome, work
from portal.server import serve as serve_until_stopped


def _create() -> Flask:
    try:
        return create_app()
    except SettingsError as error:
        raise SystemExit(f"The portal cannot start. {error}") from None


@click.group(cls=Commands, create_app=_create, add_default_commands=True)
def main() -> None:
    """Run and look after the portal."""


# It needs no app: a build without settings asks whether the notice is published.
main.add_command(notice_group)
# Settings that do not let the portal start are among what it looks at.
main.add_command(doctor)


@main.command("serve", with_appcontext=False)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen at.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
def serve(host: str, port: int) -> None:
    """Everything on one machine: migrate, serve, send mail and keep the schedule."""
    try:
        settings, has_staff = prepare(host, port)
        click.echo("\n".join(welcome(settings, has_staff, host, port)))
        serve_until_stopped(settings, host, port)
    except (SettingsError, StartError) as error:
        raise SystemExit(f"The portal cannot start. {error}") from None


@main.command("worker", with_appcontext=False)
@click.option("--parent", default=0, hidden=True, help="Leave when this process is gone.")
def worker(parent: int) -> None:
    """Send mail and keep the schedule: the background process, any number of them."""
    try:
        work(_create(), parent)
    except CryptoError as error:
        raise SystemExit(f"The worker cannot start. {error}.") from None


@main.group()
def keys() -> None:
    """Secrets of this portal."""


@keys.command("rotate")
@with_appcontext
def rotate() -> None:
    """Wrap every record's key with the newest of PORTAL_DATA_KEYS; afterwards the others can go."""
    click.echo(f"{rewrap_all()} record keys wrapped anew.")


@keys.command("make")
def make() -> None:
    """Print a new set of secrets, as settings."""
    for name, value in make_keys().items():
        click.echo(f"{PREFIX}{name}={value}")


@keys.command("dkim")
@click.argument("selector")
@click.option("--kind", default="rsa", show_default=True, type=click.Choice(DKIM_KINDS))
def dkim(selector: str, kind: str) -> None:
    """Make a key that signs mail, under a name such as s2026; prints what to set and publish."""
    try:
        made = make_dkim_key(selector, kind)
    except SettingsError as error:
        raise click.UsageError(str(error)) from None
    click.echo(f"{PREFIX}DKIM_KEYS={made.setting}")
    click.echo(
        f"# Publish this TXT record first, at {selector}._domainkey and the domain of "
        f"{PREFIX}MAIL_FROM:\n# {made.record}"
    )


if __name__ == "__main__":
    sys.exit(main())
