"""The cookie choice: the question, the answer, what each cookie is, and what this browser holds.

Keeps a count of answers, and nothing of who answered: the answer itself lives in two cookies of the
visitor's own (portal/register/cookies.toml).
"""

from flask import Flask

from portal.cookies import cli, views
from portal.core import third_party, visitor
from portal.register import check


def register(app: Flask) -> None:
    """Join the application. Raises RegisterError when a register file is wrong."""
    check()
    visitor.init_app(app)
    third_party.init_app(app)
    app.context_processor(views.question)
    app.register_blueprint(views.bp)
    app.cli.add_command(cli.group)
