"""How the portal looks: text size, contrast, the tools' bar, language; stored only when chosen.

Keeps nothing: the settings live in the visitor's own cookies (portal/register/cookies.toml).
"""

from flask import Flask

from portal.accessibility import views


def register(app: Flask) -> None:
    """Join the application."""
    app.jinja_env.globals.update(translations=views.translations)
    app.register_blueprint(views.bp)
