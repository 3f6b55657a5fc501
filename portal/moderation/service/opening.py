"""Opening the queue and a message: who looks is written down before anything is shown."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select

import portal.staff as staff
from portal.core.differing import Run, compare
from portal.extensions import db
from portal.feedback.models import CATEGORIES, DECISIONS, ROLES, TOPICS
from portal.feedback.service import appeals, deciding, reading
from portal.feedback.service.appeals import Opened as Appeal
from portal.feedback.service.reading import PAGE_SIZE, Details, Filters, Line
from portal.moderation.service import presence
from portal.moderation.service.presence import Looking
from portal.staff import Person
from portal.staff.models import AuditEntry
from portal.staff.service.navigation import Waiting, waiting_for

MODERATOR = "moderator"
VIEWED, LISTED = "feedback.viewed", "feedback.listed"
MOST_HISTORY = 50
OURS = ("/staff/feedback", "/staff/appeals", "/staff/blocks")
# What the trail's closed words mean.
WORDS = {**ROLES, **TOPICS, **DECISIONS, **CATEGORIES}


@dataclass(frozen=True)
class Queue:
    """A page of the queue; `after` leads to the next one."""

    lines: list[Line]
    looking: dict[str, list[Looking]]
    after: str


@dataclass(frozen=True)
class Happened:
    """One act in the history of a message."""

    at: datetime
    who: str
    what: str
    detail: str
    is_look: bool


@dataclass(frozen=True)
class Opened:
    """A message with what the desk needs to decide about it."""

    message: Details
    looking: list[Looking]
    changes: list[Run]
    history: list[Happened]
    appeals: list[Appeal]


def queue(filters: Filters, person: Person, after: str = "") -> Queue:
    """A page of what somebody may see, first words and all."""
    staff.view(LISTED, detail=filters.state)
    lines = reading.queue(filters, after=after, size=PAGE_SIZE + 1)
    shown = lines[:PAGE_SIZE]
    looking = presence.looking([line.public_id for line in shown], but=person.public_id)
    return Queue(shown, looking, shown[-1].public_id if len(lines) > PAGE_SIZE else "")


def visible(filters: Filters, person: Person) -> Filters:
    """What somebody asks for, within what they may see: others see what was passed on to them."""
    if person.has(MODERATOR):
        return filters
    return replace(filters, roles=tuple(sorted(person.roles)))


def numbers(person: Person) -> list[Waiting]:
    """What waits at this part of the desk."""
    return [each for each in waiting_for(person) if each.href.startswith(OURS)]


def find(name: str, person: Person) -> str:
    """The public id of a message that somebody may see; empty when there is none."""
    found = reading.locate(name)
    if found is None:
        return ""
    public_id, role = found
    return public_id if person.has(MODERATOR) or (role and person.has(role)) else ""


def following(public_id: str, person: Person) -> str:
    """The reference of the next message that waits; empty when none does."""
    return reading.next_after(public_id, visible(Filters(), person))


def open_message(public_id: str, person: Person) -> Opened | None:
    """A message as it is now; that it was opened is saved first."""
    db.session.rollback()
    presence.note(person.public_id, public_id)
    staff.audit(VIEWED, public_id)
    db.session.commit()
    return look_again(public_id, person)


def look_again(public_id: str, person: Person) -> Opened | None:
    """The same while it is open: after something that could not be done."""
    message = reading.find(public_id)
    if message is None:
        return None
    return Opened(
        message=message,
        looking=presence.looking([public_id], but=person.public_id).get(public_id, []),
        changes=compare(message.message, message.redacted) if message.redacted else [],
        history=history(public_id),
        appeals=appeals.about(public_id),
    )


def history(about: str) -> list[Happened]:
    """Who did what with a record, the newest first."""
    chosen = select(AuditEntry).where(AuditEntry.about == about)
    rows = db.session.scalars(chosen.order_by(AuditEntry.id.desc()).limit(MOST_HISTORY)).all()
    return _in_words(rows)


def changes_since(opened: Opened, seen_version: int) -> list[Happened]:
    """What others did since somebody opened a message."""
    acts = [each for each in opened.history if not each.is_look]
    return acts[: max(0, opened.message.version - seen_version)]


def decided_by(about: str) -> str:
    """The public id of whoever decided what is appealed against; empty when nobody knows."""
    chosen = select(AuditEntry.actor).where(
        AuditEntry.about == about,
        AuditEntry.action.in_(("feedback.hidden", "feedback.redacted", "block.placed")),
    )
    return db.session.scalar(chosen.order_by(AuditEntry.id.desc()).limit(1)) or ""


def _in_words(rows: Sequence[AuditEntry]) -> list[Happened]:
    names = staff.names() if rows else {}
    return [
        Happened(
            at=row.at,
            who=names.get(row.actor, "Somebody who left"),
            what=staff.ACTIONS.get(row.action, row.action),
            detail=WORDS.get(row.detail, row.detail),
            is_look=row.action not in deciding.ACTIONS,
        )
        for row in rows
    ]
