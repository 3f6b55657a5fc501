"""What moderation tells feedback: whether somebody is blocked, and where they appeal."""

from portal.core.panels import Blocked
from portal.feedback.links import appeal_path
from portal.feedback.service.appeals import BLOCK
from portal.moderation.models import BLOCK_CATEGORIES, BLOCKED
from portal.moderation.service import blocks


def blocked(email_index: str, network_index: str) -> Blocked | None:
    """The block that stands, in words for whoever is blocked."""
    block = blocks.standing(email_index, network_index)
    if block is None:
        return None
    return Blocked(
        what=BLOCKED[block.what],
        until=block.expires_at,
        reason=BLOCK_CATEGORIES.get(block.category, ""),
        appeal_href=appeal_path(BLOCK, block.public_id),
    )
