"""What the worker may write to staff at this moment; links are made when they are needed."""

from dataclasses import dataclass

from portal.core import tokens
from portal.core.crypto import CryptoError
from portal.extensions import db
from portal.staff.service import people
from portal.staff.service.people import WELCOME, WELCOME_LIFE


@dataclass(frozen=True)
class Invitation:
    """One mail with a link that lets somebody in."""

    to: str
    name: str
    token: str


def invitation(public_id: str) -> Invitation | None:
    """An invitation, or nothing when its person has joined or left by now."""
    person = people.find_row(public_id)
    if person is None or person.joined_at or person.disabled_at:
        return None
    try:
        to, name = person.email or "", person.name or ""
    except CryptoError:
        return None
    token = tokens.mint(WELCOME, public_id, WELCOME_LIFE)
    db.session.commit()
    return Invitation(to, name, token)
