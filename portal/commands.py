"""The group of all commands: a fault of the database ends one in words, never in SQL."""

import logging
from typing import Any

import click
from flask import Flask, has_app_context
from flask.cli import FlaskGroup
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from portal.core.crypto import CryptoError
from portal.core.database import KEYS, ping
from portal.extensions import db
from portal.pages.service import health

AWAY = "The database cannot be used. See that it runs and lets the portal in: {setting} says where."
BEHIND = (
    "The database is not ready for this version. "
    "Run `portal db upgrade` first, or `portal serve`, which does it."
)
REFUSED = "The database did not do this ({kind}). Where it happened stands above."

logger = logging.getLogger(__name__)


class Commands(FlaskGroup):
    """Flask's group, which keeps what a database says to itself: it may hold what people wrote."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; ends with code 1 and what to do when the database is at fault."""
        try:
            return super().invoke(ctx)
        except SQLAlchemyError as fault:
            raise SystemExit(_words(ctx.obj.load_app(), fault)) from None
        except CryptoError as fault:
            raise SystemExit(f"The keys do not fit the database: {fault}.") from None


def _words(app: Flask, fault: SQLAlchemyError) -> str:
    if has_app_context():
        # What the command had begun would keep the questions below waiting.
        db.session.remove()
    with app.app_context():
        away = [name for name, engine in db.engines.items() if not _answers(engine)]
        if away:
            store = "KEYS_DATABASE_URL" if away == [KEYS] else "DATABASE_URL"
            return AWAY.format(setting=f"PORTAL_{store}")
        if health.is_behind(app.extensions["migrate"].directory):
            return BEHIND
    # The formatter writes places, never the message.
    logger.error("a command failed", exc_info=fault)
    return REFUSED.format(kind=type(fault).__name__)


def _answers(engine: Engine) -> bool:
    try:
        return ping(engine)
    except SQLAlchemyError:
        return False
