"""Content pages, their search and site map, and what machines ask a site for.

Keeps no personal data: pages come from files, and the search index is made from them.
"""

from datetime import timedelta

from flask import Flask

from portal.core import jobs as schedule
from portal.core import panels
from portal.core.placeholders import values_of
from portal.core.site import current_settings
from portal.pages import cli, jobs, views
from portal.pages.service import library

# What is found besides our own pages may change while the portal runs.
INDEX_EVERY = timedelta(minutes=10)


def register(app: Flask) -> None:
    """Read the library and join the application. Raises ContentError when a file is broken."""
    with app.app_context():
        settings = current_settings()
    found = library.load(settings.content_dir, values_of(settings))
    app.extensions[library.EXTENSION] = found
    for blueprint in views.BLUEPRINTS:
        app.register_blueprint(blueprint)
    app.cli.add_command(cli.group)
    app.context_processor(views.frame)
    app.before_request(views.suggest)
    schedule.at_start(app, jobs.index)
    schedule.every(app, "pages.index", INDEX_EVERY, jobs.index)
    panels.register("pages.known", views.is_known)
