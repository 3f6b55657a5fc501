"""England's working days: not a Saturday, a Sunday, Christmas Day, Good Friday or a bank holiday.

This is the law's list (SI 2009/309; RULES R11). The days come from the package
``holidays``, worked out and never fetched. A bank holiday for one occasion (a coronation, a
funeral) may be announced before the package knows it, so PORTAL_EXTRA_BANK_HOLIDAYS adds days;
they are read from the running application, and outside of one there are none.
"""

from datetime import date, timedelta
from functools import lru_cache

from flask import has_app_context
from holidays import country_holidays

from portal.core import clock
from portal.core.checks import Finding, looked_at
from portal.core.site import current_settings

ONE_DAY = timedelta(days=1)
SATURDAY = 5
# New Year, two at Easter, two in May, one in August, two at Christmas; substitutes come on top.
FEWEST_A_YEAR = 8


def is_working_day(day: date) -> bool:
    """Whether offices in England are open on that day."""
    return day.weekday() < SATURDAY and not is_bank_holiday(day)


def is_bank_holiday(day: date) -> bool:
    """Whether it is a bank holiday in England; Christmas Day and Good Friday count as such."""
    return day in bank_holidays(day.year) or day in _extra()


def next_working_day(day: date) -> date:
    """The first working day after a day."""
    return add_working_days(day, 1)


def add_working_days(day: date, count: int) -> date:
    """The count-th working day after a day, which is itself not counted.

    A count of 0 gives the day back, working or not. Raises ValueError when it is less than 0.
    """
    _refuse_negative(count)
    while count:
        day += ONE_DAY
        count -= is_working_day(day)
    return day


def working_days_before(day: date, count: int) -> date:
    """The working day from which a number of working days is left until the end of a day.

    With a count of 0 it is the day itself, or the last working day before it. Raises
    ValueError when it is less than 0.
    """
    _refuse_negative(count)
    while count or not is_working_day(day):
        count -= is_working_day(day)
        day -= ONE_DAY
    return day


@lru_cache(maxsize=64)
def bank_holidays(year: int) -> frozenset[date]:
    """The days of a year that the package knows, substitutes for weekends among them."""
    # A whole year at once: the package's own dictionary grows when asked, in the midst of threads.
    return frozenset(country_holidays("GB", subdiv="ENG", years=year, expand=False))


def check() -> Finding:
    """Whether the package knows the bank holidays of this year and the next."""
    this_year = clock.today().year
    years = (this_year, this_year + 1)
    short = [str(year) for year in years if len(bank_holidays(year)) < FEWEST_A_YEAR]
    return looked_at(
        len(years),
        *("year of bank holidays", "years of bank holidays"),
        (len(short), "is not known", "are not known"),
        detail=f"the bank holidays of {' and '.join(short)} are not known",
    )


def _extra() -> tuple[date, ...]:
    return current_settings().extra_bank_holidays if has_app_context() else ()


def _refuse_negative(count: int) -> None:
    if count < 0:
        raise ValueError("a number of working days is 0 or more")
