"""Answering in time: the month, the two months more, the reminders, and the commands for staff."""

from datetime import UTC, date, datetime

import pytest
from flask import Flask

from portal.core import checks, clock
from portal.your_data.service import answering
from portal.your_data.service.answering import AnswerError
from tests.your_data.asker import STAFF, Asker, later, request, run_job

pytestmark = pytest.mark.database
ASKED = datetime(2026, 11, 30, 12, tzinfo=UTC)


def at(day: date, hour: int = 12) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


@pytest.fixture
def reference(asker: Asker) -> str:
    """A request of 30 November 2026, whose mails are out."""
    with clock.freeze(ASKED):
        asker.ask_person()
        assert asker.mails
    return request().reference


def subjects(asker: Asker) -> list[str]:
    assert asker.mails is not None
    return [mail.message["Subject"] for mail in asker.sink.to(STAFF)][1:]


def test_the_answer_is_due_on_the_same_day_of_the_next_month(reference: str) -> None:
    assert request().due_on == date(2026, 12, 30)
    with clock.freeze(at(date(2026, 12, 28))):
        [one] = answering.waiting()
    assert (one.reference, one.kind, one.days_left) == (reference, "correct", 2)


def test_a_request_after_midnight_in_england_counts_from_that_day(asker: Asker) -> None:
    with clock.freeze(datetime(2026, 7, 30, 23, 30, tzinfo=UTC)):
        asker.ask_person()
    assert request().due_on == date(2026, 8, 31)


def test_staff_are_reminded_a_week_before_and_once_it_is_overdue(
    app: Flask, asker: Asker, reference: str
) -> None:
    days = [(date(2026, 12, 22), 0), (date(2026, 12, 23), 1), (date(2026, 12, 30), 1)]
    for day, came in [*days, (date(2026, 12, 31), 2), (date(2027, 1, 9), 2)]:
        for hour in (9, 10):
            with clock.freeze(at(day, hour)):
                run_job(app, "your_data.remind")
                assert len(subjects(asker)) == came, day
    assert "by Wednesday 30 December 2026" in subjects(asker)[0]
    assert subjects(asker)[1].startswith("Overdue: ")


def test_a_reminder_says_nothing_about_the_person(app: Flask, asker: Asker, reference: str) -> None:
    with clock.freeze(at(date(2026, 12, 31))):
        run_job(app, "your_data.remind")
        assert asker.mails
    raw = asker.sink.to(STAFF)[-1].raw.decode()
    assert reference in raw
    for words in ("ann", "Ann", "Lee", "street"):
        assert words not in raw.replace("organisation", "")


def test_after_the_answer_nobody_is_reminded(app: Flask, asker: Asker, reference: str) -> None:
    with clock.freeze(at(date(2026, 12, 29))):
        run_job(app, "your_data.remind")
        answering.answer(reference, "done")
        assert subjects(asker) == [], "even one that waited is not sent"
    with clock.freeze(at(date(2027, 2, 1))):
        run_job(app, "your_data.remind")
        assert subjects(asker) == []
        assert answering.waiting() == []


def test_two_months_more_once_and_in_time(reference: str) -> None:
    with clock.freeze(at(date(2026, 12, 30))):
        assert answering.extend(reference.lower()) == date(2027, 2, 28)
        with pytest.raises(AnswerError, match="once"):
            answering.extend(reference)
        [one] = answering.waiting()
    assert one.answer_by == date(2027, 2, 28)


def test_after_the_month_it_is_too_late_for_more(reference: str) -> None:
    with (
        clock.freeze(at(date(2026, 12, 31))),
        pytest.raises(AnswerError, match="too late"),
    ):
        answering.extend(reference)


@pytest.mark.parametrize(
    ("written", "outcome", "message"),
    [("AA2BB3CC4", "done", "no request"), ("", "lost", "no outcome")],
)
def test_what_cannot_be_noted_is_said(
    reference: str, written: str, outcome: str, message: str
) -> None:
    with pytest.raises(AnswerError, match=message):
        answering.answer(written or reference, outcome)
    assert request().answered_at is None


def test_the_live_check_finds_what_is_overdue(reference: str) -> None:
    name = "your_data.in_time"
    for day, found in (
        (date(2026, 12, 30), "is as it should be"),
        (date(2026, 12, 31), "had no answer in time"),
    ):
        with clock.freeze(at(day)):
            said = checks.run(name)
            assert said.words == f"We looked at 1 open request about information. It {found}."
            assert bool(said.wrong) == found.startswith("had")


def test_an_answered_request_is_kept_for_three_years(
    app: Flask, asker: Asker, reference: str
) -> None:
    with later(days=400):
        run_job(app, "records.retention")
    assert request().reference == reference
    answering.answer(reference, "done")
    with later(days=3 * 365 - 1):
        run_job(app, "records.retention")
        assert request().outcome == "done"
    with later(days=3 * 365 + 2):
        run_job(app, "records.retention")
        assert asker.mails is not None
    with pytest.raises(AnswerError):
        answering.details(reference)
