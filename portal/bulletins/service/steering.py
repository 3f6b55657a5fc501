"""What the desk sees and does with issues: how each stands, whom it would reach, send and hold."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field, replace

from sqlalchemy import func, select

import portal.outbox as outbox
import portal.staff as staff
from portal.bulletins.models import BulletinSend
from portal.bulletins.service import checking, issues, sending
from portal.bulletins.service.issues import Issue, IssueError
from portal.bulletins.service.sending import NAME_LENGTH, Sent
from portal.extensions import db
from portal.outbox.models import OutboxRow

MOST_DIGESTS = 12
HELD, WENT_ON, AGAIN = "bulletins.held", "bulletins.went_on", "bulletins.sent_again"
ACTIONS = {
    sending.SENT: "Sent a bulletin",
    HELD: "Held a bulletin back",
    WENT_ON: "Let a bulletin go on",
    AGAIN: "Had the uncertain mails of a bulletin sent again",
}


class ChangedError(Exception):
    """The text is not the one that was on the screen."""


@dataclass(frozen=True)
class Standing:
    """One issue or digest: whether it was sent, what became of its mails, and what is wrong."""

    slug: str
    title: str
    date: dt.date | None = None
    topics: tuple[str, ...] = ()
    content_hash: str = ""
    sent_at: dt.datetime | None = None
    audience: int = 0
    states: Counter[str] = field(default_factory=Counter)
    has_changed: bool = False
    is_forgotten: bool = False
    faults: tuple[str, ...] = ()
    paused_at: dt.datetime | None = None
    paused_why: str = ""

    @property
    def is_finished(self) -> bool:
        """Whether nothing is under way, waiting or unknown."""
        return sending.is_finished(self.states)

    @property
    def may_send(self) -> bool:
        """Whether it can be sent now, for the first time or to who is new."""
        return not (self.faults or self.is_forgotten or self.states["stopped"])


def overview() -> list[Standing]:
    """Every issue, the newest first; one that cannot be read stands at the top."""
    found = [_standing(slug) for slug in issues.every_slug()]
    return sorted(found, key=lambda each: (each.date or dt.date.max, each.slug), reverse=True)


def digests() -> list[Standing]:
    """The last digests that were sent, the newest first."""
    chosen = select(BulletinSend).where(BulletinSend.slug.like("%:%"))
    rows = db.session.scalars(chosen.order_by(BulletinSend.frozen_at.desc()).limit(MOST_DIGESTS))
    return [
        Standing(
            row.slug,
            row.slug,
            sent_at=row.frozen_at,
            audience=row.audience,
            states=outbox.counts(batch=row.slug),
            paused_at=row.paused_at,
            paused_why=row.paused_why,
        )
        for row in rows
    ]


def find(slug: str) -> Standing | None:
    """How one issue stands; None when there is none of that name."""
    return _standing(slug) if slug in issues.every_slug() else None


def reach(standing: Standing) -> int:
    """How many people would get an issue that is sent now, and have not."""
    had = select(OutboxRow.subject).where(
        OutboxRow.kind == sending.ISSUE, OutboxRow.batch == standing.slug
    )
    everybody = sending.readers(standing.topics).subquery()
    wanted = select(func.count()).select_from(everybody).where(everybody.c[0].not_in(had))
    return db.session.scalar(wanted) or 0


def send(slug: str, content_hash: str) -> Sent:
    """Send the text that was on the screen.

    Raises ChangedError, or what `sending.send` raises.
    """
    issue = issues.find(slug)
    if issue is not None and issue.content_hash != content_hash:
        raise ChangedError
    return sending.send(slug)


def hold(slug: str) -> int:
    """Hold back what has not left yet; returns how many."""
    staff.audit(HELD, slug[:NAME_LENGTH])
    return outbox.stop(slug)


def go_on(slug: str) -> int:
    """Send the rest of what was held back; returns how many."""
    staff.audit(WENT_ON, slug[:NAME_LENGTH])
    return outbox.resume(slug)


def send_again(slug: str) -> int:
    """Send the uncertain mails once more; returns how many."""
    staff.audit(AGAIN, slug[:NAME_LENGTH])
    return outbox.send_again(slug)


def _standing(slug: str) -> Standing:
    sent = sending.find_send(slug)
    known = Standing(slug, slug, is_forgotten=outbox.is_forgotten(slug))
    if sent is not None:
        states = outbox.counts(batch=slug)
        known = replace(known, sent_at=sent.frozen_at, audience=sent.audience, states=states)
        known = replace(known, paused_at=sent.paused_at, paused_why=sent.paused_why)
    try:
        issue = issues.find(slug)
    except IssueError as error:
        return replace(known, faults=(str(error),))
    return _read(known, issue, sent.content_hash if sent else "") if issue else known


def _read(known: Standing, issue: Issue, sent_hash: str) -> Standing:
    return replace(
        known,
        title=issue.title,
        date=issue.date,
        topics=issue.topics,
        content_hash=issue.content_hash,
        has_changed=bool(sent_hash) and sent_hash != issue.content_hash,
        faults=tuple(checking.faults(issue)),
    )
