"""Routes of feedback."""

from portal.feedback.views import appealing, said, useful, writing
from portal.feedback.views.useful import question

BLUEPRINTS = (useful.bp, writing.bp, said.bp, appealing.bp)

__all__ = ["BLUEPRINTS", "question", "said", "writing"]
