"""The yearly report (RULES R19), the counts of KO41a (R20), and what of them may be published.

Only care is in the count of the NHS; complaints about information, this website and decisions of
ours are listed apart. What is published leaves small numbers out (suppressing.py), has no number
of open cases, and only years that are over: so nothing that is left out can be worked out.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from sqlalchemy import select

from portal.complaints.models import Complaint, codes
from portal.complaints.service.clocks import ONE_DAY, reporting_year, year_bounds
from portal.complaints.service.counting import (
    CLOSED,
    LATE_ACKNOWLEDGED,
    LATE_ANSWERED,
    OMBUDSMAN,
    RECEIVED,
    REOPENED,
    SETTLED,
    Counts,
)
from portal.complaints.service.suppressing import Group, grouped
from portal.core.clock import LONDON, today
from portal.core.crypto import load_keys
from portal.extensions import db

UNFILED = "Not filed yet"
OTHERWISE = "Ended without an answer"
# How it was closed, in the words of a report.
CONCLUDED = {**codes.OUTCOMES, "": OTHERWISE}
WELL_FOUNDED = (codes.UPHELD, codes.PARTLY)


@dataclass(frozen=True)
class Row:
    """One line of the counts: what was open, came, was opened again, was closed, and stays open."""

    label: str
    before: int
    received: int
    reopened: int
    closed: int
    after: int
    outcomes: dict[str, int]
    ombudsman: int

    @property
    def well_founded(self) -> int:
        """How many were upheld, or partly."""
        return sum(self.outcomes[each] for each in WELL_FOUNDED)


@dataclass(frozen=True)
class Report:
    """The report of a year, with every number: for staff, and for who collects the counts."""

    year: int
    is_over: bool
    care: Row
    settled: int
    late_acknowledged: int
    late_answered: int
    areas: list[Row]
    subjects: list[Row]
    others: list[Row]
    learned: list[str]

    @property
    def bounds(self) -> tuple[date, date]:
        """Its first and its last day."""
        return year_bounds(self.year)


@dataclass(frozen=True)
class Figures:
    """What is published of one kind of complaint: every line is safe to show."""

    label: str
    received: Group
    closed: Group
    ombudsman: Group
    outcomes: list[Group]
    areas: list[Group]
    subjects: list[Group]

    @property
    def well_founded(self) -> int | None:
        """How many were upheld, or partly; None when that would give away a small number."""
        names = {codes.OUTCOMES[each] for each in WELL_FOUNDED}
        told = [line for line in self.outcomes if not line.count or names >= set(line.labels)]
        known = {label for line in told for label in line.labels}
        small = self.closed.words != str(self.closed.count)
        return None if small or not names <= known else sum(line.count for line in told)


def years(counted: Counts) -> list[int]:
    """The years that there is something to say about, the newest first; this one is always."""
    first = min((key.year for key in counted), default=reporting_year(today()))
    return list(range(reporting_year(today()), first - 1, -1))


def published_years(counted: Counts) -> list[int]:
    """Those that are over."""
    return [year for year in years(counted) if year < reporting_year(today())]


def report(year: int, counted: Counts) -> Report:
    """The report of the year that ends in this one."""
    care = _only(counted, "kind", codes.CARE)
    return Report(
        year=year,
        is_over=year < reporting_year(today()),
        care=_row(codes.KINDS[codes.CARE], year, care),
        settled=_sum(care, SETTLED, year),
        late_acknowledged=_sum(care, LATE_ACKNOWLEDGED, year),
        late_answered=_sum(care, LATE_ANSWERED, year),
        areas=list(_rows(year, care, "area", codes.AREAS)),
        subjects=list(_rows(year, care, "subject", codes.SUBJECTS)),
        others=[
            _row(codes.KINDS[kind], year, _only(counted, "kind", kind))
            for kind in codes.KINDS
            if kind != codes.CARE
        ],
        learned=learned(year),
    )


def published(found: Report) -> list[Figures]:
    """What of a report anybody may see; the first is about care, the rest stand apart."""
    return [
        _figures(found.care, found.areas, found.subjects),
        *(_figures(row, [], []) for row in found.others),
    ]


def learned(year: int) -> list[str]:
    """What changed because of complaints that were closed in a year; it goes with its case."""
    first, last = year_bounds(year)
    # A day more on either side, as days begin at another hour in England; then those of the year.
    asked = select(Complaint).where(
        Complaint.learned_sealed.is_not(None),
        Complaint.closed_at >= datetime.combine(first - ONE_DAY, time(), UTC),
        Complaint.closed_at <= datetime.combine(last + 2 * ONE_DAY, time(), UTC),
    )
    rows = [row for row in db.session.scalars(asked) if first <= _closed_on(row) <= last]
    load_keys(rows)
    return sorted({row.learned or "" for row in rows} - {""})


def _closed_on(case: Complaint) -> date:
    return case.closed_at.astimezone(LONDON).date() if case.closed_at else date.min


def _figures(row: Row, areas: list[Row], subjects: list[Row]) -> Figures:
    return Figures(
        label=row.label,
        received=Group((RECEIVED,), row.received),
        closed=Group((CLOSED,), row.closed),
        ombudsman=Group((OMBUDSMAN,), row.ombudsman),
        outcomes=grouped({CONCLUDED[name]: count for name, count in row.outcomes.items()}),
        areas=grouped({each.label: each.received for each in areas}),
        subjects=grouped({each.label: each.received for each in subjects}),
    )


def _rows(year: int, counted: Counts, name: str, words: dict[str, str]) -> Iterable[Row]:
    """One line for each word, and one for what nobody filed."""
    for code, label in {**words, "": UNFILED}.items():
        row = _row(label, year, _only(counted, name, code))
        if code or row.received or row.before or row.closed:
            yield row


def _row(label: str, year: int, counted: Counts) -> Row:
    received, reopened = _sum(counted, RECEIVED, year), _sum(counted, REOPENED, year)
    before, closed = _open_before(counted, year), _sum(counted, CLOSED, year)
    return Row(
        label=label,
        before=before,
        received=received,
        reopened=reopened,
        closed=closed,
        after=before + received + reopened - closed,
        outcomes=_outcomes(counted, year),
        ombudsman=_sum(counted, OMBUDSMAN, year),
    )


def _outcomes(counted: Counts, year: int) -> dict[str, int]:
    """How many were closed with each outcome; with "" those that ended in another way."""
    found = dict.fromkeys(CONCLUDED, 0)
    for key, count in counted.items():
        if (key.measure, key.year) == (CLOSED, year):
            found[key.outcome if key.outcome in codes.OUTCOMES else ""] += count
    return found


def _open_before(counted: Counts, year: int) -> int:
    signs = {RECEIVED: 1, REOPENED: 1, CLOSED: -1}
    earlier = (key for key in counted if key.year < year)
    return sum(signs.get(key.measure, 0) * counted[key] for key in earlier)


def _sum(counted: Counts, measure: str, year: int) -> int:
    return sum(n for key, n in counted.items() if (key.measure, key.year) == (measure, year))


def _only(counted: Counts, name: str, value: str) -> Counts:
    """The counts of one kind, area or subject."""
    return Counts({key: n for key, n in counted.items() if getattr(key, name) == value})
