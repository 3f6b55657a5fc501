"""Routes of the investigators' desk: the list, one case, and keying in."""

from portal.investigations.views import answers, case, keying, listing

BLUEPRINTS = (listing.bp, keying.bp, case.bp, answers.bp)

__all__ = ["BLUEPRINTS"]
