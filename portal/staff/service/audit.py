"""The audit trail: every look at personal data and every act of staff is one entry in a chain.

`write` notes an entry; the caller's commit numbers it, chains it, and keeps it with what it is
about. That happens last of all, under a lock on the head, so two writers never fork the chain.
"""

import logging
import re
from dataclasses import dataclass
from typing import Any

from sqlalchemy import event, insert, select, update
from sqlalchemy.orm import ORMExecuteState, Session

from portal.core import database
from portal.core.clock import now
from portal.extensions import db
from portal.staff.models import (
    ABOUT_LENGTH,
    ACTION_LENGTH,
    DETAIL_LENGTH,
    AuditEntry,
    AuditMark,
)
from portal.staff.service import acting, chain
from portal.staff.service.chain import CUT, HEAD, START, Place

SYSTEM, VISITOR = "system", "visitor"
PENDING = "portal_audit"
BROKEN, ACCEPTED = "audit.broken", "audit.accepted"
NAME = re.compile(r"[a-z_]+\.[a-z_.-]+\Z")
# Numbers, references and closed words: nothing that anybody wrote fits.
ABOUT = re.compile(rf"[A-Za-z0-9_.-]{{0,{ABOUT_LENGTH}}}\Z")
DETAIL = re.compile(rf"[A-Za-z0-9_.:,>/ -]{{0,{DETAIL_LENGTH}}}\Z")

ACTIONS: dict[str, str] = {
    "audit.viewed": "Looked at the audit trail",
    "audit.exported": "Downloaded the audit trail",
    "audit.searched": "Looked up a record in the audit trail",
    BROKEN: "The end of the trail was not as it had been left",
    ACCEPTED: "Began the trail anew after finding out what was wrong",
    "records.held": "Held a record",
    "records.hold_kept": "Looked at a hold, and kept it",
    "records.released": "Released a record",
    "records.paper_listed": "Listed paper",
    "records.paper_moved": "Noted that paper lies elsewhere",
    "records.paper_shredded": "Noted that paper was shredded, or is gone",
    "records.disclosed": "Wrote down a decision to share something",
    "records.exported": "Printed what is held about somebody",
    "records.erased": "Erased somebody by command",
    "staff.signed_in": "Signed in",
    "staff.signed_out": "Signed out",
    "staff.code_refused": "Gave a wrong sign-in code",
    "staff.confirmed": "Gave the password again",
    "staff.password_changed": "Changed the password",
    "staff.codes_renewed": "Made new recovery codes",
    "staff.sessions_ended": "Ended other sessions",
    "staff.invited": "Invited a member of staff",
    "staff.joined": "Joined the staff",
    "staff.reset": "Reset a member of staff",
    "staff.disabled": "Disabled a member of staff",
    "staff.roles": "Changed somebody's roles",
}
# Acts that stand in old entries alone, if anywhere: nobody is offered to look for them.
PAST: set[str] = set()
logger = logging.getLogger(__name__)


class AppendOnlyError(RuntimeError):
    """Somebody tried to change or remove an entry of the audit trail."""


@dataclass(frozen=True)
class _Noted:
    """An entry that has no number yet."""

    actor: str
    action: str
    about: str
    detail: str


def register_action(name: str, label: str, *, is_past: bool = False) -> None:
    """Give an action a name and the words that the desk shows for it.

    One that is past is written no more, so that the trail has words for it and no choice.
    """
    if not NAME.match(name) or len(name) > ACTION_LENGTH:
        raise ValueError(f"{name!r} is no name of an action: write feature.verb")
    ACTIONS[name] = label
    if is_past:
        PAST.add(name)


def write(action: str, about: str = "", detail: str = "", actor: str | None = None) -> None:
    """Note what is done, in the session: it is kept by the caller's commit, or not at all.

    `about` is the public id or reference of a record; `detail` holds closed words and numbers.
    Raises ValueError for anything else: a fault of the program.
    """
    if action not in ACTIONS:
        raise ValueError(f"the action {action!r} is not registered")
    if not ABOUT.match(about) or not DETAIL.match(detail):
        raise ValueError(f"{action}: the trail holds numbers and closed words only")
    if not db.session().in_transaction():
        db.session.begin()  # so that a rollback forgets it
    noted = _Noted(actor or acting.who(), action, about, detail)
    db.session.info.setdefault(PENDING, []).append(noted)


# What the rest of the portal calls: staff.audit("feedback.viewed", public_id).
audit = write


def view(action: str, about: str = "", detail: str = "") -> None:
    """Note that personal data is about to be shown, and save it: call it before reading any.

    A page is read without a lock; an entry that comes first waits for its turn and never fails.
    """
    db.session.rollback()
    write(action, about, detail)
    db.session.commit()


@event.listens_for(db.session, "before_commit")
def _keep(session: Session) -> None:
    """Number, chain and add what was noted, when everything else of the transaction is done."""
    if session.in_nested_transaction() or not session.info.get(PENDING):
        return
    noted = session.info.pop(PENDING)
    # What the caller changed is locked before the head: no two writers wait for each other.
    session.flush()
    _append(session, noted)


@event.listens_for(db.session, "after_rollback")
def _forget(session: Session) -> None:
    session.info.pop(PENDING, None)


@event.listens_for(db.session, "do_orm_execute")
def _refuse_statement(state: ORMExecuteState) -> None:
    mapper = state.bind_mapper
    changes = state.is_update or state.is_delete
    if changes and mapper is not None and mapper.class_ is AuditEntry:
        raise AppendOnlyError("the audit trail is never changed")


@event.listens_for(AuditEntry, "before_update")
@event.listens_for(AuditEntry, "before_delete")
def _refuse(*_: object) -> None:
    raise AppendOnlyError("the audit trail is never changed")


def _append(session: Session, noted: list[_Noted]) -> None:
    secret, moment = chain.key(), now()
    place, is_sound = _take_head(session, secret)
    if not is_sound:
        logger.error("audit trail: the end is not as it was left, before entry %d", place.number)
        noted = [_Noted(SYSTEM, BROKEN, "", ""), *noted]
    rows: list[dict[str, Any]] = []
    for each in noted:
        values = (each.actor, each.action, each.about, each.detail)
        parts = (str(place.number + 1), chain.written(moment), *values, place.hash)
        made = chain.hash_of(secret, (part.encode() for part in parts))
        names = ("actor", "action", "about", "detail")
        row = dict(zip(names, values, strict=True), previous=place.hash, hash=made)
        rows.append({"id": place.number + 1, "at": moment, **row})
        place = Place(place.number + 1, made)
    session.execute(insert(AuditEntry.__table__), rows)  # type: ignore[arg-type]  # a Table, always
    _set_mark(session, secret, place)


def _take_head(session: Session, secret: bytes) -> tuple[Place, bool]:
    """Lock the head, and say where the chain ends and whether all is as it was left.

    The lock is an update, also the first statement of a page that was only reading: SQLite then
    waits for its turn, where one that has read before would be refused.
    """
    lock = (
        update(AuditMark)
        .where(AuditMark.name == HEAD)
        .values(number=AuditMark.number)
        .returning(AuditMark.number, AuditMark.hash, AuditMark.at, AuditMark.seal)
        .execution_options(synchronize_session=False)
    )
    head = session.execute(lock).first()
    fresh = False
    if head is None:
        fresh = _begin_trail(session, secret)
        head = session.execute(lock).one()
    marked = Place(head.number, head.hash)
    newest = newest_place(session)
    is_sealed = chain.is_same(chain.seal_mark(secret, HEAD, marked, head.at), head.seal)
    if is_sealed and newest == marked:
        return marked, not (fresh and newest.number)
    return (newest if newest.number >= marked.number else marked), False


def newest_place(session: Session) -> Place:
    """Where the chain ends, by its entries; without any, where it was cut."""
    entries = select(AuditEntry.id, AuditEntry.hash).order_by(AuditEntry.id.desc()).limit(1)
    row = session.execute(entries).first()
    if row is None:
        cut = select(AuditMark.number, AuditMark.hash).where(AuditMark.name == CUT)
        row = session.execute(cut).first()
    return Place(row[0], row[1]) if row else START


def _begin_trail(session: Session, secret: bytes) -> bool:
    """Make the head; false when another writer was faster."""
    place, moment = newest_place(session), now()
    values = {"name": HEAD, "at": moment, **place._asdict()}
    seal = chain.seal_mark(secret, HEAD, place, moment)
    made = database.insert(AuditMark).values(seal=seal, **values).on_conflict_do_nothing()
    return session.execute(made.returning(AuditMark.name)).first() is not None


def _set_mark(session: Session, secret: bytes, place: Place) -> None:
    moment = now()
    seal = chain.seal_mark(secret, HEAD, place, moment)
    session.execute(
        update(AuditMark)
        .where(AuditMark.name == HEAD)
        .values(at=moment, seal=seal, **place._asdict())
        .execution_options(synchronize_session=False)
    )
