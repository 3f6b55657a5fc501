"""Markup: the Nu checker finds nothing on any page of the desk, nor on the way in."""

from collections.abc import Iterator

import pytest
from flask import Flask

from portal.bulletins.models import Consent
from portal.core import clock
from portal.extensions import db
from portal.feedback.models import FeedbackCount
from portal.feedback.service import counting
from portal.staff.models import ROLES
from portal.staff.service import people
from tests.house.test_routes import readable
from tests.support import staff
from tests.support.client import PortalClient
from tests.support.vnu import Validate

pytestmark = pytest.mark.browser


def draw() -> None:
    """Something to draw: what came, an answer, and somebody who reads bulletins."""
    moment = clock.now()
    counting.received(moment, "thanks")
    first = clock.today().replace(day=1)
    db.session.add(FeedbackCount(since=first, what=counting.ANSWERED, detail="3", count=2))
    words = {"how": "paper", "wording": "2026-11", "notice_version": 1}
    db.session.add(Consent(email_index="x", requested_at=moment, confirmed_at=moment, **words))
    db.session.commit()


def pages(app: Flask, client: PortalClient) -> Iterator[tuple[str, str]]:
    """Each page with its name."""
    row = staff.make(*ROLES)
    draw()
    yield "a mistake", staff.html_of(client.post("/staff/sign-in", data={"email": "x"}))
    yield "the code", staff.html_of(staff.give_password(client, row.email or ""))
    invited = people.invite("Jo", "jo@staff.example.org", ["editor"]).public_id
    welcome = staff.welcome_path(invited)
    yield "a password", staff.html_of(client.get(welcome))
    data = {"new_password": staff.PASSWORD}
    yield "an app", staff.html_of(client.post(welcome, data=data))
    staff.come_in(client, *ROLES)
    yield "new codes", staff.html_of(staff.post(client, "/staff/account/codes"))
    yield "somebody", staff.html_of(client.get(f"/staff/people/{invited}"))
    yield "too old", staff.html_of(client.post("/staff/account/end"))
    for path in readable(app):
        if path.startswith("/staff"):
            answer = client.get(path)
            if answer.mimetype == "text/html" and answer.status_code != 303:
                yield path, staff.html_of(answer)


def test_the_nu_checker_finds_nothing_at_the_desk(
    app: Flask, client: PortalClient, validate: Validate
) -> None:
    for name, html in pages(app, client):
        assert validate(html) == [], name
