"""Routes of the investigators' desk: the list, one case, and keying in."""

from portal.investigations.views import answers, case, keying, listing, reports

BLUEPRINTS = (listing.bp, keying.bp, case.bp, answers.bp, reports.bp)

__all__ = ["BLUEPRINTS"]
