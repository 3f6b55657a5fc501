"""A Maildir that a mail server drops mail into, and the worker empties."""

import logging
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from portal.core import jobs
from portal.core.clock import now
from portal.core.site import current_settings
from portal.extensions import db
from portal.outbox.incoming import parts
from portal.outbox.incoming.handling import receive

# What a worker that died had in hand is taken up again after this long.
LEFT_BEHIND_SECONDS = 600
MOST_AT_ONCE = 500

logger = logging.getLogger(__name__)


def empty() -> int:
    """Act on what lies in the Maildir, and remove it; returns how many.

    Raises SQLAlchemyError when the database is away: what is left waits.
    """
    box = current_settings().mail_incoming
    if box is None:
        return 0
    done = 0
    for file in _waiting(box)[:MOST_AT_ONCE]:
        if jobs.stopping():
            break
        done += _take(file, box)
    return done


def _waiting(box: Path) -> list[Path]:
    before = now().timestamp() - LEFT_BEHIND_SECONDS
    old = [file for file in _files(box / "cur") if file.stat().st_mtime < before]
    return [*sorted(_files(box / "new")), *old]


def _files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return [file for file in folder.iterdir() if file.is_file() and not file.is_symlink()]


def _take(file: Path, box: Path) -> bool:
    """Act on one file, which no other worker has; it goes when that is done."""
    mine = box / "cur" / file.name
    try:
        mine.parent.mkdir(exist_ok=True)
        file.rename(mine)
        with mine.open("rb") as opened:
            raw = opened.read(parts.MOST_BYTES)
    except FileNotFoundError:
        return False  # another worker was faster
    try:
        receive(raw)
    except SQLAlchemyError:
        db.session.rollback()
        mine.rename(box / "new" / file.name)
        raise
    mine.unlink(missing_ok=True)
    return True
