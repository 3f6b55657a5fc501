"""Background work of the pages feature."""

from flask import current_app

from portal.pages.service import search
from portal.pages.service.library import EXTENSION


def index() -> int:
    """Make the search find what readers get now; returns how many entries changed."""
    return search.index_shelf(current_app.extensions[EXTENSION])
