"""Staff hear at once of what is urgent, and once a day at most of the rest: references alone."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from portal.complaints.models import Complaint
from portal.complaints.service import filing, taking, tidings, writing
from portal.core import clock
from portal.core.references import spaced
from portal.extensions import db
from portal.outbox import deliver_due
from portal.outbox.models import OutboxRow
from tests.complaints.person import MARK, run_job
from tests.complaints.test_reminders import ADA, IVY, JO, case, change, note_access, the_case
from tests.support import cases, staff
from tests.support.smtp import Delivered, Sink

__all__ = ["case"]
pytestmark = pytest.mark.database
HELP = f"{MARK} I want to kill myself"


def told(app: Flask, sink: Sink, day: int, hour: int = 9) -> list[Delivered]:
    """What the sweep of that hour of April sent."""
    sink.mails.clear()
    with clock.freeze(datetime(2026, 4, day, hour, tzinfo=UTC)):
        run_job(app, "complaints.tell_staff")
        deliver_due()
    return sorted(sink.mails, key=lambda mail: mail.rcpt_tos)


def say(text: str, day: int) -> None:
    """A message of that day, at ten."""
    with clock.freeze(datetime(2026, 4, day, 10, tzinfo=UTC)):
        writing.say(the_case().public_id, text, f"{day}{text}")


def whom(mails: list[Delivered]) -> list[str]:
    """To whom they went."""
    return [mail.rcpt_tos[0] for mail in mails]


def test_what_came_is_told_once_a_day_and_only_when_something_came(
    app: Flask, case: Complaint, smtp_sink: Sink
) -> None:
    assert whom(told(app, smtp_sink, 3, hour=3)) == [], "nobody is written to in the night"
    first = told(app, smtp_sink, 3)
    assert whom(first) == [IVY, JO]
    assert spaced(case.reference) in first[0].text
    assert "nobody has taken it" in first[0].text
    assert MARK not in first[0].raw.decode() + first[0].text + first[0].html
    assert whom(told(app, smtp_sink, 3, hour=12)) == []
    assert whom(told(app, smtp_sink, 4)) == [], "nothing more came"
    change(lead=staff.make("investigator", email=JO).public_id)
    for text in ("One", "Two"):
        say(text, 4)
    assert whom(told(app, smtp_sink, 4, hour=12)) == [JO]
    assert whom(told(app, smtp_sink, 5)) == []


def test_what_is_urgent_is_told_at_once_to_all_who_may_see_it(
    app: Flask, case: Complaint, smtp_sink: Sink
) -> None:
    note_access(IVY, "conflict")
    writing.say(case.public_id, HELP, "one")
    taking.take(taking.Answers(kind="care", who="self", happened=HELP))
    ended = cases.closed(cases.made()).public_id
    writing.say(ended, HELP, "two")
    deliver_due()
    urgent = [mail for mail in smtp_sink.mails if "now" in str(mail.message["Subject"])]
    assert sorted(whom(urgent)) == [IVY, IVY, JO, JO, JO], (
        "nobody with a conflict hears of that case"
    )
    assert all(MARK not in mail.text + mail.html for mail in urgent)
    assert the_case_is_urgent(case.public_id)


def the_case_is_urgent(public_id: str) -> bool:
    """Whether the desk puts it first."""
    found = filing.find(public_id)
    return found is not None and found.urgent


def test_admins_hear_of_what_is_urgent_when_nobody_else_may(
    app: Flask, case: Complaint, smtp_sink: Sink
) -> None:
    note_access(IVY, "conflict")
    note_access(JO, "conflict")
    writing.say(case.public_id, HELP, "one")
    deliver_due()
    assert whom(smtp_sink.mails) == [ADA]


def test_workers_at_once_write_one_mail_each(app: Flask, case: Complaint) -> None:
    def work(_: int) -> int:
        with app.app_context():
            return tidings.tell_daily()

    db.session.rollback()
    with clock.freeze(datetime(2026, 4, 3, 9, tzinfo=UTC)), ThreadPoolExecutor(4) as workers:
        list(workers.map(work, range(4)))
    kinds = db.session.scalars(select(OutboxRow.kind)).all()
    assert kinds.count(tidings.DAY) == 2
