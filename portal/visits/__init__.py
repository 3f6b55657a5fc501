"""How often each page is read, counted on the server (RULES R4, PROMISES S042).

Keeps a number for each page and day. Nothing is stored on a device, and no address, browser or
query is looked at: a view is one more, whoever it was.
"""

from flask import Flask

from portal.staff import register_page
from portal.visits import cli, jobs, views


def register(app: Flask) -> None:
    """Join the application."""
    app.extensions[jobs.EXTENSION] = jobs.Counting(app)
    app.after_request(views.count)
    app.cli.add_command(cli.visits)
    app.register_blueprint(views.bp)
    register_page("Visits", views.DESK, ("editor", "admin"), order=70)


def keep(app: Flask) -> None:
    """Write down what is counted, from now on: a process that serves pages says so."""
    jobs.counting(app).keep()
