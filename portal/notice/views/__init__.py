"""Routes of the notice feature: the notice and its versions, and the promises in it."""

from portal.notice.views import notice
from portal.notice.views.notice import coming

BLUEPRINTS = (notice.bp,)

__all__ = ["BLUEPRINTS", "coming"]
