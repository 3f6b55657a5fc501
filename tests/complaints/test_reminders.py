"""Staff are reminded before a day is over and told when it is: each once, and no more of them."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal.complaints.models import Complaint, ComplaintAccess, ComplaintEvent
from portal.complaints.service import filing, reminding, taking
from portal.core import checks, clock
from portal.core.references import spaced
from portal.extensions import db
from portal.outbox import deliver_due
from tests.complaints.person import ANSWERS, MARK, run_job
from tests.support import staff
from tests.support.smtp import Sink

pytestmark = pytest.mark.database
# Acknowledge by Thursday 9 April, answer by Thursday 1 October (RULES R11, R17).
CAME = datetime(2026, 4, 2, 9, tzinfo=UTC)
IVY, JO, ADA = "ivy@staff.example.org", "jo@staff.example.org", "ada@staff.example.org"
JOB = "complaints.remind"


@pytest.fixture
def case(app: Flask, smtp_sink: Sink) -> Complaint:
    """A complaint of 2 April 2026, and the staff there are."""
    with clock.freeze(CAME):
        staff.make("investigator", name="Ivy", email=IVY)
        staff.make("investigator", name="Jo", email=JO)
        staff.make("admin", name="Ada", email=ADA)
        staff.make("moderator", name="Mo", email="mo@staff.example.org")
        taking.take(ANSWERS)
        deliver_due()
    smtp_sink.mails.clear()
    return the_case()


def the_case() -> Complaint:
    """The only case, as it stands."""
    db.session.rollback()
    return db.session.scalars(select(Complaint)).one()


def change(**values: object) -> None:
    """Put the case as a test needs it."""
    case = the_case()
    for name, value in values.items():
        setattr(case, name, value)
    db.session.commit()


def on(app: Flask, sink: Sink, month: int, day: int, hour: int = 9) -> list[tuple[str, str]]:
    """Whom the sweep of that hour wrote to, and the subject."""
    sink.mails.clear()
    with clock.freeze(datetime(2026, month, day, hour, tzinfo=UTC)):
        run_job(app, JOB)
        deliver_due()
    return sorted((mail.rcpt_tos[0], str(mail.message["Subject"])) for mail in sink.mails)


def whom(told: list[tuple[str, str]]) -> set[str]:
    """The addresses alone."""
    return {address for address, _ in told}


def test_each_reminder_goes_once_to_whom_it_is_for(
    app: Flask, case: Complaint, smtp_sink: Sink
) -> None:
    reference = spaced(case.reference)
    due = "Thursday 9 April 2026"
    seen = {day: on(app, smtp_sink, 4, day) for day in (2, 7, 8, 9, 10, 11)}
    assert seen[2] == seen[7] == seen[11] == []
    assert seen[8] == [(IVY, f"{reference}: due by {due}"), (JO, f"{reference}: due by {due}")]
    assert seen[9] == [(who, f"Due today: {reference}, {due}") for who in (ADA, IVY, JO)]
    assert seen[10] == [(who, f"Overdue: {reference}, {due}") for who in (ADA, IVY, JO)]
    assert on(app, smtp_sink, 4, 10, 10) == []
    noted = [each for each in filing.events(the_case()) if each.event in {"reminded", "escalated"}]
    assert [each.event for each in noted] == ["reminded", "escalated", "escalated"]


def test_workers_at_once_send_one(app: Flask, case: Complaint) -> None:
    def work(_: int) -> int:
        with app.app_context():
            return reminding.remind()

    db.session.rollback()
    with clock.freeze(CAME + timedelta(days=6)), ThreadPoolExecutor(4) as workers:
        sent = list(workers.map(work, range(4)))
    assert sorted(sent) == [0, 0, 0, 2]
    events = db.session.scalars(select(ComplaintEvent.event)).all()
    assert events.count("reminded") == 1


def test_who_is_responsible_is_reminded_alone(app: Flask, case: Complaint, smtp_sink: Sink) -> None:
    change(lead=staff.make("investigator", email=JO).public_id)
    assert whom(on(app, smtp_sink, 4, 8)) == {JO}
    assert whom(on(app, smtp_sink, 4, 10)) == {ADA, IVY, JO}


def test_nobody_with_a_conflict_hears_of_it_and_a_restricted_case_is_for_those_named(
    app: Flask, case: Complaint, smtp_sink: Sink
) -> None:
    note_access(IVY, "conflict")
    assert whom(on(app, smtp_sink, 4, 8)) == {JO}
    note_access(JO, "named")
    change(restricted=True)
    assert whom(on(app, smtp_sink, 4, 9)) == {ADA, JO}


def note_access(email: str, kind: str) -> None:
    """Name somebody for the case, or note a conflict of interest."""
    person = staff.make("investigator", email=email).public_id
    row = ComplaintAccess(complaint_id=the_case().id, person=person, kind=kind, since=clock.now())
    db.session.add(row)
    db.session.commit()


def test_what_was_seen_to_is_not_reminded_of_and_a_later_day_is_anew(
    app: Flask, case: Complaint, smtp_sink: Sink
) -> None:
    change(acknowledged_at=CAME + timedelta(days=1))
    assert on(app, smtp_sink, 4, 9) == []
    assert whom(on(app, smtp_sink, 9, 3)) == {IVY, JO}
    change(extended_to=datetime(2026, 11, 2, tzinfo=UTC).date())
    assert on(app, smtp_sink, 10, 2) == []
    assert whom(on(app, smtp_sink, 10, 26)) == {IVY, JO}
    assert on(app, smtp_sink, 11, 3)[0][1].startswith("Overdue")


def test_closed_cases_are_left_alone_and_so_is_who_was_disabled(
    app: Flask, case: Complaint, smtp_sink: Sink
) -> None:
    row = staff.make("investigator", email=IVY)
    row.disabled_at = clock.now()
    db.session.commit()
    assert whom(on(app, smtp_sink, 4, 8)) == {JO}
    change(state="closed", closed_at=CAME + timedelta(days=6))
    assert on(app, smtp_sink, 4, 10) == []


def test_a_mail_to_staff_says_nothing_of_the_person(
    app: Flask, case: Complaint, smtp_sink: Sink
) -> None:
    on(app, smtp_sink, 10, 2)
    assert len(smtp_sink.mails) == 6, "both days are over, for three people"
    for mail in smtp_sink.mails:
        assert MARK not in mail.text + mail.html
        assert f"http://localhost/staff/complaints/{case.public_id}" in mail.text
        assert mail.message["Auto-Submitted"] == "auto-generated"
        assert "\n\nOnly those who look into complaints" in mail.text.replace("\r\n", "\n")


OVER = "Nothing is overdue now. 1 was acknowledged or answered after its day."


def test_the_live_check_counts_what_is_late(case: Complaint) -> None:
    for days, words in (
        (1, "It is as it should be."),
        (10, "It has no acknowledgement in time."),
        (200, "It has no acknowledgement in time and has no answer in time."),
    ):
        with clock.freeze(CAME + timedelta(days=days)):
            found = checks.run("complaints.care_in_time")
        assert found.words.startswith(f"We looked at 1 open complaint about care. {words}")
        assert bool(found.wrong) == (days > 1)
        assert case.reference not in found.words + found.detail


def test_the_live_check_never_calls_well_what_was_done_late(case: Complaint) -> None:
    """It is no fault that anybody can mend, so it is said and counts as none."""
    with clock.freeze(CAME + timedelta(days=10)):
        change(acknowledged_at=clock.now())
        found = checks.run("complaints.care_in_time")
        assert found.words.startswith(f"We looked at 1 open complaint about care. {OVER}")
        assert found.wrong == 0
        taking.take(ANSWERS)
    with clock.freeze(CAME + timedelta(days=30)):
        found = checks.run("complaints.care_in_time")
    assert "1 has no acknowledgement in time. 1 was acknowledged or answered" in found.words


def test_the_live_check_says_how_many_of_how_many(case: Complaint) -> None:
    with clock.freeze(CAME + timedelta(days=10)):
        taking.take(ANSWERS)
        taking.take(ANSWERS)
        found = checks.run("complaints.care_in_time")
    said = "We looked at 3 open complaints about care. 1 has no acknowledgement in time."
    assert found.words.startswith(said)


def test_each_promise_about_time_is_looked_at_by_itself(case: Complaint) -> None:
    names = {
        "care": "complaints.care_in_time",
        "information": "complaints.data_in_time",
        "website": "complaints.others_in_time",
        "decision": "complaints.others_in_time",
    }
    with clock.freeze(CAME + timedelta(days=400)):
        for kind, name in names.items():
            change(kind=kind)
            wrong = {check for check in set(names.values()) if checks.run(check).wrong}
            assert wrong == {name}, kind


def test_days_that_cannot_be_counted_are_found_by_the_live_check(case: Complaint) -> None:
    with clock.freeze(CAME):
        assert checks.run("complaints.care_in_time").problem == ""
    with clock.freeze(CAME.replace(year=9000)):
        assert "the bank holidays of 9000" in checks.run("complaints.care_in_time").problem
