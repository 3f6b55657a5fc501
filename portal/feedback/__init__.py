"""What people think of the portal. So far: whether each page is useful.

Keeps counts only, by page, day and answer: nothing about a person.
"""

from flask import Flask

from portal.core import panels
from portal.feedback import cli, views


def register(app: Flask) -> None:
    """Join the application."""
    for blueprint in views.BLUEPRINTS:
        app.register_blueprint(blueprint)
    app.cli.add_command(cli.group)
    panels.register("page.useful", views.question)
