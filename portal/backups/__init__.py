"""Backups: copies of both stores, kept apart, and the way back.

Keeps nothing of its own: copies lie in the folders that an operator names, and nobody is in their
names or manifests.
"""

from flask import Flask

from portal.backups import cli


def register(app: Flask) -> None:
    """Join the application: commands."""
    app.cli.add_command(cli.backup)
