"""An invitation taken up: a password, an authenticator that has proved itself, recovery codes."""

from dataclasses import dataclass
from typing import Any

from portal.core import tokens
from portal.core.clock import now
from portal.core.crypto import CryptoError
from portal.core.tokens import MailedLink
from portal.extensions import db
from portal.staff.models import StaffPerson
from portal.staff.service import acting, codes, passwords, people
from portal.staff.service.audit import audit
from portal.staff.service.people import WELCOME


@dataclass(frozen=True)
class Guest:
    """Whom an invitation is for."""

    public_id: str
    name: str
    email: str


def guest(token: str) -> Guest | None:
    """Who may join with a link; nothing when it is unknown, used, or too old."""
    found = _open(token)
    if found is None:
        return None
    _, person = found
    return Guest(person.public_id, person.name or "", person.email or "")


def prepare(password: str) -> dict[str, Any]:
    """What travels sealed until the authenticator has proved itself: never the password."""
    return {
        "hash": passwords.make_hash(password),
        "secret": codes.new_secret(),
        "codes": codes.new_recovery_codes(),
    }


def finish(token: str, kept: dict[str, Any], code: str) -> bool:
    """Take the password and the authenticator into use; false when the code is not right."""
    found = _open(token)
    if found is None:
        return False
    link, person = found
    step = codes.step_of(kept["secret"], codes.tidied(code), person.code_step)
    if not step:
        return False
    person.password_hash = kept["hash"]
    person.secret = kept["secret"]
    person.code_step = step
    person.joined_at = now()
    codes.keep_recovery_codes(person.public_id, kept["codes"])
    link.use()
    people.kill_links(person.public_id)
    with acting.as_person(person.public_id):
        audit("staff.joined", person.public_id)
    db.session.commit()
    return True


def has_finished(token: str, kept: dict[str, Any]) -> bool:
    """Whether exactly this was done already: a form that is sent twice shows its codes again."""
    link = tokens.find(WELCOME, token)
    person = people.find_row(link.subject) if link else None
    return bool(person and person.password_hash == kept["hash"])


def _open(token: str) -> tuple[MailedLink, StaffPerson] | None:
    link = tokens.find(WELCOME, token)
    if link is None or link.is_expired or link.is_used:
        return None
    person = people.find_row(link.subject)
    if person is None or person.joined_at or person.disabled_at:
        return None
    try:
        _ = person.email
    except CryptoError:
        return None
    return link, person
