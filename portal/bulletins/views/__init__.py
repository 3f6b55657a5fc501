"""Routes of bulletins: reading, signing up, confirming, choosing and leaving, and the desk."""

from portal.bulletins.views import (
    archive,
    confirming,
    desk,
    not_written_to,
    preferences,
    sign_up,
    unsubscribing,
)
from portal.bulletins.views.desk import DESK
from portal.bulletins.views.not_written_to import HERE as NOT_WRITTEN_TO
from portal.bulletins.views.not_written_to import MAIL

BLUEPRINTS = (
    archive.bp,
    sign_up.bp,
    confirming.bp,
    preferences.bp,
    unsubscribing.bp,
    desk.bp,
    not_written_to.bp,
)

__all__ = ["BLUEPRINTS", "DESK", "MAIL", "NOT_WRITTEN_TO"]
