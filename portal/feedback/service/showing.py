"""What everybody may read on /you-said: what its author allowed and staff approved."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select

from portal.core.crypto import load_keys
from portal.extensions import db
from portal.feedback.models import PUBLISHED, Feedback
from portal.feedback.service.reading import PAGE_SIZE


@dataclass(frozen=True)
class Said:
    """One published message with its answer: nothing in it says who wrote it."""

    public_id: str
    text: str
    answer: str
    topic: str
    page: str
    is_redacted: bool
    received_at: datetime
    published_at: datetime


def published(*, page: int = 1, size: int = PAGE_SIZE) -> list[Said]:
    """What may be read by everybody, the newest first. An erased one is left out."""
    chosen = select(Feedback).where(*_public()).order_by(Feedback.published_at.desc())
    rows = list(db.session.scalars(chosen.limit(size).offset((page - 1) * size)))
    load_keys(rows)
    return [_said(row) for row in rows]


def count_published() -> int:
    """How many may be read by everybody."""
    return db.session.scalar(select(func.count(Feedback.id)).where(*_public())) or 0


def _public() -> list[ColumnElement[bool]]:
    """Both yeses: its author's and ours (RULES R25)."""
    allowed = Feedback.may_publish.is_(True)
    return [Feedback.state == PUBLISHED, allowed, Feedback.published_at.is_not(None)]


def _said(row: Feedback) -> Said:
    return Said(
        public_id=row.public_id,
        text=row.redacted or row.message or "",
        answer=row.answer or "",
        topic=row.topic,
        page=row.page,
        is_redacted=bool(row.redacted),
        received_at=row.received_at,
        published_at=row.published_at or row.received_at,
    )
