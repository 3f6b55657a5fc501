"""Whether a page is useful: count an answer, and say how many there were."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import case, func, select

from portal.core import panels, ratelimit
from portal.core.clock import today
from portal.core.database import insert
from portal.core.ratelimit import Limit
from portal.extensions import db
from portal.feedback.models import PageVotes

# A family reading several pages meets no limit; a script that wants to decide the count does.
LIMITS = (Limit(30, timedelta(minutes=10)), Limit(200, timedelta(days=1)))


class UnknownPageError(ValueError):
    """No page has this name, so nothing is counted."""


@dataclass(frozen=True)
class Count:
    """How one page was answered."""

    page: str
    yes: int
    no: int


def vote(page: str, useful: bool, address: str | None) -> timedelta:
    """Count an answer; returns zero, or how long the network of an address has to wait.

    Raises UnknownPageError.
    """
    if not panels.first("pages.known", page):
        raise UnknownPageError(page)
    wait = ratelimit.take_from(address, "feedback.page", LIMITS)
    if not wait:
        statement = insert(PageVotes).values(page=page, day=today(), useful=useful, votes=1)
        db.session.execute(
            statement.on_conflict_do_update(
                index_elements=["page", "day", "useful"],
                set_={"votes": PageVotes.votes + 1},
            )
        )
    db.session.commit()
    return wait


def counts() -> list[Count]:
    """All answers of each page, the most often answered first."""
    yes = func.sum(case((PageVotes.useful, PageVotes.votes), else_=0))
    no = func.sum(case((PageVotes.useful, 0), else_=PageVotes.votes))
    rows = db.session.execute(
        select(PageVotes.page, yes.label("yes"), no.label("no"))
        .group_by(PageVotes.page)
        .order_by(func.sum(PageVotes.votes).desc(), PageVotes.page)
    )
    return [Count(row.page, int(row.yes), int(row.no)) for row in rows]
