"""Why paper is gone: the list of paper knows since when, and the trail the reason, for longer."""

from sqlalchemy import select

from portal.extensions import db
from portal.records.service import paper
from portal.records.service.paper import BREACHES, EARLY, Listed
from portal.staff.models import AuditEntry

GONE = "records.paper_shredded"
IN_TIME = "It was shredded, since its time was over"


def why(number: str) -> str:
    """Why the paper of that number is gone, as a key of EARLY; "" when its time was over."""
    noted = select(AuditEntry.detail).where(AuditEntry.about == number, AuditEntry.action == GONE)
    return db.session.scalar(noted.order_by(AuditEntry.id.desc()).limit(1)) or ""


def told(number: str) -> str:
    """The same in words."""
    reason = why(number)
    return EARLY.get(reason, reason) if reason else IN_TIME


def breaches() -> list[tuple[Listed, str]]:
    """Paper that is lost, or was destroyed by mistake or by accident, the newest first, and which
    of these; for as long as the list of paper keeps it.
    """
    noted = select(AuditEntry.about, AuditEntry.detail)
    rows = db.session.execute(
        noted.where(AuditEntry.action == GONE, AuditEntry.detail.in_(BREACHES)).order_by(
            AuditEntry.id.desc()
        )
    )
    found = [(paper.find(about), EARLY[reason]) for about, reason in rows]
    return [(item, words) for item, words in found if item is not None]
