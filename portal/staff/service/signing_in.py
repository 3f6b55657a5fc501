"""Signing in: a password, then a code. Limits count by account and network together, so that
nobody can lock somebody else out (TRUST C6)."""

from dataclasses import dataclass
from datetime import timedelta

from portal.core import ratelimit
from portal.core.crypto import blind_index
from portal.core.ratelimit import Limit
from portal.extensions import db
from portal.staff.models import StaffPerson
from portal.staff.service import acting, codes, people, sessions
from portal.staff.service.audit import audit
from portal.staff.service.passwords import matches
from portal.staff.service.sessions import Person

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
# One account from one network: nobody elsewhere is kept out.
ACCOUNT_LIMITS = (Limit(5, MINUTE), Limit(30, HOUR))
# A network may be a whole office that signs in at nine.
NETWORK_LIMITS = (Limit(20, MINUTE), Limit(200, HOUR))


class TooManyError(Exception):
    """Tried too often. `wait` says for how long."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__("too many tries")
        self.wait = wait


@dataclass(frozen=True)
class Passed:
    """The first of two steps is done: who, and a mark of the password it was done with."""

    public_id: str
    mark: str


def check_password(email: str, password: str, address: str | None) -> Passed | None:
    """The first step; nothing when it is wrong, whoever it is for. Raises TooManyError."""
    _count("staff.password", email.strip().lower(), address)
    person = people.by_email(email)
    kept = person.password_hash if person and person.may_sign_in else ""
    right = matches(kept, password)
    if person is None or not right:
        return None
    return Passed(person.public_id, _mark(person))


def check_code(passed: Passed, code: str, address: str | None, old_token: str) -> str:
    """The second step: the token of a new session, or nothing. Raises TooManyError.

    A session that this browser has already is ended: nobody can plant one (TRUST C6).
    """
    _count("staff.code", passed.public_id, address)
    person = people.find_row(passed.public_id)
    if person is None or not person.may_sign_in or _mark(person) != passed.mark:
        return ""
    with acting.as_person(person.public_id):
        if not codes.accept(person, code):
            audit("staff.code_refused", person.public_id)
            db.session.commit()
            return ""
        if old_token:
            sessions.end_token(old_token)
        token = sessions.begin(person.public_id)
        audit("staff.signed_in", person.public_id)
    db.session.commit()
    return token


def is_password(person: Person, password: str, address: str | None) -> bool:
    """Whether somebody who is signed in gives their password. Raises TooManyError."""
    _count("staff.again", person.public_id, address)
    row = people.find_row(person.public_id)
    return row is not None and matches(row.password_hash, password)


def again(person: Person, password: str, address: str | None) -> bool:
    """Ask for the password once more before a dangerous step. Raises TooManyError."""
    if not is_password(person, password, address):
        return False
    sessions.refresh(person.session)
    audit("staff.confirmed", person.public_id)
    db.session.commit()
    return True


def sign_out(person: Person) -> None:
    """End this session, for good."""
    audit("staff.signed_out", person.public_id)
    sessions.end(person.public_id, person.session)


def _count(bucket: str, account: str, address: str | None) -> None:
    """Count a try, also one that fails. Raises TooManyError."""
    network = ratelimit.network(address)
    wait = ratelimit.take(bucket, f"{account}\0{network}", ACCOUNT_LIMITS)
    wait = wait or ratelimit.take(f"{bucket}.network", network, NETWORK_LIMITS)
    db.session.commit()
    if wait:
        raise TooManyError(wait)


def _mark(person: StaffPerson) -> str:
    """What the first step was done with: a changed password ends what was begun."""
    return blind_index("staff.pending", person.password_hash)[:16]
