"""When something happened, read out of people's own words, to know whether to ask why now.

Only for that: what is kept is the words. Where they say nothing that can be counted, nobody is
asked anything more, and nothing here refuses a complaint (RULES R13).
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date

from portal.complaints.service import clocks
from portal.core.clock import months_after

MONTHS = {
    name: number
    for number, name in enumerate(
        "jan feb mar apr may jun jul aug sep oct nov dec".split(),  # noqa: SIM905 - read as a line
        start=1,
    )
}
COUNTS = {
    name: number
    for number, name in enumerate(
        "one two three four five six seven eight nine ten".split(),  # noqa: SIM905 - read as a line
        start=1,
    )
}
MONTH = rf"(?P<month>{'|'.join(MONTHS)})[a-z]*\.?"
YEAR = r"(?P<year>(?:19|20)\d\d)"
# 2026-04-02; 2/4/2026, 2.4.26; 2nd April 2026; April 2, 2026; April 2026; 4/2026; 2026.
FORMS = [
    re.compile(rf"\b{YEAR}-(?P<number>\d\d?)-(?P<day>\d\d?)\b"),
    re.compile(
        r"\b(?P<day>\d\d?)[/. -](?P<number>\d\d?)[/. -](?P<year>(?:19|20)\d\d|\d\d)(?![\d/.-])"
    ),
    re.compile(rf"\b(?P<day>\d\d?)(?:st|nd|rd|th)?(?: of)? {MONTH},? {YEAR}\b"),
    re.compile(rf"\b{MONTH} (?P<day>\d\d?)(?:st|nd|rd|th)?,? {YEAR}\b"),
    re.compile(rf"\b{MONTH},?(?: of| in)? {YEAR}\b"),
    re.compile(rf"\b(?P<number>\d\d?)/{YEAR}\b"),
    re.compile(rf"\b{YEAR}\b"),
]
AGO = re.compile(rf"\b(?P<count>\d{{1,2}}|{'|'.join(COUNTS)}) (?P<unit>year|month)s? ago\b")


def is_late(words: str, today: date) -> bool:
    """Whether the words say that it was more than 12 months ago, as far as they can be read."""
    last = latest_day(words, today)
    return last is not None and clocks.is_late(last, None, today)


def latest_day(words: str, today: date) -> date | None:
    """The latest day that is meant; None when the words name none. A month means its last day."""
    rest = " ".join(words.lower().split())
    found = [_ago(match, today) for match in AGO.finditer(rest)]
    for form in FORMS:
        found += [day for day in _days(form, rest) if day]
        rest = form.sub(" ", rest)
    return max(found, default=None)


def _days(form: re.Pattern[str], words: str) -> Iterator[date | None]:
    for match in form.finditer(words):
        said = match.groupdict()
        year = int(said["year"]) + (2000 if len(said["year"]) == 2 else 0)
        named = said.get("month")
        month = MONTHS[named] if named else int(said.get("number") or 12)
        yield _day(year, month, int(said.get("day") or 0))


def _day(year: int, month: int, day: int) -> date | None:
    if not 1 <= month <= 12:
        return None
    last = monthrange(year, month)[1]
    return date(year, month, min(day or last, last))


def _ago(match: re.Match[str], today: date) -> date:
    count = COUNTS.get(match["count"]) or int(match["count"])
    return months_after(today, -count * (12 if match["unit"] == "year" else 1))
