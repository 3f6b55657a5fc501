"""Mail that was not sent: what a development portal dropped in its folder, links and all.

Exists only in development without a mail server. Keeps nothing: it reads the instance's Maildir.
"""

from flask import Flask

from portal.core.site import current_settings
from portal.dev_mail.views import bp


def register(app: Flask) -> None:
    """Join the application, unless mail is really sent."""
    with app.app_context():
        settings = current_settings()
    if settings.mail_to_folder:
        app.register_blueprint(bp)
