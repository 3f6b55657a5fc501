"""What every test of the investigators' desk may ask for."""

import pytest
from flask import Flask

from tests.investigations.investigator import Investigator
from tests.support.client import PortalClient


@pytest.fixture
def desk(app: Flask, client: PortalClient) -> Investigator:  # noqa: ARG001 (its context is needed)
    """An investigator."""
    return Investigator(client)
