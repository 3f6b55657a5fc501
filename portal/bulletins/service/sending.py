"""Sending: the audience is frozen into the outbox; who leaves meanwhile is skipped."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select

import portal.staff as staff
from portal.bulletins.models import BulletinSend, Subscriber, SubscriberTopic
from portal.bulletins.service import checking, issues
from portal.bulletins.service.issues import Issue, IssueError
from portal.bulletins.service.topics import EACH, MONTHLY, WEEKLY
from portal.core.clock import LONDON, now
from portal.extensions import db
from portal.outbox import counts, is_forgotten, post_many
from portal.outbox.models import ACCEPTED, UNCERTAIN, OutboxRow

ISSUE = "bulletins.issue"
DIGEST = "bulletins.digest"
SENT = "bulletins.sent"
# As long a name as the trail takes.
NAME_LENGTH = 40
FORGOTTEN = (
    "It was sent more than 30 days ago. Who had it is not known any more, so sending it again "
    "would reach them twice. Write a new issue."
)
# B29: later than this, a digest waits for a person.
PUNCTUAL = timedelta(hours=24)
MORNING = time(7)
OPEN_STATES = ("due", "claimed", "deferred", "uncertain", "parked", "stopped")


class UnknownIssueError(Exception):
    """There is no issue of that name."""


@dataclass(frozen=True)
class Sent:
    """What a send came to."""

    added: int
    audience: int


@dataclass(frozen=True)
class Period:
    """A week or a month that is over. Its digest is due at `due`."""

    frequency: str
    slug: str
    begins: datetime
    ends: datetime

    @property
    def due(self) -> datetime:
        """The morning after it ended."""
        return datetime.combine(self.ends.astimezone(LONDON).date(), MORNING, LONDON)


def send(slug: str) -> Sent:
    """Freeze the audience of an issue. A second time only adds who is not in it yet.

    Raises UnknownIssueError, or IssueError naming each place to put right.
    """
    issue = issues.find(slug)
    if issue is None:
        raise UnknownIssueError(slug)
    faults = checking.faults(issue)
    if faults:
        raise IssueError("\n".join(faults))
    if is_forgotten(slug):
        raise IssueError(FORGOTTEN)
    sent = _record(slug, issue.content_hash)
    staff.audit(SENT, slug[:NAME_LENGTH])
    return _freeze(ISSUE, sent, readers(issue.topics))


def readers(topics: tuple[str, ...]) -> Select[Any]:
    """The public ids of those who get an issue of these topics by itself, now."""
    return _audience(EACH).where(_chose(topics))


def status(slug: str) -> dict[str, int]:
    """How many mails of an issue or digest are in each state. Raises UnknownIssueError."""
    if find_send(slug) is None:
        raise UnknownIssueError(slug)
    return counts(batch=slug)


def is_finished(states: dict[str, int]) -> bool:
    """Only when nothing is under way, waiting or unknown (B49)."""
    return not any(states.get(state) for state in OPEN_STATES)


def find_send(slug: str) -> BulletinSend | None:
    """What is known of a send."""
    return db.session.scalar(select(BulletinSend).where(BulletinSend.slug == slug))


def has_changed(slug: str) -> bool:
    """Whether an issue says something else now than when it was sent first."""
    sent, issue = find_send(slug), issues.find(slug)
    return sent is not None and issue is not None and sent.content_hash != issue.content_hash


def last_period(frequency: str) -> Period:
    """The week or month that ended last, in London's time."""
    today = now().astimezone(LONDON).date()
    if frequency == WEEKLY:
        ends = today - timedelta(days=today.weekday())
        begins = ends - timedelta(days=7)
        year, week, _ = begins.isocalendar()
        slug = f"{WEEKLY}:{year}-W{week:02d}"
    else:
        ends = today.replace(day=1)
        begins = (ends - timedelta(days=1)).replace(day=1)
        slug = f"{MONTHLY}:{begins:%Y-%m}"
    return Period(frequency, slug, _midnight(begins), _midnight(ends))


def send_digest(frequency: str, *, late: bool = False) -> Sent | None:
    """Freeze the audience of the last period's digest, once; None when it is not to be sent.

    Nothing new is no mail. A digest more than 24 hours late is left to a person, who says `late`.
    """
    period = last_period(frequency)
    if not period.due <= now() or (now() > period.due + PUNCTUAL and not late):
        return None
    if find_send(period.slug) is not None:
        return None
    chosen = {topic for issue in sent_between(period.begins, period.ends) for topic in issue.topics}
    if not chosen:
        return None
    sent = _record(period.slug, "")
    return _freeze(DIGEST, sent, _audience(frequency).where(_chose(tuple(sorted(chosen)))))


def digest_issues(batch: str) -> list[Issue]:
    """What the digest of a batch is made of, newest first."""
    begins, ends = _span(batch)
    return sent_between(begins, ends)


def sent_between(begins: datetime, ends: datetime) -> list[Issue]:
    """Issues that were sent in a period, newest first."""
    slugs = db.session.scalars(
        select(BulletinSend.slug)
        .where(BulletinSend.frozen_at >= begins, BulletinSend.frozen_at < ends)
        .where(BulletinSend.slug.not_like("%:%"))
        .order_by(BulletinSend.frozen_at.desc())
    )
    found = (issues.find(slug) for slug in slugs)
    return [issue for issue in found if issue is not None]


def received(public_id: str, slugs: list[str]) -> set[str]:
    """Which issues somebody was sent by themselves, before choosing to hear less often (B28)."""
    rows = select(OutboxRow.batch).where(
        OutboxRow.kind == ISSUE,
        OutboxRow.subject == public_id,
        OutboxRow.batch.in_(slugs),
        OutboxRow.state.in_((ACCEPTED, UNCERTAIN)),
    )
    return set(db.session.scalars(rows))


def _span(batch: str) -> tuple[datetime, datetime]:
    frequency, _, name = batch.partition(":")
    if frequency == WEEKLY:
        year, _, week = name.partition("-W")
        begins = date.fromisocalendar(int(year), int(week), 1)
        return _midnight(begins), _midnight(begins + timedelta(days=7))
    begins = date.fromisoformat(f"{name}-01")
    return _midnight(begins), _midnight((begins + timedelta(days=32)).replace(day=1))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), LONDON)


def _audience(frequency: str) -> Select[Any]:
    awake = or_(Subscriber.paused_until.is_(None), Subscriber.paused_until <= now())
    return select(Subscriber.public_id).where(Subscriber.frequency == frequency, awake)


def _chose(topics: tuple[str, ...]) -> ColumnElement[bool]:
    return Subscriber.id.in_(
        select(SubscriberTopic.subscriber_id).where(SubscriberTopic.topic.in_(topics))
    )


def _record(slug: str, content_hash: str) -> BulletinSend:
    sent = find_send(slug)
    if sent is None:
        sent = BulletinSend(slug=slug, content_hash=content_hash, frozen_at=now(), audience=0)
        db.session.add(sent)
        db.session.flush()
    return sent


def _freeze(kind: str, sent: BulletinSend, audience: Select[Any]) -> Sent:
    added = post_many(kind, audience, batch=sent.slug)
    sent.audience += added
    result = Sent(added, sent.audience)
    db.session.commit()
    return result
