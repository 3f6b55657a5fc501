"""What every test of pages by staff may ask for."""

import pytest
from flask import Flask

from tests.pages.editors import Editor


@pytest.fixture
def ann(app: Flask) -> Editor:
    """An editor."""
    return Editor(app, "Ann")


@pytest.fixture
def ben(app: Flask) -> Editor:
    """Another editor."""
    return Editor(app, "Ben")
