"""One's own account: a new password, new recovery codes."""

from portal.extensions import db
from portal.staff.service import codes, people, sessions
from portal.staff.service.audit import audit
from portal.staff.service.passwords import make_hash
from portal.staff.service.sessions import Person


def change_password(person: Person, password: str) -> None:
    """Take a new password into use; every other session ends."""
    row = people.find_row(person.public_id)
    if row is None:
        return
    row.password_hash = make_hash(password)
    sessions.end_all(person.public_id, but=person.session)
    sessions.refresh(person.session)
    audit("staff.password_changed", person.public_id)
    db.session.commit()


def renew_codes(person: Person) -> list[str]:
    """New recovery codes in the place of the old ones, to be shown once."""
    made = codes.new_recovery_codes()
    codes.keep_recovery_codes(person.public_id, made)
    audit("staff.codes_renewed", person.public_id)
    db.session.commit()
    return made


def end_others(person: Person) -> None:
    """End every other session of one's own."""
    sessions.end_all(person.public_id, but=person.session)
    audit("staff.sessions_ended", person.public_id)
    db.session.commit()


def end_one(person: Person, session: str) -> bool:
    """End one session of one's own."""
    audit("staff.sessions_ended", person.public_id)
    return sessions.end(person.public_id, session)
