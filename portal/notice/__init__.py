"""The privacy notice: its version in force, the older ones, what changed, and the promises in it.

Keeps no personal data: versions are files, frozen when they are published.
"""

from datetime import datetime, timedelta
from functools import partial

from flask import Flask

from portal.core import checks, markdown, panels
from portal.core import jobs as schedule
from portal.core.panels import OwnPage
from portal.notice import cli, jobs, views
from portal.notice.service import failing, lock, promises, reading
from portal.staff import register_count

CHECK_EVERY = timedelta(hours=1)
ANNOUNCE_EVERY = timedelta(hours=1)
# What stands at the desk of each role whose queues may hold what breaks a promise.
NOT_KEPT = {
    "admin": ("promise not kept", "promises not kept"),
    "investigator": (
        "promise about complaints not kept",
        "promises about complaints not kept",
    ),
    "moderator": ("promise about feedback not kept", "promises about feedback not kept"),
}


def register(app: Flask) -> None:
    """Join the application."""
    for blueprint in views.BLUEPRINTS:
        app.register_blueprint(blueprint)
    app.context_processor(views.coming)
    panels.register("pages.elsewhere", _pages)
    panels.register("home.promises", views.live)
    panels.register("home.not_kept", promises.not_kept)
    for role, labels in NOT_KEPT.items():
        # An admin counts all of them. For others the cases themselves come first.
        all_of_them = role == "admin"
        question = _not_kept if all_of_them else partial(_not_kept, role)
        register_count(labels, views.DESK, (role,), question, urgent=all_of_them)
    app.cli.add_command(cli.promises_command)
    checks.register("attested", promises.attested)
    checks.register("notice-lock", lock.check)
    markdown.register_directive("promise", views.mark, views.no_mark)
    schedule.every(app, "notice.promises", CHECK_EVERY, jobs.check_promises)
    schedule.every(app, "notice.announce", ANNOUNCE_EVERY, jobs.announce)


def _not_kept(role: str = "") -> tuple[int, datetime | None]:
    """Of all promises, or of those that depend on what one role sees to."""
    return (failing.count_for(role) if role else promises.not_kept()), None


def _pages() -> list[OwnPage]:
    """What content pages, the search and the site map may name."""
    return [
        OwnPage(
            slug=reading.SLUG,
            title=reading.TITLE,
            summary=reading.SUMMARY,
            words=reading.words,
            changed=reading.in_force().effective,
            order=20,
        ),
        OwnPage(
            slug=f"{reading.SLUG}/promises",
            title=promises.TITLE,
            summary=promises.SUMMARY,
            words=promises.words,
            order=21,
        ),
    ]
