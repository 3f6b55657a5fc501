"""Background work of the engine: sweeps over what is due, safe to run at any time."""

from portal.records.service import erasing, retention


def keep_retention() -> int:
    """Remove what is over, and the keys that open nothing any more."""
    erasing.replay()
    removed = sum(count.removed for count in retention.run().counts)
    return removed + erasing.sweep_orphans()


def replay() -> int:
    """Erase again what a restored backup brought back, before anybody is served."""
    return erasing.replay()
