"""Markup: the Nu checker finds nothing on any page of the desk, nor on the way in."""

from collections.abc import Iterator

import pytest
from flask import Flask

from portal.staff.models import ROLES
from portal.staff.service import people
from tests.house.test_routes import readable
from tests.support import staff
from tests.support.client import PortalClient
from tests.support.vnu import Validate

pytestmark = pytest.mark.browser


def pages(app: Flask, client: PortalClient) -> Iterator[tuple[str, str]]:
    """Each page with its name."""
    row = staff.make(*ROLES)
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
