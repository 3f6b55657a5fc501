"""What every test of the staff may ask for."""

import pytest
from flask import Flask

from portal.feedback.service.taking import Message, take
from tests.support import staff
from tests.support.client import PortalClient


@pytest.fixture
def admin(app: Flask, client: PortalClient) -> PortalClient:
    """A browser in which an admin is signed in."""
    staff.sign_in(client, "admin")
    return client


@pytest.fixture
def reference(app: Flask) -> str:
    """The reference of a message that somebody sent."""
    return take(Message(text="The print is small."), "192.0.2.1").reference
