"""Routes of the desk over feedback: queue, messages, blocks and appeals, and the pictures."""

from portal.moderation.views import appeals, blocks, message, pictures, queue, together
from portal.moderation.views.queue import EVERYBODY

BLUEPRINTS = (queue.bp, together.bp, message.bp, blocks.bp, appeals.bp, pictures.bp)

__all__ = ["BLUEPRINTS", "EVERYBODY"]
