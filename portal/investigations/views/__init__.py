"""Routes of the investigators' desk: the list, one case, and keying in."""

from portal.investigations.views import listing

BLUEPRINTS = (listing.bp,)

__all__ = ["BLUEPRINTS"]
