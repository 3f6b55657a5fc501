"""Mail that did not arrive: an admin decides what becomes of it, and the trail says who."""

import logging

from portal.extensions import db
from portal.outbox.service import holding, standing
from portal.outbox.service.standing import Group
from portal.staff.service import anchors, audit

logger = logging.getLogger(__name__)

AGAIN, SENT = "again", "sent"
RELEASE, DROP = "release", "drop"
ACTIONS = {
    "mail.tried_again": "Had failed mail sent again",
    "mail.sent_again": "Had uncertain mail sent again",
    "mail.called_sent": "Noted that uncertain mail arrived",
    "mail.released": "Let mail go again after a backup was put back",
    "mail.dropped": "Dropped what waited in a backup, and let other mail go again",
}


def send_again(group: Group) -> int:
    """Send a group of mails once more; returns how many."""
    count = standing.try_again(group)
    _note("mail.sent_again" if group.is_uncertain else "mail.tried_again", group, count)
    return count


def call_sent(group: Group) -> int:
    """Take a person's word that uncertain mails arrived; returns how many."""
    count = standing.call_sent(group)
    _note("mail.called_sent", group, count)
    return count


def hold_after_a_restore() -> None:
    """Hold mail back when the trail ends before its anchor: an old database was put back by hand.

    Once somebody has let mail go, it goes: the anchors stay ahead until they are accepted.
    """
    furthest = anchors.ahead()
    if furthest is not None and holding.hold_unless_released(furthest.at):
        logger.warning("the audit trail ends before its anchor: mail is held back")


def release(*, drop: bool) -> int:
    """Let mail go again after a backup was put back; returns how many were dropped."""
    is_held = holding.held_since() is not None
    dropped = holding.release(drop=drop)
    if is_held:
        audit.write("mail.dropped" if drop else "mail.released", detail=str(dropped))
    db.session.commit()
    return dropped


def _note(action: str, group: Group, count: int) -> None:
    if count:
        audit.write(action, group.kind, str(count))
    db.session.commit()
