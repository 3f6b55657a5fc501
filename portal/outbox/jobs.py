"""The worker's share: deliver what is due, and forget what is long done."""

import logging
import time

from portal.outbox import delivery, service

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
        except delivery.RelayDownError:
            self.pause = min(LONGEST_PAUSE_SECONDS, self.pause * 2 or 1.0)
            self.until = time.monotonic() + self.pause
            logger.warning("the mail relay cannot be reached; trying again in %.0fs", self.pause)
            return 0
        self.pause = self.until = 0.0
        return tried


def forget_finished() -> int:
    """Rows that ended 30 days ago become totals."""
    return service.forget_finished()
