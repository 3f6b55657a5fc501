"""Leaving while the database is away: the wish is kept on disk and done later (B25)."""

import logging
import os
from pathlib import Path
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from portal.bulletins.service import subscriptions
from portal.core import tokens
from portal.core.site import current_settings
from portal.extensions import db

UNSUBSCRIBE = "bulletins.unsubscribe"
FILE = "unsubscribe.journal"
logger = logging.getLogger(__name__)


def leave_by_token(token: str) -> dict[str, Any] | None:
    """Unsubscribe whoever the link is for, now or as soon as the database is back.

    Returns what an undo needs, when there is something to undo.
    """
    public_id = tokens.read(UNSUBSCRIBE, token)
    if public_id is None:
        return None
    try:
        return subscriptions.leave(public_id)
    except SQLAlchemyError:
        db.session.rollback()
        _write(token)
        logger.warning("unsubscribe kept in the journal for later")
        return None


def apply() -> int:
    """Do what the journal holds; returns how many. What fails again stays in it."""
    path = _path()
    working = path.with_suffix(".applying")
    # Left by a process that was killed: do it first. Leaving twice is harmless.
    try:
        if not working.exists():
            path.rename(working)
        kept = working.read_text(encoding="ascii")
    except FileNotFoundError:
        return 0  # there is none, or another worker on this machine was faster
    done = 0
    for token in kept.splitlines():
        public_id = tokens.read(UNSUBSCRIBE, token)
        if public_id:
            subscriptions.leave(public_id)
            done += 1
    working.unlink(missing_ok=True)
    return done


def _write(token: str) -> None:
    handle = os.open(_path(), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "a", encoding="ascii") as file:
        file.write(tokens.clean(token) + "\n")
        file.flush()
        os.fsync(file.fileno())


def _path() -> Path:
    return current_settings().instance / FILE
