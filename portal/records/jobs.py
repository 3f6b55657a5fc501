"""Background work of the engine: sweeps over what is due, safe to run at any time."""

from portal.core.crypto import check_every_key
from portal.records.service import erasing, retention, tables


def keep_retention() -> int:
    """Remove what is over, and the keys that open nothing any more."""
    erasing.replay()
    removed = sum(count.removed for count in retention.run().counts)
    return removed + erasing.sweep_orphans()


def begin() -> None:
    """Erase again what a restored backup brought back, before anybody is served.

    Raises CryptoError, in words, when the keys in the settings open nothing.
    """
    check_every_key()
    # What a restored backup brought back has no key: it goes before anybody is looked for.
    erasing.replay()
    tables.check_index()
