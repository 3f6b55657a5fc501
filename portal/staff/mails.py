"""Mails to staff, each built when it is sent, or None when it is unwanted by then."""

from email.message import EmailMessage

from portal.outbox import compose
from portal.staff import links
from portal.staff.service import letters

WHY = "You get this email because an admin invited you to work at the desk of our website."


def invitation(public_id: str, _batch: str) -> EmailMessage | None:
    """The link with which somebody joins, or begins anew after a reset."""
    letter = letters.invitation(public_id)
    if letter is None:
        return None
    context = {
        "name": letter.name,
        "welcome": links.welcome(letter.token),
        "sign_in": links.sign_in(),
        "why": WHY,
        "links": [],
    }
    return compose("staff/mail/invitation", letter.to, context)
