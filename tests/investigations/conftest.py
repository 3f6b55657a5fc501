"""What every test of the investigators' desk may ask for."""

import pytest
from flask import Flask

from tests.investigations.investigator import Investigator
from tests.support.client import PortalClient


@pytest.fixture
def desk(app: Flask, client: PortalClient) -> Investigator:
    """An investigator."""
    return Investigator(client)


@pytest.fixture
def kim(desk: Investigator, client: PortalClient) -> Investigator:
    """Another one."""
    return Investigator(client, name="Kim Second", email="kim@staff.example.org")
