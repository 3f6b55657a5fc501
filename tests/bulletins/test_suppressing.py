"""Who cannot be reached, or called a bulletin unwanted, gets no more (B57, B58)."""

import io
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal import records
from portal.bulletins.models import BulletinRequest, Consent, Subscriber, Suppression
from portal.bulletins.service import confirming, marks, moving, suppressing
from portal.bulletins.service.requests import email_index
from portal.core import clock
from portal.core.crypto import blind_index
from portal.extensions import db
from portal.outbox import deliver_due, post
from portal.outbox.models import ACCEPTED, BULK, RETURNED, OutboxRow
from portal.records import run_retention
from tests.bulletins.post import EMAIL, Reader, later, rows, run_job, send, subscriber
from tests.bulletins.returned import (
    BOUNCES,
    FULL,
    GONE,
    UNWANTED,
    comes_back,
    issues_to,
    last_row,
    state_of,
)
from tests.staff.trail import rows as trail
from tests.support import staff
from tests.support.client import PortalClient
from tests.support.databases import MakeApp
from tests.support.smtp import Sink

pytestmark = pytest.mark.database
HERE = "/staff/mail/stopped"


@pytest.fixture
def app(make_app: MakeApp, smtp_sink: Sink) -> Iterator[Flask]:
    """An app that knows where its mail comes back to."""
    made = make_app(**smtp_sink.settings, mail_bounces=BOUNCES)
    with made.app_context():
        yield made
        db.session.rollback()


@pytest.fixture
def gone(reader: Reader) -> Reader:
    """A subscriber whose mailbox is gone."""
    reader.subscribe()
    send("welcome")
    assert issues_to(reader) == 1
    assert comes_back(GONE) == "returned"
    return reader


def why(email: str = EMAIL) -> str:
    db.session.rollback()
    row = db.session.get(Suppression, email_index(email))
    return row.why if row else ""


def mailed(public_id: str, batch: str, state: str, ago: timedelta, reply: str = "5.2.2") -> None:
    """A mail that was handed over some time ago, and what came of it."""
    post("bulletins.issue", public_id, batch=batch, lane=BULK)
    db.session.flush()
    row = db.session.scalars(select(OutboxRow).where(OutboxRow.batch == batch)).one()
    row.state, row.reply, row.finished_at = state, reply, clock.now() - ago
    db.session.commit()


def test_a_mailbox_that_is_gone_gets_no_more_and_the_outbox_says_why(gone: Reader) -> None:
    assert why() == "gone"
    # As if it had been another issue.
    db.session.execute(db.update(OutboxRow).where(OutboxRow.batch == "welcome").values(batch="x"))
    db.session.commit()
    send("welcome")
    assert issues_to(gone) == 1
    assert state_of("welcome") == ("skipped", "suppressed")


def test_one_full_mailbox_is_nothing_and_five_over_three_issues_are(
    reader: Reader, app: Flask
) -> None:
    reader.subscribe()
    with later(days=40):
        send("welcome")
        deliver_due()
        person, newest = subscriber().public_id, last_row()
        for place in range(3):
            mailed(person, f"earlier-{place}", RETURNED, timedelta(days=3 + place))
        assert comes_back(FULL, newest) == "returned"
        assert why() == ""
        mailed(person, "earlier-4", RETURNED, timedelta(days=9))
        mailed(person, "much-earlier", RETURNED, timedelta(days=31))
        db.session.execute(
            db.update(OutboxRow).where(OutboxRow.batch == "welcome").values(state=ACCEPTED)
        )
        db.session.commit()
        assert comes_back(FULL, newest) == "returned"
        assert why() == "often"


def test_a_mail_that_arrived_meanwhile_begins_the_count_anew(reader: Reader) -> None:
    reader.subscribe()
    with later(days=40):
        send("welcome")
        deliver_due()
        person, newest = subscriber().public_id, last_row()
        for place in range(6):
            mailed(person, f"earlier-{place}", RETURNED, timedelta(days=10 + place))
        # Taken five days ago and not come back: it arrived.
        mailed(person, "arrived", ACCEPTED, timedelta(days=6), "250")
        comes_back(FULL, newest)
        assert why() == ""


@pytest.mark.parametrize("shape", ["gmail, takes us for spam", "our own address is refused"])
def test_what_is_our_fault_costs_no_reader_anything(reader: Reader, shape: str) -> None:
    reader.subscribe()
    send("welcome")
    deliver_due()
    assert comes_back(shape) == "returned"
    assert why() == ""


def test_who_complains_has_left_and_is_written_to_no_more(reader: Reader) -> None:
    reader.subscribe()
    send("welcome")
    deliver_due()
    assert comes_back(UNWANTED) == "complained"
    assert rows(Subscriber) == 0
    assert why() == "unwanted"
    # Nothing makes less of a complaint.
    suppressing.suppress(email_index(EMAIL), "gone", "5.1.1")
    db.session.commit()
    assert why() == "unwanted"


def test_a_refusal_at_the_door_counts_like_one_that_comes_later(
    app: Flask, reader: Reader, smtp_sink: Sink
) -> None:
    reader.subscribe()
    smtp_sink.refuse(EMAIL)
    send("welcome")
    deliver_due()
    assert run_job(app, "bulletins.returns") == 1
    assert why() == "gone"
    assert run_job(app, "bulletins.returns") == 0


def test_a_report_of_before_the_owner_confirmed_says_nothing_about_now(gone: Reader) -> None:
    old = last_row()
    with later(days=1):
        gone.subscribe()
        assert why() == ""
        old.state = ACCEPTED
        db.session.commit()
        assert comes_back(GONE, old) == "returned"
        assert why() == ""


def test_only_a_new_sign_up_that_is_confirmed_lifts_it(gone: Reader) -> None:
    with later(days=1):
        before = gone.client.get("/bulletins/check-your-email").data
        gone.sign_up()
        # They are told what everybody is told, and get the mail to confirm.
        assert gone.client.get("/bulletins/check-your-email").data == before
        path = gone.link("confirm")
        assert gone.client.get(path).status_code == 200
        assert why() == "gone"
        gone.client.post(path)
        assert why() == ""
        assert rows(Subscriber) == 1
        ended = [row.ended_at for row in db.session.scalars(select(Consent).order_by(Consent.id))]
        assert [end is None for end in ended] == [False, True]


def test_it_outlives_an_erasure_and_an_import_and_the_person_is_told(gone: Reader) -> None:
    held = records.export(EMAIL)
    (section,) = [each for each in held.sections if each.table == "suppressions"]
    told = {item.label: item.value for item in section.rows[0].items}
    assert told["Why"] == "We were told that there is no such mailbox"
    assert told["The code that your mail company sent"] == "5.1.1"
    erased = records.erase(EMAIL)
    assert "That we send you no bulletins" in [kept.title for kept in erased.kept]
    assert (rows(Subscriber), why()) == (0, "gone")
    line = f"{EMAIL},Amal,mind,each,paper,2026-11-20\n"
    head = "email,name,topics,frequency,source,consented_at\n"
    report = moving.import_people(io.BytesIO((head + line).encode()))
    assert (report.taken, len(report.refused)) == (0, 1)
    assert "only its owner can come back" in report.refused[0][1]


def test_export_and_import_lose_nobody_and_no_mark(app: Flask, gone: Reader) -> None:
    other = Reader(gone.client, gone.sink, "other@example.org")
    other.sign_up()
    other.client.post(other.link("not-me"))
    people, marked = "".join(moving.export_people()), "".join(marks.export_marks())
    assert EMAIL not in marked
    for model in (Subscriber, Suppression):
        db.session.execute(db.delete(model))
    db.session.commit()
    assert moving.import_people(io.BytesIO(people.encode())).taken == 1
    assert marks.import_marks(io.BytesIO(marked.encode())) == 2
    assert ("".join(moving.export_people()), "".join(marks.export_marks())) == (people, marked)
    assert why() == "gone"


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("old", "new"),
    [("gone", "bored"), ("5.1.1", "amal@example.org"), ("key", "lock"), ("-11-", "-31-")],
)
def test_marks_that_are_none_or_of_another_key_are_refused_whole(
    gone: Reader, old: str, new: str
) -> None:
    marked = "".join(marks.export_marks())
    assert old in marked
    with pytest.raises(marks.MarksError):
        marks.import_marks(io.BytesIO(marked.replace(old, new).encode()))
    assert why() == "gone"


@pytest.mark.one_database
def test_marks_of_another_portal_fit_nobody_and_are_refused(gone: Reader) -> None:
    marked = "".join(marks.export_marks())
    key = blind_index("bulletins.marks", "which key")[:16]
    with pytest.raises(marks.MarksError, match="PORTAL_INDEX_KEY"):
        marks.import_marks(io.BytesIO(marked.replace(key, key[::-1]).encode()))


def test_after_a_year_the_subscription_ends_and_after_two_the_code_goes(
    app: Flask, gone: Reader
) -> None:
    with later(days=364):
        assert run_job(app, "bulletins.end_unreached") == 0
    with later(days=366):
        assert run_job(app, "bulletins.end_unreached") == 1
        assert (rows(Subscriber), why()) == (0, "gone")
    with later(days=731):
        db.session.rollback()
        run_retention()
        assert why() == ""


def test_an_admin_lifts_it_with_a_reason_that_is_written_down(
    gone: Reader, client: PortalClient
) -> None:
    admin = staff.staff_client(client, "admin")
    mail = admin.get("/staff/mail").get_data(as_text=True)
    assert HERE in mail
    assert "Reports that a mail did not arrive: 1" in mail
    wrong = staff.post(admin, HERE, email=EMAIL, ground="because")
    assert wrong.status_code == 422
    assert f'value="{EMAIL}"' in wrong.get_data(as_text=True)
    assert why() == "gone"
    person = subscriber().public_id
    assert staff.post(admin, HERE, email=EMAIL.upper(), ground="mended").status_code == 303
    assert why() == ""
    assert ("bulletins.written_again", person, "mended") in [
        (row["action"], row["about"], row["detail"]) for row in trail()
    ]
    again = staff.post(admin, HERE, email=EMAIL, ground="mended")
    assert "Bulletins go to this address already" in again.get_data(as_text=True)


def test_a_day_on_which_a_mail_company_was_wrong_can_be_undone(app: Flask, gone: Reader) -> None:
    suppressing.suppress("0" * 64, "unwanted", "")
    db.session.commit()
    today = clock.today().isoformat()
    run = app.test_cli_runner().invoke
    other = run(args=["bulletins", "write-again", "--from", "2026-01-01"])
    assert other.output == "0 can be written to again.\n"
    assert run(args=["bulletins", "write-again", "--from", today]).output.startswith("1 ")
    assert why() == ""
    assert rows(Suppression) == 1


@pytest.mark.parametrize(("shape", "alone"), [(UNWANTED, True), (GONE, False)])
def test_who_cannot_or_will_not_confirm_is_forgotten_at_once(
    reader: Reader, shape: str, alone: bool
) -> None:
    reader.sign_up()
    assert len(reader.mails) == 1
    comes_back(FULL, last_row("bulletins.confirm"))
    assert rows(BulletinRequest) == 1
    with later(days=1):
        reader.sign_up()
        assert len(reader.mails) == 2
        comes_back(shape, last_row("bulletins.confirm"))
        assert rows(BulletinRequest) == 0
        assert confirming.is_left_alone(email_index(EMAIL)) is alone
