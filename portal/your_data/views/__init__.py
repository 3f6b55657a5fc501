"""Routes of your data: asking, and what a mailed link opens."""

from portal.your_data.views import asking, changing, seeing
from portal.your_data.views.asking import words

BLUEPRINTS = (asking.bp, seeing.bp, changing.bp)

__all__ = ["BLUEPRINTS", "words"]
