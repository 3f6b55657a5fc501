"""The privacy notice: its version in force, the older ones, what changed, and the promises in it.

Keeps no personal data: versions are files, frozen when they are published.
"""

from flask import Flask

from portal.core import panels
from portal.core.panels import OwnPage
from portal.notice import views
from portal.notice.service import reading


def register(app: Flask) -> None:
    """Join the application."""
    for blueprint in views.BLUEPRINTS:
        app.register_blueprint(blueprint)
    app.context_processor(views.coming)
    panels.register("pages.elsewhere", _pages)


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
        )
    ]
