"""Leaving works with one click, always, and before the answer (RFC 8058; B21 to B26)."""

import stat
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from portal import records
from portal.bulletins import links
from portal.bulletins.models import Subscriber
from portal.bulletins.service import subscriptions
from portal.core import tokens
from portal.core.site import current_settings
from portal.extensions import db
from tests.bulletins.post import (
    EMAIL,
    ONE_CLICK,
    Reader,
    later,
    link_in,
    rows,
    run_job,
    send,
    subscriber,
    unsubscribe_of,
)
from tests.support.client import PortalClient
from tests.support.databases import MakeApp

pytestmark = pytest.mark.database
BARE = {"Sec-Fetch-Site": "cross-site", "Origin": "https://mail.example.net"}


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data"])
def test_one_click_unsubscribes_from_any_mail_program(
    client: PortalClient, reader: Reader, kind: str
) -> None:
    reader.subscribe()
    path = unsubscribe_of(reader)
    for _ in range(2):
        answer = client.post(path, data=ONE_CLICK, content_type=kind, headers=BARE)
        assert answer.status_code == 200
        assert "Set-Cookie" not in answer.headers
        assert rows(Subscriber) == 0


def test_an_unknown_link_gets_the_same_answer(client: PortalClient, reader: Reader) -> None:
    reader.subscribe()
    known = client.post(unsubscribe_of(reader), data=ONE_CLICK)
    unknown = client.post("/bulletins/unsubscribe/nobody", data=ONE_CLICK)
    assert known.data == unknown.data


def test_reading_the_page_changes_nothing_and_tells_nothing(
    client: PortalClient, reader: Reader
) -> None:
    reader.subscribe(topics=["caring"])
    path = unsubscribe_of(reader)
    known, unknown = client.get(path), client.get("/bulletins/unsubscribe/nobody")
    token = path.rpartition("/")[2].encode()
    assert known.data.replace(token, b"") == unknown.data.replace(b"nobody", b"")
    assert client.head(path).status_code == 200
    assert rows(Subscriber) == 1


def test_a_link_signed_with_an_old_key_still_works(make_app: MakeApp) -> None:
    old, new = "old-" * 8, "new-" * 8
    with make_app(secret_keys=old).app_context():
        token = tokens.sign("bulletins.unsubscribe", "x" * 22)
    with make_app(secret_keys=f"{new},{old}").app_context():
        assert tokens.read("bulletins.unsubscribe", token) == "x" * 22
    with make_app(secret_keys=new).app_context():
        assert tokens.read("bulletins.unsubscribe", token) is None


def test_it_works_while_the_database_is_away(
    app: Flask, client: PortalClient, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader.subscribe()
    path = unsubscribe_of(reader)
    with monkeypatch.context() as broken:
        broken.setattr(subscriptions, "find_subscriber", no_database)
        assert client.post(path, data=ONE_CLICK).status_code == 200
    journal = current_settings().instance / "unsubscribe.journal"
    assert stat.S_IMODE(journal.stat().st_mode) == 0o600
    assert rows(Subscriber) == 1
    assert run_job(app, "bulletins.journal") == 1
    assert rows(Subscriber) == 0
    assert not journal.exists()


def test_nothing_leaves_after_unsubscribing_though_it_was_frozen_before(
    client: PortalClient, reader: Reader
) -> None:
    reader.subscribe()
    assert send("welcome").added == 1
    client.post(unsubscribe_of(reader), data=ONE_CLICK)
    assert len(reader.mails) == 1, "the confirm mail alone"


@pytest.mark.parametrize("often", ["weekly", "monthly"])
def test_hearing_less_often(client: PortalClient, reader: Reader, often: str) -> None:
    reader.subscribe()
    client.post(unsubscribe_of(reader), data={"action": often})
    assert subscriber().frequency == often


def test_a_pause_of_thirty_days(client: PortalClient, reader: Reader) -> None:
    reader.subscribe()
    client.post(unsubscribe_of(reader), data={"action": "pause"})
    assert send("welcome").added == 0
    assert subscriber().paused_until


def test_stopping_one_topic_and_then_the_last(client: PortalClient, reader: Reader) -> None:
    reader.subscribe()
    path = unsubscribe_of(reader)
    client.post(path, data={"action": "topic", "topic": "mind"})
    assert subscriber().topic_slugs == {"wellbeing"}
    never_had = client.post(path, data={"action": "topic", "topic": "caring"}).text
    assert "You get nothing about “For carers” from now on." in never_had
    page = client.post(path, data={"action": "topic", "topic": "wellbeing"}).text
    assert rows(Subscriber) == 0
    assert "was the last of your topics. We will send no more bulletins to you." in page
    assert "You are subscribed again" in undo(client, path, page)
    assert subscriber().topic_slugs == {"wellbeing"}


def test_a_button_that_is_not_ours_changes_nothing_unless_a_mail_program_pressed_it(
    client: PortalClient, reader: Reader
) -> None:
    reader.subscribe()
    path = unsubscribe_of(reader)
    for known in (path, "/bulletins/unsubscribe/nobody"):
        answer = client.post(known, data={"action": "bogus"})
        assert answer.status_code == 422
        assert answer.text.count("Press one of the buttons below") == 1
        assert "Unsubscribe from everything" in answer.text
    assert rows(Subscriber) == 1
    assert client.post(path, data=ONE_CLICK | {"action": "bogus"}).status_code == 200
    assert rows(Subscriber) == 0


@pytest.mark.parametrize("data", [{}, {"action": ""}])
def test_a_post_that_says_nothing_unsubscribes(
    client: PortalClient, reader: Reader, data: dict[str, str]
) -> None:
    reader.subscribe()
    assert client.post(unsubscribe_of(reader), data=data).status_code == 200
    assert rows(Subscriber) == 0


@pytest.mark.parametrize("topic", ["", "no-such-topic"])
def test_stopping_no_topic_says_what_to_do(
    client: PortalClient, reader: Reader, topic: str
) -> None:
    reader.subscribe()
    answer = client.post(unsubscribe_of(reader), data={"action": "topic", "topic": topic})
    assert answer.status_code == 422
    assert "<title>Error: Unsubscribe" in answer.text
    assert answer.text.count("Choose the topic to stop") == 2
    assert subscriber().topic_slugs == {"wellbeing", "mind"}


def test_the_way_out_of_an_old_issue_survives_an_undo(client: PortalClient, reader: Reader) -> None:
    reader.subscribe()
    send("welcome")
    path = link_in(reader.mails[-1], "unsubscribe")
    page = client.post(path, data={"action": "leave"}).get_data(as_text=True)
    undo(client, path, page)
    assert rows(Subscriber) == 1
    client.post(path, data=ONE_CLICK)
    assert rows(Subscriber) == 0


@pytest.mark.parametrize("since", ["erased", "left again"])
def test_an_undo_is_over_when_somebody_is_erased_or_leaves_again(
    client: PortalClient, reader: Reader, since: str
) -> None:
    reader.subscribe()
    path = unsubscribe_of(reader)
    pages = [client.post(path, data={"action": "leave"}).text]
    with later(minutes=5):
        if since == "erased":
            records.erase(EMAIL)
        else:
            assert "You are subscribed again" in undo(client, path, pages[0])
            assert "You are subscribed again" in undo(client, path, pages[0]), "pressed twice"
            pages.append(client.post(path, data={"action": "leave"}).text)
    with later(minutes=6):
        told = undo(client, path, pages[0])
        assert "<h1>That can no longer be undone</h1>" in told
        assert 'href="/bulletins/sign-up"' in told
        assert rows(Subscriber) == 0
        for page in pages[1:]:
            assert "You are subscribed again" in undo(client, path, page)


def test_an_undo_of_somebody_else_is_none(client: PortalClient, reader: Reader) -> None:
    reader.subscribe()
    path = unsubscribe_of(reader)
    page = client.post(path, data={"action": "leave"}).text
    other = links.unsubscribe("x" * 22).removeprefix("http://localhost")
    assert "<h1>That can no longer be undone</h1>" in undo(client, other, page)
    assert rows(Subscriber) == 0


def undo(client: PortalClient, path: str, page: str) -> str:
    """Press the button on the page of leaving."""
    state = page.partition('name="state" value="')[2].partition('"')[0]
    return client.post(path, data={"action": "undo", "state": state}).text


def no_database(_public_id: str) -> Any:
    """What a question comes to when the database is away."""
    db.session.rollback()
    raise OperationalError("SELECT", {}, Exception("read-only"))
