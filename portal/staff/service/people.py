"""Who may work at the desk: invited, given roles, reset, disabled. Nobody changes their own."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from portal.core.clock import now
from portal.core.columns import new_public_id
from portal.core.crypto import blind_index, forget, load_keys
from portal.core.forms import mailbox
from portal.core.tokens import MailedLink
from portal.extensions import db
from portal.outbox import post
from portal.staff.models import ROLES, StaffPerson
from portal.staff.service import acting, codes, sessions
from portal.staff.service.audit import audit

WELCOME = "staff.welcome"
WELCOME_LIFE = timedelta(hours=48)
INVITATION = "staff.invitation"
KNOWN = "Somebody with this email address is on the list already"


class StaffError(ValueError):
    """It cannot be done; the message says why, in words for the page."""


@dataclass(frozen=True)
class Member:
    """One person, as the list of the staff shows them."""

    public_id: str
    name: str
    email: str
    roles: tuple[str, ...]
    invited_at: datetime
    joined_at: datetime | None
    disabled_at: datetime | None
    has_authenticator: bool
    codes_left: int = 0

    @property
    def second_step(self) -> str:
        """Whether the second step of signing in is set up."""
        return "Authenticator set up" if self.has_authenticator else "No authenticator"

    @property
    def state(self) -> str:
        """In one word or two."""
        if self.disabled_at:
            return "Disabled"
        if self.joined_at:
            return "Active"
        return "Invited" if now() < self.invited_at + WELCOME_LIFE else "Invitation ran out"


def email_index(email: str) -> str:
    """What one mailbox is found by, however it is spelt."""
    return blind_index("staff.email", mailbox(email))


def find_row(public_id: str) -> StaffPerson | None:
    """The row of a public id."""
    return db.session.scalar(select(StaffPerson).where(StaffPerson.public_id == public_id))


def by_email(email: str) -> StaffPerson | None:
    """The row of a mailbox, if it has one."""
    try:
        index = email_index(email)
    except ValueError:
        return None
    return db.session.scalar(select(StaffPerson).where(StaffPerson.email_index == index))


def find(public_id: str) -> Member | None:
    """One person."""
    row = find_row(public_id)
    return _member(row, codes.codes_left(public_id)) if row else None


def everybody() -> list[Member]:
    """All of them, by name; those who are disabled last."""
    rows = db.session.scalars(select(StaffPerson)).all()
    load_keys(rows)
    members = [_member(row) for row in rows]
    return sorted(members, key=lambda each: (bool(each.disabled_at), each.name.casefold()))


def names() -> dict[str, str]:
    """The name of each public id, also of those who are disabled."""
    return {each.public_id: each.name for each in everybody()}


def working(*roles: str) -> list[Member]:
    """Those who can sign in and have one of these roles, by name: whom a mail to a role reaches."""
    return [
        each
        for each in everybody()
        if each.joined_at and not each.disabled_at and set(roles) & set(each.roles)
    ]


def anybody() -> bool:
    """Whether there are staff at all."""
    return db.session.scalar(select(StaffPerson.id).limit(1)) is not None


def invite(name: str, email: str, roles: list[str]) -> Member:
    """Add somebody, and mail them an invitation. Raises StaffError."""
    if by_email(email):
        raise StaffError(KNOWN)
    person = StaffPerson(
        public_id=new_public_id(),
        name=name,
        email=email,
        email_index=email_index(email),
        roles=_written(roles),
        created_at=now(),
        invited_at=now(),
    )
    db.session.add(person)
    post(INVITATION, person.public_id)
    audit("staff.invited", person.public_id, person.roles)
    member = _member(person)
    try:
        db.session.commit()
    except IntegrityError as error:
        # The same form, twice at once: the other one was faster.
        db.session.rollback()
        forget([member.public_id])
        raise StaffError(KNOWN) from error
    return member


def reset(public_id: str) -> Member:
    """Take password, authenticator and sessions away, and mail an invitation. Raises StaffError."""
    person = _other(public_id)
    _close(person)
    person.disabled_at = None
    person.invited_at = now()
    post(INVITATION, public_id)
    audit("staff.reset", public_id)
    member = _member(person)
    db.session.commit()
    return member


def disable(public_id: str) -> None:
    """Close somebody's way in, at once. Raises StaffError."""
    person = _other(public_id)
    if person.disabled_at:
        return
    _keep_an_admin(person)
    _close(person)
    person.disabled_at = now()
    audit("staff.disabled", public_id)
    db.session.commit()


def set_roles(public_id: str, roles: list[str]) -> None:
    """Change what somebody may do, from their next click on. Raises StaffError."""
    person = _other(public_id)
    written = _written(roles)
    if "admin" not in roles:
        _keep_an_admin(person)
    if written != person.roles:
        audit("staff.roles", public_id, f"{person.roles} > {written}")
        person.roles = written
        db.session.commit()


def kill_links(public_id: str) -> None:
    """No invitation of this person opens anything any more. The caller commits."""
    db.session.execute(
        update(MailedLink)
        .where(
            MailedLink.subject == public_id,
            MailedLink.purpose == WELCOME,
            MailedLink.used_at.is_(None),
        )
        .values(used_at=now())
    )


def _other(public_id: str) -> StaffPerson:
    person = find_row(public_id)
    if person is None:
        raise StaffError("There is nobody with this name on the list")
    if acting.who() == public_id:
        raise StaffError("Another admin has to do this for you")
    return person


def _keep_an_admin(person: StaffPerson) -> None:
    """Somebody must be left who can let others in."""
    others = db.session.scalars(
        select(StaffPerson).where(
            StaffPerson.id != person.id,
            StaffPerson.disabled_at.is_(None),
            StaffPerson.joined_at.is_not(None),
        )
    )
    was_one = person.may_sign_in and "admin" in person.roles.split()
    if was_one and not any("admin" in other.roles.split() for other in others):
        raise StaffError("This is the only admin. Make somebody else an admin first")


def _close(person: StaffPerson) -> None:
    person.password_hash = ""
    person.secret = None
    person.joined_at = None
    codes.drop_recovery_codes(person.public_id)
    sessions.end_all(person.public_id)
    kill_links(person.public_id)


def _written(roles: list[str]) -> str:
    chosen = [role for role in ROLES if role in roles]
    if not chosen or set(roles) - set(ROLES):
        raise StaffError("Choose at least one role")
    return " ".join(chosen)


def _member(row: StaffPerson, left: int = 0) -> Member:
    return Member(
        public_id=row.public_id,
        name=row.name or "",
        email=row.email or "",
        roles=tuple(row.roles.split()),
        invited_at=row.invited_at,
        joined_at=row.joined_at,
        disabled_at=row.disabled_at,
        has_authenticator=row.secret_sealed is not None,
        codes_left=left,
    )
