"""Routes of the desk over feedback: the queue, and one message."""

from portal.moderation.views import message, queue
from portal.moderation.views.queue import EVERYBODY

BLUEPRINTS = (queue.bp, message.bp)

__all__ = ["BLUEPRINTS", "EVERYBODY"]
