"""What is kept is sealed, what is over is gone, and nothing is said where it should not be."""

import logging

import pytest
from flask import Flask

from portal import records
from portal.bulletins.models import BulletinRequest, Consent, NotMe
from portal.core.crypto import ErasedRecord, RecordKey
from portal.core.database import KEYS
from portal.core.site import current_settings
from portal.core.tokens import MailedLink
from portal.extensions import db
from tests.bulletins.post import (
    EMAIL,
    FORM,
    ONE_CLICK,
    Reader,
    later,
    rows,
    run_job,
    unsubscribe_of,
)
from tests.support.client import PortalClient

CANARY = "canary-7f3a@example.org"


def test_no_address_or_name_lies_open_in_the_files(app: Flask, client: PortalClient) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL keeps no files of ours")
    client.post("/bulletins/sign-up", data=FORM | {"email": CANARY})
    client.post("/bulletins/manage", data={"email": CANARY})
    db.session.rollback()
    files = [file for file in current_settings().instance.glob("*.db*") if file.is_file()]
    assert files
    assert not [file.name for file in files if b"canary-7f3a" in file.read_bytes()]


@pytest.mark.database
def test_unconfirmed_requests_are_erased_on_day_fourteen(app: Flask, reader: Reader) -> None:
    reader.sign_up()
    for days, left in ((13, 1), (14.1, 0)):
        with later(days=days):
            run_job(app, "records.retention")
        assert rows(BulletinRequest) == left
    assert db.session.scalars(db.select(RecordKey)).all() == []


@pytest.mark.database
def test_confirming_destroys_the_key_of_the_request(app: Flask, reader: Reader) -> None:
    reader.subscribe()
    request = db.session.scalars(db.select(BulletinRequest)).one()
    assert request.email_sealed is None
    assert db.session.get(RecordKey, request.public_id) is None


@pytest.mark.database
def test_marks_and_old_consents_end_by_themselves(
    app: Flask, client: PortalClient, reader: Reader
) -> None:
    reader.sign_up()
    client.post(reader.link("not-me"))
    other = Reader(client, reader.sink, "other@example.org")
    other.subscribe()
    client.post(unsubscribe_of(other), data=ONE_CLICK)
    with later(days=31):
        run_job(app, "records.retention")
        assert (rows(NotMe), rows(Consent)) == (0, 1)
    with later(days=6 * 366):
        run_job(app, "records.retention")
        assert rows(Consent) == 0


@pytest.mark.database
def test_a_link_is_forgotten_seven_days_after_it_was_used_or_ran_out(
    app: Flask, client: PortalClient, reader: Reader
) -> None:
    reader.subscribe()
    client.post("/bulletins/manage", data={"email": reader.email})
    assert "preferences" in reader.link("preferences")
    for days, left in ((6.9, 3), (7.1, 1), (14.1, 0)):
        with later(days=days):
            run_job(app, "records.retention")
        assert rows(MailedLink) == left


def test_no_submitted_text_but_the_address_comes_in_the_mail(
    client: PortalClient, reader: Reader
) -> None:
    canaries = {name: f"canary-{name}" for name in ("name", "wording", "next", "message", "step")}
    reader.sign_up(**canaries)
    raw = reader.mails[0].raw
    assert b"canary" not in raw
    assert b"Auto-Submitted: auto-generated" in raw


def test_no_address_or_token_is_logged(
    client: PortalClient, reader: Reader, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="portal")
    reader.email = CANARY
    path = reader.subscribe()
    client.post(unsubscribe_of(reader), data=ONE_CLICK)
    said = "\n".join(caplog.messages)
    assert "POST /bulletins/confirm/<token>" in said
    assert "canary" not in said
    assert path.rpartition("/")[2] not in said


@pytest.mark.database
def test_what_is_left_of_a_sign_up_is_listed_and_goes_with_the_person(
    app: Flask, client: PortalClient, reader: Reader
) -> None:
    reader.subscribe()
    asked = db.session.scalars(db.select(BulletinRequest.public_id)).one()
    listed = {section.table: section.rows for section in records.export(EMAIL).sections}
    assert [row.record for row in listed["bulletin_requests"]] == [asked]
    assert len(listed["outbox"]) == 1
    assert len(listed["mailed_links"]) == 2, "to confirm, and to say that it was not them"
    records.erase(EMAIL)
    assert rows(BulletinRequest) == 0
    assert asked in erased_records()


@pytest.mark.database
@pytest.mark.parametrize("leave", [ONE_CLICK, {"action": "leave"}])
def test_leaving_takes_what_is_left_of_the_sign_up_along(
    client: PortalClient, reader: Reader, leave: dict[str, str]
) -> None:
    reader.subscribe()
    asked = db.session.scalars(db.select(BulletinRequest.public_id)).one()
    client.post(unsubscribe_of(reader), data=leave)
    assert rows(BulletinRequest) == 0
    assert asked in erased_records()


@pytest.mark.database
def test_who_moved_takes_the_first_sign_up_along(client: PortalClient, reader: Reader) -> None:
    reader.subscribe()
    client.post("/bulletins/manage", data={"email": reader.email})
    new = Reader(client, reader.sink, "new.home@example.org")
    client.post(reader.link("preferences"), data=FORM | {"email": new.email})
    client.post(new.link("confirm"))
    listed = {section.table: section.rows for section in records.export(new.email).sections}
    assert len(listed["bulletin_requests"]) == 2, "the sign-up, and the move"
    records.erase(new.email)
    left = db.session.scalars(db.select(BulletinRequest.purpose)).all()
    assert left == ["manage"], "what was asked with the old address, for two days"


def erased_records() -> set[str]:
    """What a restored backup must not bring back."""
    with db.engines[KEYS].connect() as connection:
        return set(connection.scalars(db.select(ErasedRecord.record)))
