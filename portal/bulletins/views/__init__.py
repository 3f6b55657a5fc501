"""Routes of bulletins: reading them, signing up, confirming, choosing, and leaving."""

from portal.bulletins.views import archive, confirming, preferences, sign_up, unsubscribing

BLUEPRINTS = (archive.bp, sign_up.bp, confirming.bp, preferences.bp, unsubscribing.bp)

__all__ = ["BLUEPRINTS"]
