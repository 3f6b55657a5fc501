"""A date of birth in three fields. Nobody has to give one, and part of one is asked about."""

from datetime import date
from typing import Any

from wtforms import Form, StringField, ValidationError

from portal.core.clock import today
from portal.core.forms import tidy

PARTS = {"birth_day": "a day", "birth_month": "a month", "birth_year": "a year"}
OLDEST = 130
NOT_REAL = "Enter a real date, like 27 3 1984, or leave all three empty"
NOT_YET = "Enter a date that has been, like 27 3 1984"
# A person writes 1984 or 03; more would be something else.
MOST_DIGITS = 4


class BirthFields(Form):
    """Day, month and year, in figures."""

    birth_day = StringField("Day", filters=[tidy])
    birth_month = StringField("Month", filters=[tidy])
    birth_year = StringField("Year", filters=[tidy])

    def validate_birth_day(self, _field: Any) -> None:
        """All three or none, and a date that has been. What is wrong stands at the first field."""
        written = [self[name].data or "" for name in PARTS]
        if not any(written):
            return
        for what, text in zip(PARTS.values(), written, strict=True):
            if not text:
                raise ValidationError(f"The date of birth needs {what}")
            if not (text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS):
                raise ValidationError(NOT_REAL)
        _check(*(int(text) for text in written))


def _check(day: int, month: int, year: int) -> None:
    try:
        born = date(year, month, day)
    except ValueError as error:
        raise ValidationError(NOT_REAL) from error
    if born > today():
        raise ValidationError(NOT_YET)
    if year < today().year - OLDEST:
        raise ValidationError(NOT_REAL)
