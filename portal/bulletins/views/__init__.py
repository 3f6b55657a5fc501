"""Routes of bulletins: reading, signing up, confirming, choosing and leaving, and the desk."""

from portal.bulletins.views import archive, confirming, desk, preferences, sign_up, unsubscribing
from portal.bulletins.views.desk import DESK

BLUEPRINTS = (archive.bp, sign_up.bp, confirming.bp, preferences.bp, unsubscribing.bp, desk.bp)

__all__ = ["BLUEPRINTS", "DESK"]
