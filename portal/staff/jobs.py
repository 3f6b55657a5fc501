"""Background work of the staff: the head of the audit trail is noted outside the database."""

from portal.staff.service import anchors


def anchor() -> None:
    """Note where the trail ends today."""
    anchors.note()
