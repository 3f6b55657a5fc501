"""Blocks: somebody may not post for a time. Nothing else is ever closed to them.

A block has an end, a day on which it is looked at again, a reason that they may read, and an
appeal. What it is on is kept as keyed fingerprints alone.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select

import portal.staff as staff
from portal.core import claiming
from portal.core.clock import LONDON, now, today
from portal.core.crypto import load_keys
from portal.core.panels import Subject
from portal.extensions import db
from portal.feedback.service import reading
from portal.feedback.service.appeals import BLOCK
from portal.moderation.models import (
    BLOCK_CATEGORIES,
    BLOCKED,
    BOTH,
    EMAIL,
    NETWORK,
    WHAT,
    Block,
)

LONGEST = timedelta(days=365)
REVIEW_WITHIN = timedelta(days=30)
MOST_LISTED = 200
# Each block can be appealed against once.
NUMBER = 1


class BlockError(ValueError):
    """It cannot be done like that; the message says why."""


@dataclass(frozen=True)
class Placed:
    """One block, as the desk shows it."""

    public_id: str
    what: str
    message: str
    category: str
    reason: str
    owner: str
    owner_name: str
    starts_at: datetime
    expires_at: datetime
    review_on: date
    reviewed_at: datetime | None
    lifted_at: datetime | None
    version: int
    is_active: bool


def possible(message: str) -> dict[str, str]:
    """What a block of a message's author could be on."""
    email, network = reading.traces(message)
    found = {EMAIL: email, NETWORK: network, BOTH: email and network}
    return {key: WHAT[key] for key, value in found.items() if value}


def is_blocked(message: str, what: str) -> bool:
    """Whether all that a block of a message's author would be on is blocked already."""
    email, network = _on(message, what)
    asked = [(email, "")] * bool(email) + [("", network)] * bool(network)
    return all(standing(*each) is not None for each in asked)


def place(message: str, what: str, days: int, *, category: str, reason: str, by: str) -> str:
    """Block the author of a message from posting; returns the block. Raises BlockError."""
    _check(days, category, reason)
    if what not in possible(message):
        raise BlockError("Choose what the block is on")
    email, network = _on(message, what)
    row = Block(
        email_index=email,
        network_index=network,
        message=message,
        category=category,
        reason=reason.strip(),
        owner=by,
        starts_at=now(),
        expires_at=now() + timedelta(days=days),
        review_on=_review_day(days),
    )
    db.session.add(row)
    staff.audit("block.placed", row.public_id, f"{what} {category} {days} days", by)
    staff.audit("feedback.author_blocked", message, f"{days} days", by)
    public_id = row.public_id
    db.session.commit()
    return public_id


def lift(public_id: str, *, by: str, seen_version: int) -> None:
    """End a block now. Raises BlockError."""
    row = _claim(public_id, seen_version)
    if row.lifted_at is None:
        row.lifted_at = now()
        row.expires_at = min(row.expires_at, now())
    staff.audit("block.lifted", public_id, "", by)
    db.session.commit()


def review(
    public_id: str, days: int, *, category: str, reason: str, by: str, seen_version: int
) -> None:
    """Look at a block again: give it an end from today on, and a reason. Raises BlockError."""
    _check(days, category, reason)
    row = _claim(public_id, seen_version)
    if row.lifted_at is not None or row.expires_at <= now():
        db.session.rollback()
        raise BlockError("This block is over. Place a new one if it is needed")
    ends = now() + timedelta(days=days)
    if ends > row.starts_at + LONGEST:
        db.session.rollback()
        raise BlockError("A block lasts a year at most, from the day it was placed")
    row.expires_at, row.review_on = ends, _review_day(days)
    row.category, row.reason, row.reviewed_at = category, reason.strip(), now()
    staff.audit("block.reviewed", public_id, f"{category} {days} days", by)
    db.session.commit()


def standing(email_index: str, network_index: str) -> Placed | None:
    """The block that stands for an address or a part of a network now, if there is one."""
    on: list[ColumnElement[bool]] = []
    if email_index:
        on.append(Block.email_index == email_index)
    if network_index:
        on.append(Block.network_index == network_index)
    if not on:
        return None
    chosen = select(Block).where(or_(*on), _is_active()).order_by(Block.expires_at.desc()).limit(1)
    row = db.session.scalar(chosen)
    return _placed(row, {}) if row is not None else None


def find(public_id: str) -> Placed | None:
    """One block."""
    row = _row(public_id)
    return _placed(row, staff.names()) if row is not None else None


def everything() -> list[Placed]:
    """All of them: those that stand first, by the day on which they are looked at again."""
    over = Block.expires_at <= now()
    rows = db.session.scalars(
        select(Block).order_by(over, Block.review_on).limit(MOST_LISTED)
    ).all()
    load_keys(rows)
    names = staff.names() if rows else {}
    return [_placed(row, names) for row in rows]


def to_review() -> tuple[int, datetime | None]:
    """How many blocks are to be looked at again by now."""
    due = select(func.count(Block.id)).where(_is_active(), Block.review_on <= today())
    return db.session.scalar(due) or 0, None


def subject_of(kind: str, public_id: str) -> Subject | None:
    """A block, as whoever appeals against it is shown it."""
    row = _row(public_id) if kind == BLOCK else None
    if row is None or row.expires_at <= now():
        return None
    return Subject(
        kind=BLOCK,
        public_id=public_id,
        number=NUMBER,
        what=f"{BLOCKED[row.what].rstrip(',')} is blocked from sending feedback",
        decided_at=row.starts_at,
        rule=BLOCK_CATEGORIES.get(row.category, ""),
        reason=row.reason or "",
    )


def _on(message: str, what: str) -> tuple[str, str]:
    """The fingerprints that a block of a message's author is on: address and network."""
    email, network = reading.traces(message)
    return email if what in {EMAIL, BOTH} else "", network if what in {NETWORK, BOTH} else ""


def _check(days: int, category: str, reason: str) -> None:
    if not 0 < days <= LONGEST.days:
        raise BlockError("Choose how long: a year at most")
    if category not in BLOCK_CATEGORIES:
        raise BlockError("Choose a kind of reason")
    if not reason.strip():
        raise BlockError("Write the reason, in words that they understand")


def _review_day(days: int) -> date:
    """Half-way, and within a month."""
    wait = min(timedelta(days=days) / 2, REVIEW_WITHIN)
    return (now() + wait).astimezone(LONDON).date()


def _is_active() -> ColumnElement[bool]:
    return and_(Block.lifted_at.is_(None), Block.starts_at <= now(), Block.expires_at > now())


def _row(public_id: str) -> Block | None:
    return db.session.scalar(select(Block).where(Block.public_id == public_id))


def _claim(public_id: str, seen_version: int) -> Block:
    row = claiming.claim(Block, public_id, seen_version)
    if row is None:
        raise BlockError("Somebody else changed this since you opened it. Look again, then decide")
    return row


def _placed(row: Block, names: dict[str, str]) -> Placed:
    same = {name: getattr(row, name) for name in Placed.__dataclass_fields__ if hasattr(row, name)}
    more = {
        "reason": row.reason or "",
        "owner_name": names.get(row.owner, "Somebody who left"),
        "is_active": row.lifted_at is None and row.expires_at > now(),
    }
    return Placed(**{**same, **more})
