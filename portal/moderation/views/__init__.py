"""Routes of the desk over feedback: the queue, one message or several, blocks, and appeals."""

from portal.moderation.views import appeals, blocks, message, queue, together
from portal.moderation.views.queue import EVERYBODY

BLUEPRINTS = (queue.bp, together.bp, message.bp, blocks.bp, appeals.bp)

__all__ = ["BLUEPRINTS", "EVERYBODY"]
