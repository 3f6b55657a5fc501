"""Counts of feedback that stay when a message is erased: they are about nobody.

What came, by week and topic; and how many days an answer took, by the month of the answer, for
those who asked for one. Whoever changes a message calls this in its transaction.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median

from sqlalchemy import select

from portal.core.clock import LONDON, months_after, today
from portal.core.database import insert
from portal.extensions import db
from portal.feedback.models import ANSWER_WITHIN, TOPICS, Feedback, FeedbackCount

RECEIVED, ANSWERED = "received", "answered"
WEEKS, MONTHS = 12, 12
UNFILED = "Not filed yet"


@dataclass(frozen=True)
class Week:
    """How many messages came in a week that begins on a Monday."""

    monday: date
    count: int
    is_over: bool


@dataclass(frozen=True)
class Month:
    """How answers of a month went: days they took, and how many were in time and late.

    Without an answer the days are nothing.
    """

    first: date
    median: float | None
    slowest: int | None
    in_time: int
    late: int
    is_over: bool


def received(moment: datetime, topic: str = "", by: int = 1) -> None:
    """Count a message that came then; the caller commits."""
    day = _day(moment)
    _add(day - timedelta(days=day.weekday()), RECEIVED, topic, by)


def filed(row: Feedback, topic: str) -> None:
    """Count a message under another topic from now on; the caller commits."""
    if topic != row.topic:
        received(row.received_at, row.topic, by=-1)
        received(row.received_at, topic)


def answered(row: Feedback, moment: datetime) -> None:
    """Count the first answer to somebody who asked for one; the caller commits."""
    if row.wants_reply:
        day = _day(moment)
        waited(day.replace(day=1), [(day - _day(row.received_at)).days])


def waited(first: date, days: Iterable[int]) -> None:
    """Count answers of a month, which begins then, by the days they took; the caller commits."""
    for each in days:
        _add(first, ANSWERED, str(each))


def by_week(weeks: int = WEEKS) -> list[Week]:
    """What came in the last weeks, this one included, the oldest first."""
    this = today() - timedelta(days=today().weekday())
    found: Counter[date] = Counter()
    for since, _, count in _rows(RECEIVED, this - timedelta(weeks=weeks - 1)):
        found[since] += count
    mondays = [this - timedelta(weeks=back) for back in range(weeks - 1, -1, -1)]
    return [Week(monday, found[monday], monday < this) for monday in mondays]


def by_topic(weeks: int = WEEKS) -> list[tuple[str, int]]:
    """What came in the same weeks, by topic in words, the most first."""
    this = today() - timedelta(days=today().weekday())
    found: Counter[str] = Counter()
    for _, topic, count in _rows(RECEIVED, this - timedelta(weeks=weeks - 1)):
        found[TOPICS.get(topic, topic or UNFILED)] += count
    return [(name, count) for name, count in found.most_common() if count > 0]


def by_month(months: int = MONTHS) -> list[Month]:
    """How long answers took in the last months, this one included, the oldest first."""
    this = today().replace(day=1)
    firsts = [months_after(this, -back) for back in range(months - 1, -1, -1)]
    days: dict[date, list[int]] = {first: [] for first in firsts}
    for since, waited, count in _rows(ANSWERED, firsts[0]):
        days.setdefault(since, []).extend([int(waited)] * count)
    return [_month(first, days[first], first < this) for first in firsts]


def _month(first: date, days: list[int], is_over: bool) -> Month:
    in_time = sum(1 for each in days if each <= ANSWER_WITHIN.days)
    middle = median(days) if days else None
    slowest = max(days, default=None)
    return Month(first, middle, slowest, in_time, len(days) - in_time, is_over)


def _rows(what: str, since: date) -> list[tuple[date, str, int]]:
    chosen = select(FeedbackCount.since, FeedbackCount.detail, FeedbackCount.count).where(
        FeedbackCount.what == what, FeedbackCount.since >= since
    )
    return [(row[0], row[1], row[2]) for row in db.session.execute(chosen)]


def _add(since: date, what: str, detail: str, by: int = 1) -> None:
    statement = insert(FeedbackCount).values(since=since, what=what, detail=detail, count=by)
    db.session.execute(
        statement.on_conflict_do_update(
            index_elements=["since", "what", "detail"],
            set_={"count": FeedbackCount.count + statement.excluded.count},
        )
    )


def _day(moment: datetime) -> date:
    return moment.astimezone(LONDON).date()
