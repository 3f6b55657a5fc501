"""Nobody's mailbox can be flooded through us, however the address is spelt (B8, B11, B14, B18)."""

from itertools import product

import pytest
from flask import Flask

from portal.extensions import db
from portal.outbox.models import OutboxRow
from tests.bulletins.post import FORM, Reader, later, run_job
from tests.support.client import PortalClient

pytestmark = pytest.mark.database
LOCALS = ("reader", "Reader", "re.ader", "r.e.a.d.e.r", "reader+a", "reader+b.c", "READER+x")
DOMAINS = ("example.org", "EXAMPLE.ORG", "example.org.", " example.org")


def test_one_mailbox_in_many_spellings_gets_one_mail(
    app: Flask, client: PortalClient, reader: Reader
) -> None:
    for place, (local, domain) in enumerate(product(LOCALS, DOMAINS)):
        client.post(
            "/bulletins/sign-up",
            data=FORM | {"email": f"{local}@{domain.strip()}"},
            environ_base={"REMOTE_ADDR": f"192.0.{place}.1"},
        )
    assert reader.mails is not None
    assert len(reader.sink.mails) == 1


def test_three_a_day_and_five_a_month(reader: Reader) -> None:
    came: list[int] = []
    for day in (0, 0, 0, 0, 1, 2, 3, 4):
        for attempt in range(2):
            with later(days=day, minutes=20 * attempt + 100 * len(came)):
                reader.sign_up(frequency=("each", "weekly", "monthly")[attempt])
                came.append(len(reader.mails))
    assert max(came) == 5


def test_a_mail_that_has_to_be_tried_again_is_counted_once(reader: Reader) -> None:
    reader.sink.refuse(reader.email, "450 4.2.1 Later")
    reader.sign_up()
    assert reader.mails == []
    reader.sink.refusals.clear()
    with later(minutes=2):
        assert len(reader.mails) == 1


def test_a_subscriber_is_told_once_a_day_that_somebody_entered_the_address(
    reader: Reader,
) -> None:
    reader.subscribe()
    for hour in (1, 2, 23, 26):
        with later(hours=hour):
            reader.sign_up()
            subjects = [mail.message["Subject"] for mail in reader.mails]
    assert sum("You already get" in subject for subject in subjects) == 2


def test_one_reminder_after_a_day_and_no_second(app: Flask, reader: Reader) -> None:
    reader.sign_up()
    assert len(reader.mails) == 1
    for hours, expected in ((23, 1), (25, 2), (49, 2)):
        with later(hours=hours):
            run_job(app, "bulletins.remind")
            assert len(reader.mails) == expected
    assert "Do you still want our bulletins?" in reader.mails[1].text


def test_no_reminder_after_confirming(app: Flask, reader: Reader) -> None:
    reader.subscribe()
    with later(hours=25):
        run_job(app, "bulletins.remind")
        assert len(reader.mails) == 1


def test_a_stranger_who_asks_for_a_link_gets_no_mail(client: PortalClient, reader: Reader) -> None:
    answer = client.post("/bulletins/manage", data={"email": reader.email})
    assert answer.headers["Location"] == "/bulletins/check-your-email"
    assert reader.mails == []
    assert db.session.scalars(db.select(OutboxRow.state)).all() == ["skipped"]
