"""The worker's share: deliver what is due."""

import logging
import time

from portal.outbox import delivery
from portal.outbox.transport import RelayDownError

LONGEST_PAUSE_SECONDS = 30.0
logger = logging.getLogger(__name__)


class Deliveries:
    """The delivery sweep of one process: it leaves a relay that is down alone for a while."""

    def __init__(self) -> None:
        self.pause = 0.0
        self.until = 0.0

    def __call__(self) -> int:
        """Deliver; returns how many were tried."""
        if time.monotonic() < self.until:
            return 0
        try:
            tried = delivery.deliver_due()
        except RelayDownError as error:
            self.pause = min(LONGEST_PAUSE_SECONDS, self.pause * 2 or 1.0)
            self.until = time.monotonic() + self.pause
            reason = type(error.__cause__ or error).__name__
            logger.warning("the mail relay is down (%s): again in %.0fs", reason, self.pause)
            return 0
        self.pause = self.until = 0.0
        return tried
