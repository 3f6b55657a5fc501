"""How mail stands, in groups about nobody: what waits, what failed, what is uncertain."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import ColumnElement, func, select, update

from portal.core.clock import now
from portal.extensions import db
from portal.outbox.models import (
    ACCEPTED,
    CLAIMED,
    DEFERRED,
    DUE,
    PARKED,
    REFUSED,
    SKIPPED,
    STOPPED,
    UNCERTAIN,
    OutboxRow,
)
from portal.outbox.service import holding
from portal.outbox.service.claims import GAVE_UP

WAITS = (DUE, CLAIMED, DEFERRED, STOPPED)
HELD = (DUE, CLAIMED, DEFERRED)
FAILED = (REFUSED, PARKED)
KEY_LETTERS = 16


@dataclass(frozen=True)
class Group:
    """Mails of one kind that stand alike: how many, since when, how often tried, and why."""

    kind: str
    state: str
    reply: str
    reason: str
    count: int
    oldest: datetime
    tries: int

    @property
    def key(self) -> str:
        """What the group is called in a form."""
        parts = "\0".join((self.kind, self.state, self.reply, self.reason))
        return sha256(parts.encode()).hexdigest()[:KEY_LETTERS]

    @property
    def is_failed(self) -> bool:
        """Whether it can be tried again."""
        return self.state in FAILED

    @property
    def is_uncertain(self) -> bool:
        """Whether nobody can say if it arrived."""
        return self.state == UNCERTAIN

    @property
    def may_double(self) -> bool:
        """Whether sending it again may bring it twice: given up means that a try may have left."""
        return self.is_uncertain or self.reason == GAVE_UP["reason"]


def groups() -> list[Group]:
    """What is left to send or to decide, the oldest first."""
    key = (OutboxRow.kind, OutboxRow.state, OutboxRow.reply, OutboxRow.reason)
    oldest = func.min(OutboxRow.created_at).label("oldest")
    rows = db.session.execute(
        select(*key, func.count(), oldest, func.max(OutboxRow.attempts))
        .where(OutboxRow.state.not_in((ACCEPTED, SKIPPED)))
        .group_by(*key)
        .order_by(oldest, OutboxRow.kind)
    )
    return [Group(*row) for row in rows]


def find(key: str) -> Group | None:
    """The group of a key, as it stands now."""
    return next((group for group in groups() if group.key == key), None)


def to_decide() -> tuple[int, datetime | None]:
    """How many mails wait for a person, and since when: uncertain, not built, or all held back."""
    states = (UNCERTAIN, PARKED) if holding.held_since() is None else (UNCERTAIN, PARKED, *HELD)
    found = db.session.execute(
        select(func.count(), func.min(OutboxRow.created_at)).where(OutboxRow.state.in_(states))
    ).one()
    return int(found[0]), found[1]


def try_again(group: Group) -> int:
    """Send a failed or uncertain group once more, from the first try on; the caller commits.

    Each mail keeps its Message-ID, and is built anew: what nobody wants any more is skipped.
    """
    values = {"state": DUE, "due_at": now(), "attempts": 0, "reply": "", "reason": ""}
    return _move(group, (*FAILED, UNCERTAIN), **values, finished_at=None, started_at=None)


def call_sent(group: Group) -> int:
    """Note that an uncertain group arrived, as a person found out; the caller commits."""
    return _move(group, (UNCERTAIN,), state=ACCEPTED, finished_at=now())


def _move(group: Group, among: tuple[str, ...], **values: object) -> int:
    if group.state not in among:
        return 0
    rows = db.session.execute(
        update(OutboxRow)
        .where(*_in(group))
        .values(claimed_by="", lease_until=None, **values)
        .execution_options(synchronize_session=False)
        .returning(OutboxRow.id)
    )
    return len(rows.all())


def _in(group: Group) -> list[ColumnElement[bool]]:
    return [
        OutboxRow.kind == group.kind,
        OutboxRow.state == group.state,
        OutboxRow.reply == group.reply,
        OutboxRow.reason == group.reason,
    ]
