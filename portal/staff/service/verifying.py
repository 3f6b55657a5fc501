"""Verifying the audit trail: walk the chain, both its marks and the anchors; name what is wrong."""

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, LargeBinary, cast, select

from portal.core import database
from portal.core.checks import Finding, looked_at
from portal.core.clock import in_words
from portal.extensions import db
from portal.staff.models import AuditEntry, AuditMark
from portal.staff.service import anchors, audit, chain
from portal.staff.service.anchors import Anchor
from portal.staff.service.audit import ACCEPTED, BROKEN
from portal.staff.service.chain import CUT, HEAD, START, Place

BATCH = 2000
# How far from its place an entry is looked for when it was moved.
NEAR = 1000
ACTION = 3
COLUMNS = ("id", "at", "actor", "action", "about", "detail", "previous", "hash")
MARKED = ("name", "number", "hash", "at", "seal")
MARKS = {HEAD: "newest entry", CUT: "oldest entries, which went"}


@dataclass(frozen=True)
class Verdict:
    """What a walk found: how many entries it read, in how long, and what is wrong first.

    Not ``anchored`` means that nothing outside the database says how far the trail once went.
    """

    count: int
    newest: Place
    problem: str
    seconds: float
    anchored: bool = False


class _WrongError(Exception):
    """The first thing that is wrong, in words that hold nothing about a person."""


@dataclass
class _Walk:
    """A walk along the chain, from one place to its end."""

    at: Place
    anchored: dict[int, Anchor]
    secret: bytes = field(default_factory=chain.key)
    count: int = 0
    # The entry before which somebody had altered the end, as long as nobody has looked into it.
    broken: int = 0

    def step(self, number: int, parts: list[bytes]) -> None:
        """Go on by one entry. Raises _WrongError."""
        expected = self.at.number + 1
        if number > expected:
            many = f"entries {expected} to {number - 1} were" if number > expected + 1 else ""
            raise _WrongError(f"{many or f'entry {expected} was'} removed")
        *content, kept = parts
        made = chain.hash_of(self.secret, content)
        if made.encode() != kept:
            raise _WrongError(self._altered(number, content, kept))
        if content[-1] != self.at.hash.encode():
            raise _WrongError(f"entry {number} does not follow the one before it")
        anchor = self.anchored.get(number)
        if anchor and anchor.hash != made:
            day = in_words(anchor.at)
            raise _WrongError(f"entry {number} is not the one that was noted on {day}")
        if content[ACTION] in (BROKEN.encode(), ACCEPTED.encode()):
            self.broken = number if content[ACTION] == BROKEN.encode() else 0
        self.at = Place(number, made)
        self.count += 1

    def _altered(self, number: int, content: list[bytes], kept: bytes) -> str:
        for other in range(max(1, number - NEAR), number + NEAR + 1):
            moved = [b"%d" % other, *content[1:]]
            if chain.hash_of(self.secret, moved).encode() == kept:
                return f"entry {number} was moved: it is entry {other}"
        return f"entry {number} was altered"


def verify(newest: int = 0, against: Anchor | None = None) -> Verdict:
    """Walk the whole trail, or the newest entries only; `against` is one more anchor."""
    started = time.perf_counter()
    # Read first: an anchor is never ahead of the entries that are read after it.
    try:
        known = [*anchors.read(), *([against] if against else [])]
    except anchors.AnchorError as error:
        return Verdict(0, START, str(error), 0.0)
    with database.only_reading(), _snapshot() as connection:
        walk = _Walk(START, {each.number: each for each in known})
        problem = ""
        try:
            _go(walk, connection, known, newest)
        except _WrongError as wrong:
            problem = str(wrong)
    return Verdict(walk.count, walk.at, problem, time.perf_counter() - started, bool(known))


def check() -> Finding:
    """The live check: the newest thousand entries, and both marks. It stops at the first fault."""
    verdict = verify(newest=1000)
    return looked_at(
        verdict.count + bool(verdict.problem),
        *("entry of the audit trail, the newest", "entries of the audit trail, the newest"),
        (int(bool(verdict.problem)), "or more is not as it was written", ""),
        detail=f"the audit trail is not as it was written: {verdict.problem}",
    )


def accept() -> None:
    """Begin anew with what is there, after an operator has found out why (docs/audit.md).

    The anchors so far are put aside. An entry that was altered stays wrong: nobody can accept it.
    """
    audit.write(ACCEPTED)
    db.session.commit()
    anchors.put_aside()
    anchors.note()


@contextmanager
def _snapshot() -> Iterator[Connection]:
    """The trail at one moment, however long it takes to read."""
    with db.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execution_options(isolation_level="REPEATABLE READ")
        yield connection


def _go(walk: _Walk, connection: Connection, known: list[Anchor], newest: int) -> None:
    head, cut = _mark(connection, HEAD), _mark(connection, CUT)
    start = cut or START
    walk.at = _later(connection, head, start, newest) if newest and head else start
    for number, parts in _entries(connection, walk.at.number):
        walk.step(number, parts)
    _check_end(walk.at, head)
    if walk.broken:
        raise _WrongError(f"before entry {walk.broken} the end of the trail was altered")
    for anchor in known:
        if anchor.number > walk.at.number:
            day = in_words(anchor.at)
            lost = f"{walk.at.number + 1} to {anchor.number}"
            raise _WrongError(f"entries {lost} were cut off: they were there on {day}")


def _check_end(end: Place, head: Place | None) -> None:
    """Whether the newest entry is the one that the mark names."""
    if head is None:
        if end.number:
            raise _WrongError("the mark of the newest entry was removed")
        return
    if head.number > end.number:
        raise _WrongError(f"entries {end.number + 1} to {head.number} were cut off")
    if head != end:
        raise _WrongError("the mark of the newest entry is an old one")


def _mark(connection: Connection, name: str) -> Place | None:
    columns = _stored(connection, AuditMark, MARKED)
    row = connection.execute(select(*columns).where(AuditMark.name == name)).first()
    if row is None:
        return None
    *parts, kept = (_as_bytes(value) for value in row)
    if chain.seal_of(chain.key(), parts).encode() != kept:
        raise _WrongError(f"the mark of the {MARKS[name]} was altered")
    return Place(int(parts[1]), parts[2].decode())


def _later(connection: Connection, head: Place, start: Place, newest: int) -> Place:
    """Where the newest entries begin."""
    number = head.number - newest
    if number <= start.number:
        return start
    found = connection.execute(select(AuditEntry.hash).where(AuditEntry.id == number)).first()
    if found is None:
        raise _WrongError(f"entry {number} was removed")
    return Place(number, found.hash)


def _entries(connection: Connection, after: int) -> Iterator[tuple[int, list[bytes]]]:
    """Every entry behind a number, as it is stored, a batch at a time."""
    columns = _stored(connection, AuditEntry, COLUMNS)
    question = select(AuditEntry.id.label("number"), *columns).order_by(AuditEntry.id)
    while True:
        rows = connection.execute(question.where(AuditEntry.id > after).limit(BATCH)).all()
        for number, *values in rows:
            yield number, [_as_bytes(value) for value in values]
        if len(rows) < BATCH:
            return
        after = rows[-1][0]


def _stored(connection: Connection, model: Any, names: Iterable[str]) -> list[Any]:
    """SQLite keeps whatever it is given, so its bytes are read and not what they may mean."""
    columns = [model.__table__.c[name] for name in names]
    if connection.dialect.name == "sqlite":
        return [cast(column, LargeBinary) for column in columns]
    return columns


def _as_bytes(value: Any) -> bytes:
    if isinstance(value, bytes | memoryview):
        return bytes(value)
    text = chain.written(value) if hasattr(value, "tzinfo") else str(value)
    return text.encode("utf-8", errors="replace")
