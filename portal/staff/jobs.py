"""Background work of the staff: the head of the audit trail is noted outside the database."""

from portal.staff.service import anchors, mail


def anchor() -> None:
    """Note where the trail ends today."""
    anchors.note()


def begin() -> None:
    """Send nothing from an old database that somebody put back by hand."""
    mail.hold_after_a_restore()
