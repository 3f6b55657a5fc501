"""Signing in: a password and a code, each checked, and nothing before both are right."""

import pytest
from flask import Flask

from portal.core import clock
from portal.extensions import db
from tests.support import staff
from tests.support.client import PortalClient


def test_a_password_and_a_code_open_the_desk(client: PortalClient) -> None:
    row = staff.make("moderator")
    asked = staff.give_password(client, "moderator@staff.example.org")
    assert "Set-Cookie" not in asked.headers
    answer = staff.give_code(client, asked, staff.code_for(row))
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/staff/"
    page = client.get("/staff/")
    assert page.status_code == 200
    assert "Hello Sam Moderator." in staff.html_of(page)
