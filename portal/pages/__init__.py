"""Content pages, their search and site map, and what machines ask a site for.

Keeps no personal data: pages come from files, and the search index is made from them.
"""

from flask import Flask

from portal.core import panels
from portal.core.site import current_settings
from portal.pages import cli, views
from portal.pages.service import library


def register(app: Flask) -> None:
    """Read the library and join the application. Raises ContentError when a file is broken."""
    with app.app_context():
        settings = current_settings()
    values = {name: getattr(settings, name) for name in library.PLACEHOLDERS}
    pages = library.load(settings.content_dir, values)
    app.extensions[library.EXTENSION] = pages
    for blueprint in views.BLUEPRINTS:
        app.register_blueprint(blueprint)
    app.cli.add_command(cli.group)
    app.context_processor(views.frame)
    app.before_request(views.suggest)
    panels.register("pages.known", pages.pages.__contains__)
