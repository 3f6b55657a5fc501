"""Routes of the notice feature: the notice and its versions, and the promises in it."""

from portal.notice.views import desk, notice, promises
from portal.notice.views.desk import HERE as DESK
from portal.notice.views.notice import coming, mark, no_mark
from portal.notice.views.promises import live

BLUEPRINTS = (notice.bp, promises.bp, desk.bp)

__all__ = ["BLUEPRINTS", "DESK", "coming", "live", "mark", "no_mark"]
