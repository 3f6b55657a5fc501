"""Routes of feedback."""

from portal.feedback.views import useful
from portal.feedback.views.useful import question

BLUEPRINTS = (useful.bp,)

__all__ = ["BLUEPRINTS", "question"]
