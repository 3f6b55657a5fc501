"""The work in pictures: what is drawn of feedback and subscribers, and the table beside each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from portal.bulletins.service import growing
from portal.core import charts
from portal.core.charts import Chart, Column
from portal.core.clock import in_words
from portal.feedback.models import ANSWER_WITHIN
from portal.feedback.service import counting

SO_FAR = ", so far"


@dataclass(frozen=True)
class Drawing:
    """One drawing, and what it shows in words: the title that a screen reader says."""

    key: str
    title: str
    chart: Chart


@dataclass(frozen=True)
class Picture:
    """One or two drawings with the table that has every number. Without drawings it is empty."""

    key: str
    title: str
    drawings: tuple[Drawing, ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def of_feedback() -> list[Picture]:
    """What came, about what, and how long the answers took."""
    return [_weeks(), _topics(), _waits()]


def of_subscribers() -> list[Picture]:
    """How many there are, who joined and who left."""
    months = growing.by_month()
    totals = [Column(each.total, str(each.total)) for each in months]
    moves = [
        Column(each.joined, f"{each.joined}", below=each.left, below_words=f"{each.left}")
        for each in months
    ]
    drawings = (
        _drawing("subscribers", "Subscribers at the end of each month", totals),
        _drawing("joined", "Joined above the line, left below it, in each month", moves),
    )
    some = any(each.total or each.joined or each.left for each in months)
    rows = tuple(
        (_month(each.first, each.is_over), str(each.joined), str(each.left), str(each.total))
        for each in months
    )
    columns = ("Month", "Joined", "Left", "Subscribers at its end")
    title = "Subscribers to bulletins, by month"
    return [Picture("growth", title, drawings if some else (), columns, rows)]


def _weeks() -> Picture:
    weeks = counting.by_week()
    drawn = [Column(week.count, str(week.count)) for week in weeks]
    drawing = _drawing("weeks", f"Messages in each of the last {len(weeks)} weeks", drawn)
    rows = tuple((_week(week.monday, week.is_over), str(week.count)) for week in weeks)
    some = any(week.count for week in weeks)
    columns = ("Week from", "Messages")
    return Picture("feedback", "Feedback by week", (drawing,) if some else (), columns, rows)


def _topics() -> Picture:
    topics = counting.by_topic()
    chart = charts.rows([(name, count, str(count)) for name, count in topics])
    title = f"Feedback by topic, in the same {counting.WEEKS} weeks"
    drawing = Drawing("topics", f"{title}. The table has the same numbers.", chart)
    rows = tuple((name, str(count)) for name, count in topics)
    return Picture("by-topic", title, (drawing,) if topics else (), ("Topic", "Messages"), rows)


def _waits() -> Picture:
    months = counting.by_month()
    drawn = [
        Column(month.median or 0, _number(month.median), behind=month.slowest or 0)
        for month in months
    ]
    words = "Median and slowest answer of each month in days"
    drawing = _drawing("waits", words, drawn, limit=ANSWER_WITHIN.days)
    rows = tuple(
        (
            _month(month.first, month.is_over),
            _days(month.median),
            _days(month.slowest),
            str(month.in_time),
            str(month.late),
        )
        for month in months
    )
    some = any(month.slowest is not None for month in months)
    columns = ("Month", "Median", "Slowest", "In time", "Late")
    title = "Days until the answer, by month"
    return Picture("answers", title, (drawing,) if some else (), columns, rows)


def _drawing(key: str, words: str, drawn: Sequence[Column], *, limit: float = 0) -> Drawing:
    said = f"{words}, from {drawn[0].words} to {drawn[-1].words}. The table has every number."
    return Drawing(key, said, charts.columns(drawn, limit=limit))


def _week(monday: date, is_over: bool) -> str:
    return in_words(monday) + ("" if is_over else SO_FAR)


def _month(first: date, is_over: bool) -> str:
    return f"{first:%B %Y}" + ("" if is_over else SO_FAR)


def _number(days: float | None) -> str:
    """As it is written on a bar: a half stays a half."""
    return "none" if days is None else f"{days:g}"


def _days(days: float | None) -> str:
    if days is None:
        return "No answer"
    return f"{days:g} {'day' if days == 1 else 'days'}"
