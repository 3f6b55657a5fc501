"""Routes of complaints: the steps of a new one, and the page of a case."""

from portal.complaints.views import case, figures, losing, paper, receipt, steps
from portal.complaints.views.paper import start

BLUEPRINTS = (case.bp, figures.bp, losing.bp, paper.bp, receipt.bp, steps.bp)

__all__ = ["BLUEPRINTS", "start"]
