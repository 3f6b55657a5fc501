"""Routes of your data: asking, and what a mailed link opens."""

from portal.your_data.views import asking
from portal.your_data.views.asking import words

BLUEPRINTS = (asking.bp,)

__all__ = ["BLUEPRINTS", "words"]
