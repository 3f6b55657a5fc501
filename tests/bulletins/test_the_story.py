"""The story of a subscriber, from the form to the last mail."""

import pytest

from portal import records
from portal.bulletins.models import BulletinRequest, Consent, Subscriber
from portal.bulletins.service import subscriptions
from portal.bulletins.service.subscriptions import Choices
from portal.core.crypto import RecordKey
from portal.extensions import db
from portal.register import Table, personal_data
from tests.bulletins.post import (
    FORM,
    ONE_CLICK,
    Reader,
    later,
    link_in,
    rows,
    send,
    subscriber,
    unsubscribe_of,
)
from tests.support.client import PortalClient

pytestmark = pytest.mark.database

TABLES = ("subscribers", "subscriber_topics")


def test_from_sign_up_to_unsubscribe(app: object, client: PortalClient, reader: Reader) -> None:
    answer = reader.sign_up()
    assert answer.status_code == 303
    assert "Check your email" in client.get(answer.headers["Location"]).get_data(as_text=True)
    confirm = reader.link("confirm")
    page = client.get(confirm).get_data(as_text=True)
    assert "Looking after your mind" in page
    assert rows(Subscriber) == 0
    assert "You are signed up" in client.get(client.post(confirm).headers["Location"]).get_data(
        as_text=True
    )
    send("welcome")
    issue = reader.mails[-1]
    assert issue.message["Subject"] == "Welcome to our bulletin"
    leave = link_in(issue, "unsubscribe")
    assert client.post(leave, data=ONE_CLICK).status_code == 200
    assert rows(Subscriber) == 0
    before = len(reader.mails)
    send("winter-wellbeing")
    assert len(reader.mails) == before


def test_leaving_erases_the_address_with_its_key_and_ends_the_consent(
    app: object, client: PortalClient, reader: Reader
) -> None:
    reader.subscribe()
    client.post(unsubscribe_of(reader), data=ONE_CLICK)
    assert rows(Subscriber) == 0
    keys = db.session.scalars(db.select(RecordKey.record)).all()
    known = db.session.scalars(db.select(BulletinRequest.public_id)).all()
    assert set(keys) <= set(known)
    consent = db.session.scalars(db.select(Consent)).one()
    assert consent.wording
    assert consent.ended_at


def test_an_undo_within_thirty_minutes_brings_everything_back(
    app: object, client: PortalClient, reader: Reader
) -> None:
    reader.subscribe()
    path = unsubscribe_of(reader)
    page = client.post(path, data={"action": "leave"}).get_data(as_text=True)
    state = page.partition('name="state" value="')[2].partition('"')[0]
    assert rows(Subscriber) == 0
    client.post(path, data={"action": "undo", "state": state})
    back = subscriber()
    assert back.email == FORM["email"]
    assert back.topic_slugs == {"wellbeing", "mind"}
    assert path == unsubscribe_of(reader), "the links in old mails work again"


def test_an_undo_brings_back_every_fact_that_the_register_knows(
    app: object, client: PortalClient, reader: Reader
) -> None:
    reader.subscribe()
    row = subscriber()
    subscriptions.save(row.public_id, Choices(reader.email, "Zoë", ["mind"], "weekly"))
    subscriptions.pause(row.public_id)
    before = facts(reader.email)
    assert all(before.values()), "give every fact of a subscriber a value here"
    path = unsubscribe_of(reader)
    page = client.post(path, data={"action": "leave"}).get_data(as_text=True)
    state = page.partition('name="state" value="')[2].partition('"')[0]
    client.post(path, data={"action": "undo", "state": state})
    assert facts(reader.email) == before


def facts(email: str) -> dict[str, str]:
    """What is held about a subscriber, as an export says it; a fact without a value is empty."""
    columns = {c.label: "" for table in tables() for c in table.columns}
    held = records.export(email).sections
    rows = [row for section in held if section.table in TABLES for row in section.rows]
    return columns | {item.label: item.value for row in rows for item in row.items}


def tables() -> list[Table]:
    return [table for table in personal_data().tables if table.name in TABLES]


def test_an_undo_after_thirty_minutes_is_refused(
    app: object, client: PortalClient, reader: Reader
) -> None:
    reader.subscribe()
    path = unsubscribe_of(reader)
    page = client.post(path, data={"action": "leave"}).get_data(as_text=True)
    state = page.partition('name="state" value="')[2].partition('"')[0]
    with later(minutes=31):
        answer = client.post(path, data={"action": "undo", "state": state})
    assert "can no longer be undone" in answer.get_data(as_text=True)
    assert rows(Subscriber) == 0
