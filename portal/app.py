"""create_app and the features: start reading here."""

from collections.abc import Callable
from pathlib import Path

from flask import Flask
from flask_migrate import upgrade
from werkzeug.middleware.proxy_fix import ProxyFix

import portal.accessibility
import portal.backups
import portal.bulletins
import portal.complaints
import portal.cookies
import portal.dev_mail
import portal.embeds
import portal.feedback
import portal.investigations
import portal.moderation
import portal.notice
import portal.outbox
import portal.pages
import portal.records
import portal.staff
import portal.visits
import portal.your_data
from portal.config import Settings, load
from portal.core import database, errors, hosts, live_checks, logging, outbound, security, site
from portal.core.cookie_gate import CookieGate
from portal.extensions import csrf, db, mail, migrate

FEATURES: tuple[Callable[[Flask], None], ...] = (
    portal.records.init_app,
    portal.outbox.init_app,
    portal.staff.register,
    portal.cookies.register,
    portal.accessibility.register,
    portal.embeds.register,
    # Before the pages, which may name their own.
    portal.your_data.register,
    portal.feedback.register,
    portal.complaints.register,
    # Before the pages, which may name the ones that other features make.
    portal.notice.register,
    portal.pages.register,
    portal.bulletins.register,
    portal.visits.register,
    portal.dev_mail.register,
    # Above the features: they know them.
    portal.moderation.register,
    portal.investigations.register,
    portal.backups.register,
)
# TRUST B14: more than any form here needs, less than what would hurt.
MAX_BODY_BYTES = 64 * 1024
MAX_FORM_PARTS = 50
STATIC_SECONDS = 31_536_000
MIGRATIONS = Path(__file__).parent.parent / "migrations"


def create_app(settings: Settings | None = None) -> Flask:
    """Build the application. Raises SettingsError when a setting is missing or wrong."""
    settings = settings or load()
    settings.instance.mkdir(parents=True, exist_ok=True, mode=0o700)
    app = Flask("portal", instance_path=str(settings.instance))
    app.extensions[site.EXTENSION] = settings
    outbound.init_app(app)
    app.config.from_mapping(_configuration(settings))
    logging.init_app(app)
    # Before whatever answers a request by itself.
    hosts.init_app(app)
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    db.init_app(app)
    database.init_app(app)
    migrate.init_app(app, db, directory=str(MIGRATIONS))
    csrf.init_app(app)
    mail.init_app(app)
    security.init_app(app)
    site.init_app(app)
    errors.init_app(app)
    live_checks.init_app(app)
    for register in FEATURES:
        register(app)
    if settings.proxy_hops:
        hops = settings.proxy_hops
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops)  # type: ignore[method-assign]  # Flask's own idiom
    app.wsgi_app = CookieGate(app.wsgi_app, settings)  # type: ignore[method-assign]  # Flask's own idiom
    return app


def migrate_to_latest(app: Flask) -> None:
    """Bring both stores to the newest revision."""
    with app.app_context():
        upgrade()


def _configuration(settings: Settings) -> dict[str, object]:
    return {
        **database.options(settings),
        "SECRET_KEY": settings.secret_keys[0],
        "SECRET_KEY_FALLBACKS": list(settings.secret_keys[1:]),
        "MAX_CONTENT_LENGTH": MAX_BODY_BYTES,
        "MAX_FORM_MEMORY_SIZE": MAX_BODY_BYTES,
        "MAX_FORM_PARTS": MAX_FORM_PARTS,
        "SEND_FILE_MAX_AGE_DEFAULT": STATIC_SECONDS,
        # Public forms carry no token (HOUSE: no visitor session); the desk asks for its own.
        "WTF_CSRF_CHECK_DEFAULT": False,
        "MAIL_SERVER": settings.mail_server,
        "MAIL_PORT": settings.mail_port,
        "MAIL_USERNAME": settings.mail_username or None,
        "MAIL_PASSWORD": settings.mail_password or None,
        "MAIL_USE_TLS": settings.mail_use_tls,
        "MAIL_DEFAULT_SENDER": settings.mail_from,
    }
