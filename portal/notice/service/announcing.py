"""Telling people of a version before it counts: mail to those whom features name."""

from datetime import timedelta

from portal.core import panels
from portal.core.clock import today
from portal.extensions import db
from portal.outbox import counts, post_many
from portal.register import Version, versions

# Not earlier: the outbox forgets who had a mail after 30 days, and each is told once.
EARLY = timedelta(days=28)
# A version that nobody announced in time is announced late, but not as news of long ago.
LATE = timedelta(days=30)


def batch_of(version: Version) -> str:
    """The batch of its mails. No bulletin can be called so."""
    return f"notice:{version.number}"


def to_announce() -> Version | None:
    """The version that is coming; or the one in force, when nobody was told and it is fresh."""
    coming = versions().coming(today())
    if coming is not None:
        return coming if coming.effective - today() <= EARLY else None
    current = versions().in_force(today())
    fresh = current.number > 1 and today() - current.effective <= LATE
    return current if fresh and not counts(batch_of(current)) else None


def announce() -> int:
    """Ask for a mail to everybody who is told, and has not been; returns how many."""
    version = to_announce()
    if version is None:
        return 0
    posted = sum(
        post_many(kind, readers, batch=batch_of(version))
        for kind, readers in panels.gather("notice.readers", version.number)
    )
    db.session.commit()
    return posted
