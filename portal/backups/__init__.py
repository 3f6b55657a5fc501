"""Backups: copies of both stores, kept apart, and the way back.

Keeps nothing of its own: copies lie in the folders that an operator names, and nobody is in their
names or manifests.
"""

from flask import Flask

import portal.staff as staff
from portal.backups import cli
from portal.backups.service import restoring
from portal.backups.service.taking import TAKEN as LAST

__all__ = ["LAST", "PUT_ASIDE", "register"]

# What a restore leaves of a file that was here before.
PUT_ASIDE = "*.db.before-*"


def register(app: Flask) -> None:
    """Join the application: commands, and what the trail says of a restore."""
    app.cli.add_command(cli.backup)
    app.cli.add_command(cli.restore)
    staff.register_action(restoring.ACTION, "Put a backup back")
