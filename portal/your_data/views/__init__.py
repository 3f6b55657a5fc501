"""Routes of your data: asking, what a mailed link opens, and the requests at the desk."""

from portal.your_data.views import asking, changing, desk, seeing
from portal.your_data.views.asking import words
from portal.your_data.views.desk import HERE as DESK

BLUEPRINTS = (asking.bp, seeing.bp, changing.bp, desk.bp)

__all__ = ["BLUEPRINTS", "DESK", "words"]
