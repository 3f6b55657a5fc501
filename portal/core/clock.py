"""The one clock: everything that asks for the time asks here, in UTC."""

from calendar import monthrange
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")

_frozen: datetime | None = None


def now() -> datetime:
    """The moment, aware, in UTC."""
    return _frozen if _frozen is not None else datetime.now(UTC)


def today() -> date:
    """The date in England, which is what people and the law count in."""
    return now().astimezone(LONDON).date()


def months_after(day: date, months: int) -> date:
    """The same day some months on, or the last day of a month that is too short for it."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = monthrange(year, month + 1)[1]
    return day.replace(year=year, month=month + 1, day=min(day.day, last))


def one_month_after(day: date) -> date:
    """By when a request of that day is answered (RULES 2: within one month of receipt)."""
    return months_after(day, 1)


@contextmanager
def freeze(moment: datetime) -> Iterator[None]:
    """Stop the clock of the whole process at a moment: for tests, and the past of a demo."""
    global _frozen
    before, _frozen = _frozen, moment.astimezone(UTC)
    try:
        yield
    finally:
        _frozen = before


def in_words(moment: datetime | date) -> str:
    """A date as people say it: Friday 20 November 2026."""
    day = moment.astimezone(LONDON).date() if isinstance(moment, datetime) else moment
    return f"{day:%A} {day.day} {day:%B %Y}"


def time_in_words(moment: datetime) -> str:
    """A time as people say it, in England: 3:00am."""
    local = moment.astimezone(LONDON)
    return f"{local.hour % 12 or 12}:{local:%M}{'am' if local.hour < 12 else 'pm'}"


def ago_in_words(moment: datetime) -> str:
    """How long ago: 5 minutes ago, 3 hours ago on the same day in England; yesterday; 2 days ago,
    by the calendar.
    """
    days = (today() - moment.astimezone(LONDON).date()).days
    if days > 1:
        return f"{days} days ago"
    if days == 1:
        return "yesterday"
    minutes = int((now() - moment).total_seconds() // 60)
    count, unit = (minutes // 60, "hour") if minutes >= 60 else (minutes, "minute")
    return f"{count} {unit}{'' if count == 1 else 's'} ago" if count > 0 else "just now"


def wait_in_words(wait: timedelta) -> str:
    """How long to wait, rounded up: 40 seconds, 3 minutes, 2 hours."""
    seconds = max(1, int(wait.total_seconds() + 0.999))
    for size, unit in ((86400, "day"), (3600, "hour"), (60, "minute"), (1, "second")):
        if seconds >= size:
            count = -(-seconds // size)
            return f"{count} {unit}{'' if count == 1 else 's'}"
    raise AssertionError("unreachable: a wait is at least a second")
