"""Hostile words stay words where staff hear appeals and look at blocks, and for who is blocked."""

from datetime import timedelta

import pytest
from flask import Flask

from portal.feedback import links
from portal.feedback.service import appeals, deciding, reading, taking
from portal.feedback.service.taking import Message
from portal.moderation.service import blocks
from tests.feedback.test_hostile import awake
from tests.moderation.desk import Desk
from tests.support.client import PortalClient
from tests.support.payloads import BUNCHES, MARK

# What PostgreSQL cannot hold is told by tests/feedback/test_hostile.py; here pages are read.
pytestmark = [pytest.mark.one_database, pytest.mark.slow]


def plain(client: PortalClient, path: str) -> str:
    """A page, of which the checks of the house would say that it shows odd words."""
    return client.get(path, check=False).get_data(as_text=True)


def taken(payload: str, place: int) -> str:
    """A message; returns its id."""
    words = Message(text=payload, email=f"a{place}@example.org", age=timedelta(minutes=1))
    reference = taking.take(words, f"10.{place}.0.1").reference
    return (reading.locate(reference) or ("", ""))[0]


def test_an_appeal_shows_words_to_whoever_hears_it(app: Flask, client: PortalClient) -> None:
    desk = Desk(client, "admin")
    for place, payload in enumerate(BUNCHES):
        public_id = taken(payload, place)
        deciding.hide(public_id, category="personal", reason=payload, by="Jo", seen_version=1)
        subject = appeals.subject_of("message", public_id)
        assert subject
        appeals.take(subject, payload)
        heard = appeals.find_for(subject)
        assert heard
        page = plain(desk.client, f"/staff/appeals/{heard.public_id}")
        assert MARK in page, payload
        assert awake(page) == [], payload
        done = {"changed": False, "words": payload, "by": "Jo"}
        appeals.decide(heard.public_id, seen_version=1, **done)  # type: ignore[arg-type]  # as named
        assert awake(plain(desk.client, f"/staff/appeals/{heard.public_id}")) == [], payload
    assert awake(plain(desk.client, "/staff/appeals")) == []


def test_a_block_shows_words_at_the_desk_and_to_who_is_blocked(
    app: Flask, client: PortalClient
) -> None:
    desk = Desk(client, "admin")
    for place, payload in enumerate(BUNCHES):
        public_id = taken("A message.", place)
        why = {"category": "abuse", "reason": payload, "by": "Jo"}
        block = blocks.place(public_id, "email", 30, **why)
        assert awake(plain(desk.client, f"/staff/blocks/{block}")) == [], payload
        sent = {"message": payload, "name": payload, "email": f"a{place}@example.org"}
        refused = client.post("/feedback", data=sent, check=False).get_data(as_text=True)
        assert MARK in refused, payload
        assert awake(refused) == [], payload
        path = links.appeal_path("block", block)
        assert awake(plain(client, path)) == [], payload
    assert awake(plain(desk.client, "/staff/blocks")) == []
