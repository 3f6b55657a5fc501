"""Routes of the investigators' desk: the list, one case, and keying in."""

from portal.investigations.views import case, listing

BLUEPRINTS = (listing.bp, case.bp)

__all__ = ["BLUEPRINTS"]
