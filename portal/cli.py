"""The ``portal`` command: Flask's own commands and ours."""

import sys

import click
from flask import Flask
from flask.cli import FlaskGroup

from portal.app import create_app
from portal.config import PREFIX, SettingsError, make_keys


def _create() -> Flask:
    try:
        return create_app()
    except SettingsError as error:
        raise SystemExit(f"The portal cannot start. {error}") from None


@click.group(cls=FlaskGroup, create_app=_create, add_default_commands=True)
def main() -> None:
    """Run and look after the portal."""


@main.group()
def keys() -> None:
    """Secrets of this portal."""


@keys.command("make")
def make() -> None:
    """Print a new set of secrets, as settings."""
    for name, value in make_keys().items():
        click.echo(f"{PREFIX}{name}={value}")


if __name__ == "__main__":
    sys.exit(main())
