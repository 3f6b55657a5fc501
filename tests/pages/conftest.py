"""What every test of pages by staff may ask for."""

import pytest
from flask import Flask

from tests.pages.editors import Editor
from tests.support.client import PortalClient


@pytest.fixture
def ann(app: Flask, client: PortalClient) -> Editor:
    """An editor."""
    return Editor(client, "Ann")


@pytest.fixture
def ben(app: Flask, client: PortalClient) -> Editor:
    """Another editor."""
    return Editor(client, "Ben")
