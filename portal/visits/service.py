"""The verbs of the visits: count in memory, write down, and say how many."""

import threading
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select

from portal.core.clock import today
from portal.core.database import insert
from portal.extensions import db
from portal.visits.models import PAGE_LENGTH, PageVisits

DAYS = 30
WEEKS = 12
# A number this small could tell what one person read.
FEWEST_SHOWN = 5
SUPPRESSED = f"fewer than {FEWEST_SHOWN}"
# More pages than this in one minute are no pages of ours.
MOST_PAGES = 5000

Views = Mapping[tuple[str, date], int]


@dataclass(frozen=True)
class Visits:
    """How often one page was read. ``views`` is nothing when the number is too small to show."""

    page: str
    views: int | None

    @property
    def words(self) -> str:
        """The number as it may be shown."""
        return SUPPRESSED if self.views is None else str(self.views)


@dataclass(frozen=True)
class Week:
    """How often all pages together were read in a week that begins on a Monday."""

    monday: date
    views: int | None

    @property
    def words(self) -> str:
        """The number as it may be shown."""
        return SUPPRESSED if self.views is None else str(self.views)


class Tally:
    """Views that are not written down yet. Safe to use from many threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._views: Counter[tuple[str, date]] = Counter()

    def add(self, page: str) -> None:
        """Count one view, today."""
        key = (page[:PAGE_LENGTH], today())
        with self._lock:
            if key in self._views or len(self._views) < MOST_PAGES:
                self._views[key] += 1

    def take(self) -> Views:
        """Everything counted so far; the tally begins anew."""
        with self._lock:
            taken, self._views = self._views, Counter()
        return taken

    def give_back(self, views: Views) -> None:
        """Count again what could not be written down."""
        with self._lock:
            self._views.update(views)


def save(views: Views) -> None:
    """Add to what is written down: all of it or, when it raises, nothing."""
    # In one order, so that two processes never wait for each other.
    for (page, day), count in sorted(views.items()):
        statement = insert(PageVisits).values(page=page, day=day, views=count)
        db.session.execute(
            statement.on_conflict_do_update(
                index_elements=["page", "day"],
                set_={"views": PageVisits.views + statement.excluded.views},
            )
        )
    db.session.commit()


def most_read(days: int = DAYS) -> list[Visits]:
    """Pages of the last days, today included, the most read first.

    Small numbers are left out, and so is every sum from which they could be worked out. Those
    pages stand at the end by name, so that their order says nothing either.
    """
    since = today() - timedelta(days=days - 1)
    total = func.sum(PageVisits.views)
    rows = db.session.execute(
        select(PageVisits.page, total.label("views"))
        .where(PageVisits.day >= since)
        .group_by(PageVisits.page)
        .order_by(total.desc(), PageVisits.page)
    ).all()
    shown = [Visits(row.page, int(row.views)) for row in rows if row.views >= FEWEST_SHOWN]
    hidden = sorted(row.page for row in rows if row.views < FEWEST_SHOWN)
    return [*shown, *(Visits(page, None) for page in hidden)]


def by_week(weeks: int = WEEKS) -> list[Week]:
    """All pages together in the last whole weeks, the oldest first.

    The weeks end on a Sunday and the days of `most_read` today, so that no small number can be
    worked out from the two.
    """
    this = today() - timedelta(days=today().weekday())
    first = this - timedelta(weeks=weeks)
    rows = db.session.execute(
        select(PageVisits.day, func.sum(PageVisits.views).label("views"))
        .where(PageVisits.day >= first, PageVisits.day < this)
        .group_by(PageVisits.day)
    )
    sums: Counter[int] = Counter()
    for row in rows:
        sums[(row.day - first).days // 7] += int(row.views)
    return [Week(first + timedelta(weeks=place), _shown(sums[place])) for place in range(weeks)]


def _shown(views: int) -> int | None:
    return views if views >= FEWEST_SHOWN or not views else None
