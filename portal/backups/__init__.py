"""Backups: copies of both stores, kept apart, and the way back.

Keeps nothing of its own: copies lie in the folders that an operator names, and nobody is in their
names or manifests.
"""

from datetime import time

from flask import Flask

import portal.staff as staff
from portal.backups import cli, jobs
from portal.backups.service import restoring
from portal.backups.service.taking import TAKEN as LAST
from portal.core import jobs as schedule

__all__ = ["LAST", "register"]

FORGET_AT = time(3, 30)


def register(app: Flask) -> None:
    """Join the application: commands, what the trail says of a restore, and what it leaves."""
    app.cli.add_command(cli.backup)
    app.cli.add_command(cli.restore)
    schedule.daily(app, "backups.forget_aside", FORGET_AT, jobs.forget_aside)
    staff.register_action(restoring.ACTION, "Put a backup back")
