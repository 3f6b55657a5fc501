"""Who has a message open just now, so that two people do not answer it at once."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select

import portal.staff as staff
from portal.core.clock import now
from portal.core.database import insert
from portal.extensions import db
from portal.moderation.models import Presence

LOOKS_FOR = timedelta(minutes=10)


@dataclass(frozen=True)
class Looking:
    """Somebody who opened a message a short while ago."""

    name: str
    seen_at: datetime


def note(person: str, about: str) -> None:
    """Somebody opens a message. The caller commits."""
    db.session.execute(
        delete(Presence)
        .where(Presence.seen_at < now() - LOOKS_FOR)
        .execution_options(synchronize_session=False)
    )
    db.session.execute(
        insert(Presence)
        .values(person=person, about=about, seen_at=now())
        .on_conflict_do_update(index_elements=["person", "about"], set_={"seen_at": now()})
    )


def looking(messages: list[str], *, but: str) -> dict[str, list[Looking]]:
    """Who else looks at each of some messages, the latest first."""
    chosen = (
        select(Presence.about, Presence.person, Presence.seen_at)
        .where(
            Presence.about.in_(messages),
            Presence.person != but,
            Presence.seen_at > now() - LOOKS_FOR,
        )
        .order_by(Presence.seen_at.desc())
    )
    rows = db.session.execute(chosen).all()
    names = staff.names() if rows else {}
    found: dict[str, list[Looking]] = {}
    for about, person, seen_at in rows:
        found.setdefault(about, []).append(Looking(names.get(person, "Somebody"), seen_at))
    return found
