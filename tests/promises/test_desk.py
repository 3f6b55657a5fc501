"""Promises that are not kept, at the desk: each role gets from there to its own queue."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal.complaints.models import Complaint
from portal.complaints.service import reminding, taking
from portal.core import checks
from portal.core.checks import Finding
from portal.core.clock import freeze, now
from portal.core.references import spaced
from portal.extensions import db
from portal.notice.service import promises as service
from tests.complaints.person import ANSWERS
from tests.support import staff
from tests.support.client import PortalClient

HERE = "/staff/promises"
CASES = "/staff/complaints?only=late-care"
SAID = "We looked at 2 open complaints about care. 1 has no acknowledgement in time."


@pytest.fixture
def late(app: Flask) -> str:
    """The reference of a complaint that nobody acknowledged in time; another came today."""
    with freeze(now() - timedelta(days=20)):
        taking.take(ANSWERS)
    reference = db.session.scalars(select(Complaint.reference)).one()
    taking.take(ANSWERS)
    service.check_all()
    return reference


def test_an_investigator_gets_from_the_desk_to_the_very_cases(
    late: str, client: PortalClient
) -> None:
    staff.sign_in(client, "investigator")
    desk = client.get("/staff/").get_data(as_text=True)
    assert f'<a href="{HERE}"><strong>1</strong> promise about complaints not kept' in desk
    text = client.get(HERE).get_data(as_text=True)
    assert SAID in text
    assert f'<a href="{CASES}">Show these complaints' in text
    listed = client.get(CASES).get_data(as_text=True)
    assert "Overdue, about care</h2>" in listed
    assert listed.count("desk-words") == 1
    assert "-".join(late[place : place + 3] for place in (0, 3, 6)) in listed


def test_an_admin_sees_the_numbers_and_who_has_the_cases(late: str, client: PortalClient) -> None:
    staff.sign_in(client, "admin")
    assert f'<a href="{HERE}">Promises not kept</a>: 1' in client.get("/staff/records").get_data(
        as_text=True
    )
    text = client.get(HERE).get_data(as_text=True)
    assert SAID in text
    assert "Only those with the role investigator see the cases." in text
    reminding.remind()
    named = '<a href="/staff/audit?did=complaint.escalated">audit trail</a> names by reference'
    assert named in text
    assert spaced(late) in client.get("/staff/audit?did=complaint.escalated").get_data(as_text=True)
    assert CASES not in text
    assert late not in text


def test_a_moderator_is_led_to_late_answers_and_to_nothing_else(
    late: str, client: PortalClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = Finding("We looked at 3 messages. 2 had no answer in time.", 2)
    monkeypatch.setitem(checks._checks, "feedback.in_time", lambda: found)
    service.check_all()
    staff.sign_in(client, "moderator")
    text = client.get(HERE).get_data(as_text=True)
    assert found.words in text
    assert '<a href="/staff/feedback?only=overdue">Show the answers overdue' in text
    assert SAID not in text


def test_where_something_lies_is_for_admins_and_the_server(
    app: Flask, client: PortalClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = Finding("We looked at 9 columns. 2 are unknown.", 2, "table shoe_sizes is not declared")
    monkeypatch.setitem(checks._checks, "schema", lambda: found)
    service.check_all()
    assert found.detail not in client.get("/your-information/promises").get_data(as_text=True)
    staff.sign_in(client, "admin")
    text = client.get(HERE).get_data(as_text=True)
    assert f"For whoever mends it: {found.detail}" in text
    assert "Whoever runs the server mends this" in text


def test_nothing_broken_is_said_too(app: Flask, client: PortalClient) -> None:
    staff.sign_in(client, "admin")
    assert "Nobody has looked yet" in client.get(HERE).get_data(as_text=True)
    service.check_all()
    assert "Every check found all as it should be" in client.get(HERE).get_data(as_text=True)
