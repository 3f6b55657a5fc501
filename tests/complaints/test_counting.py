"""The yearly counts: what happened in which year, and the same after the cases are destroyed."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy import func, select

import portal.records as records
from portal.complaints.models import Complaint, ComplaintTotal, codes
from portal.complaints.service import counting, ending, reporting
from portal.complaints.service.clocks import reporting_year
from portal.complaints.service.reporting import Report
from portal.core import clock
from portal.extensions import db
from portal.records.service.retention import RetentionError
from tests.support.cases import act, answered, closed, filed, found, made, reopened

pytestmark = pytest.mark.database

YEAR = 2027  # 1 April 2026 to 31 March 2027


@contextmanager
def on(day: date) -> Iterator[None]:
    """Noon of a day."""
    with clock.freeze(datetime(day.year, day.month, day.day, 12, tzinfo=UTC)):
        yield


def reported(year: int = YEAR) -> Report:
    """The report of a year."""
    db.session.rollback()
    return reporting.report(year, counting.counts())


def some_years() -> None:
    """Cases over three years, of every kind of ending."""
    with on(date(2026, 4, 1)):
        first = made()
        closed(made(), outcome="not")
        closed(filed(made(), "gp", "waiting"), outcome="partly")
        talked = made(channel="phone")
        act(ending.close, talked, "settled")
        closed(filed(made(kind="information"), "", "data"))
        told = closed(filed(made(), "gp", "staff"), "withdrawn")
    with on(date(2027, 3, 31)):
        closed(first, delay="A witness was ill.")
        made(kind="website")
    with on(date(2027, 4, 1)):
        closed(reopened(found(first.public_id)), outcome="not")
        told = found(told.public_id)
        told.ombudsman_on, told.learned = clock.today(), "Bells are tested each week."
        db.session.commit()


def test_a_year_ends_on_31_march_and_is_named_by_that_day() -> None:
    assert reporting_year(date(2027, 3, 31)) == YEAR
    assert reporting_year(date(2027, 4, 1)) == YEAR + 1


def test_what_came_and_what_was_closed_is_counted_in_its_year(app: Flask) -> None:
    """R19, R20: received, resolved by outcome, well-founded, brought and carried forward."""
    some_years()
    care = reported().care
    assert (care.before, care.received, care.reopened, care.closed, care.after) == (0, 4, 0, 4, 0)
    assert care.outcomes == {"upheld": 1, "partly": 1, "not": 1, "": 1}
    assert (care.well_founded, care.ombudsman) == (2, 0)
    # One was answered after a year, and never acknowledged before.
    assert (reported().late_acknowledged, reported().late_answered) == (1, 1)
    after = reported(YEAR + 1).care
    assert (after.before, after.received, after.reopened, after.closed) == (0, 0, 1, 1)
    assert (after.outcomes["not"], after.outcomes["upheld"], after.ombudsman) == (1, 0, 1)


def test_what_is_closed_twice_in_a_year_counts_once_with_its_last_outcome(app: Flask) -> None:
    """R19, R20: so many were well-founded as there are complaints that were."""
    with on(date(2026, 4, 1)):
        case = closed(made())
        closed(reopened(case), outcome="not")
    care = reported().care
    assert (care.received, care.reopened, care.closed, care.after) == (1, 0, 1, 0)
    assert (care.outcomes["upheld"], care.outcomes["not"], care.well_founded) == (0, 1, 0)


def test_what_was_settled_at_once_is_outside_the_count_and_logged(app: Flask) -> None:
    """RULES R15; opened again, it is within."""
    some_years()
    assert reported().settled == 1
    case = db.session.scalars(select(Complaint).where(Complaint.ending == "settled")).one()
    with on(date(2026, 4, 9)):
        reopened(case)
        assert (reported().settled, reported().care.received) == (0, 5)
        assert reported().care.after == 1


def test_other_kinds_of_complaint_stand_apart(app: Flask) -> None:
    """KO41a is about care."""
    some_years()
    others = {row.label: row for row in reported().others}
    assert len(others) == 3
    assert others[codes.KINDS[codes.INFORMATION]].well_founded == 1
    assert others[codes.KINDS[codes.WEBSITE]].after == 1


def test_areas_and_subjects_add_up_to_the_whole(app: Flask) -> None:
    """Whatever is not filed yet has a line of its own."""
    some_years()
    with on(date(2027, 2, 1)):
        made()
    found_now = reported()
    for rows in (found_now.areas, found_now.subjects):
        assert sum(row.received for row in rows) == found_now.care.received == 5
        assert sum(row.after for row in rows) == found_now.care.after == 1
        assert rows[-1].label == "Not filed yet"
    assert {row.label: row.received for row in found_now.areas}["GP surgery"] == 2


def test_what_was_open_at_the_end_is_what_the_next_year_begins_with(app: Flask) -> None:
    with on(date(2027, 3, 30)):
        case = answered(made())
    assert (reported().care.after, reported(YEAR + 1).care.before) == (1, 1)
    with on(date(2028, 4, 2)):
        act(ending.close, filed(case), "answered")
        assert (reported(YEAR + 1).care.after, reported(YEAR + 2).care.closed) == (1, 1)


def test_a_report_says_the_same_after_its_cases_are_destroyed(app: Flask) -> None:
    """Ten years later the retention run takes them; what was learned goes with them."""
    some_years()
    with on(date(2027, 3, 31)):
        closed(filed(made(kind="website"), "", "website"))
        for case in db.session.scalars(select(Complaint).where(Complaint.kind == "website")):
            if not case.closed_at:
                closed(filed(found(case.public_id), "", "website"))
    years = (YEAR, YEAR + 1, YEAR + 2)
    with on(date(2036, 3, 1)):
        before = [reported(year) for year in years]
        assert before[0].learned == ["Bells are tested each week."]
    with on(date(2036, 5, 1)):
        assert 0 < left_after_a_run() < 8
        assert [numbers(reported(year)) for year in years] == [numbers(each) for each in before]
    with on(date(2037, 4, 2)):
        assert left_after_a_run() == 0
        after = [reported(year) for year in years]
        assert [numbers(each) for each in after] == [numbers(each) for each in before]
        assert not any(each.learned for each in after)


def left_after_a_run() -> int:
    """How many cases a retention run leaves."""
    db.session.rollback()
    records.run_retention()
    return db.session.scalar(select(func.count(Complaint.id))) or 0


def numbers(found_then: Report) -> Report:
    """A report without what was learned, which goes with its case."""
    return replace(found_then, learned=[])


def test_totals_hold_numbers_and_listed_words_alone(app: Flask) -> None:
    """And a second run adds nothing."""
    with on(date(2026, 4, 1)):
        closed(made())
    with on(date(2036, 4, 3)):
        for _ in range(2):
            db.session.rollback()
            records.run_retention()
        rows = db.session.scalars(select(ComplaintTotal).order_by(ComplaintTotal.measure)).all()
    assert [(row.measure, row.kind, row.area, row.outcome, row.cases) for row in rows] == [
        ("closed", "care", "hospital", "upheld", 1),
        ("received", "care", "hospital", "", 1),
    ]


def test_two_workers_who_destroy_at_once_count_a_case_once(app: Flask) -> None:
    with on(date(2026, 4, 1)):
        for _ in range(5):
            closed(made())
    db.session.remove()

    def run(_: int) -> None:
        with app.app_context(), suppress(RetentionError):
            records.run_retention()

    with on(date(2036, 4, 3)):
        with ThreadPoolExecutor(3) as workers:
            list(workers.map(run, range(3)))
        assert reported().care.received == reported().care.closed == 5
