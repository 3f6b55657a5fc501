"""Sessions: a random token in a cookie, its hash here, idle and absolute limits, ended for good."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import ColumnElement, and_, select, update

from portal.core.clock import now
from portal.extensions import db
from portal.staff.models import StaffPerson, StaffSession

IDLE = timedelta(minutes=20)
LONGEST = timedelta(hours=8)
FRESH = timedelta(minutes=10)


@dataclass(frozen=True)
class Person:
    """Somebody who is signed in, as views and templates see them."""

    public_id: str
    name: str
    roles: frozenset[str]
    session: str
    fresh_at: datetime

    def has(self, *roles: str) -> bool:
        """Whether they have one of these roles."""
        return bool(self.roles & set(roles))

    @property
    def is_fresh(self) -> bool:
        """Whether the password was given a short while ago."""
        return now() < self.fresh_at + FRESH


@dataclass(frozen=True)
class Open:
    """One session in the list of one's own."""

    public_id: str
    created_at: datetime
    seen_at: datetime
    is_this: bool


def begin(public_id: str) -> str:
    """Start a session; returns its token, which is kept nowhere. The caller commits."""
    token = secrets.token_urlsafe(32)
    db.session.add(
        StaffSession(
            person=public_id,
            token_hash=_hash(token),
            created_at=now(),
            seen_at=now(),
            fresh_at=now(),
        )
    )
    return token


def use(token: str) -> Person | None:
    """Who holds a token, if its time is not over; that it was used is written down and saved."""
    statement = (
        update(StaffSession)
        .where(StaffSession.token_hash == _hash(token), _is_open())
        .values(seen_at=now())
        .returning(StaffSession.person, StaffSession.public_id, StaffSession.fresh_at)
        .execution_options(synchronize_session=False)
    )
    found = db.session.execute(statement).first()
    db.session.commit()
    if found is None:
        return None
    row = db.session.scalar(select(StaffPerson).where(StaffPerson.public_id == found.person))
    if row is None or not row.may_sign_in:
        return None
    return Person(
        public_id=row.public_id,
        name=row.name or "",
        roles=frozenset(row.roles.split()),
        session=found.public_id,
        fresh_at=found.fresh_at,
    )


def own(person: Person) -> list[Open]:
    """Every open session of one person, the newest first."""
    rows = db.session.scalars(
        select(StaffSession)
        .where(StaffSession.person == person.public_id, _is_open())
        .order_by(StaffSession.created_at.desc(), StaffSession.id.desc())
    )
    return [
        Open(row.public_id, row.created_at, row.seen_at, row.public_id == person.session)
        for row in rows
    ]


def end(person: str, session: str) -> bool:
    """End one session of a person, and save it."""
    ended = _end(and_(StaffSession.person == person, StaffSession.public_id == session))
    db.session.commit()
    return ended


def end_token(token: str) -> None:
    """End the session of a token, whoever's it is. The caller commits."""
    _end(StaffSession.token_hash == _hash(token))


def end_all(person: str, *, but: str = "") -> None:
    """End every session of a person, or every other one. The caller commits."""
    _end(and_(StaffSession.person == person, StaffSession.public_id != but))


def refresh(session: str) -> None:
    """Note that the password was given just now. The caller commits."""
    db.session.execute(
        update(StaffSession).where(StaffSession.public_id == session).values(fresh_at=now())
    )


def _end(which: ColumnElement[bool]) -> bool:
    statement = (
        update(StaffSession)
        .where(which, StaffSession.ended_at.is_(None))
        .values(ended_at=now())
        .returning(StaffSession.id)
        .execution_options(synchronize_session=False)
    )
    return db.session.execute(statement).first() is not None


def _is_open() -> ColumnElement[bool]:
    return and_(
        StaffSession.ended_at.is_(None),
        StaffSession.seen_at > now() - IDLE,
        StaffSession.created_at > now() - LONGEST,
    )


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()
