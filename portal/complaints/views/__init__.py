"""Routes of complaints: the page of a case."""

from portal.complaints.views import case, losing

BLUEPRINTS = (case.bp, losing.bp)

__all__ = ["BLUEPRINTS"]
