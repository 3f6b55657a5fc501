"""How many people get bulletins, month by month: worked out from consents, which hold no address.

A consent stays for 6 years after it ended, so a month tells the same whoever was erased since.
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, case, func, or_, select

from portal.bulletins.models import Consent
from portal.core.clock import LONDON, months_after, today
from portal.extensions import db

MONTHS = 12


@dataclass(frozen=True)
class Month:
    """How many joined and left in a month, and how many there were at its end, or are now."""

    first: date
    joined: int
    left: int
    total: int
    is_over: bool


def by_month(months: int = MONTHS) -> list[Month]:
    """The last months, this one included, the oldest first."""
    this = today().replace(day=1)
    firsts = [months_after(this, -back) for back in range(months - 1, -2, -1)]
    edges = [datetime.combine(first, time(), LONDON) for first in firsts]
    joined, left = _in_each(Consent.confirmed_at, edges), _in_each(Consent.ended_at, edges)
    total = _before(edges[0])
    found = []
    for place, first in enumerate(firsts[:-1]):
        came, went = joined.get(place, 0), left.get(place, 0)
        total += came - went
        found.append(Month(first, came, went, total, first < this))
    return found


def _before(moment: datetime) -> int:
    """How many there were at a moment."""
    stood = or_(Consent.ended_at.is_(None), Consent.ended_at >= moment)
    asked = select(func.count()).where(Consent.confirmed_at < moment, stood)
    return db.session.scalar(asked) or 0


def _in_each(column: Any, edges: list[datetime]) -> dict[int, int]:
    """How many consents have their moment between two edges, by the place of the first one."""
    which: ColumnElement[int] = case(
        *((column < until, place) for place, until in enumerate(edges[1:]))
    )
    chosen = select(which, func.count()).where(column >= edges[0], column < edges[-1])
    return {int(place): int(count) for place, count in db.session.execute(chosen.group_by(which))}
