"""What a restore put aside: for a month, since nothing removes people from it."""

from datetime import timedelta

from portal.backups.service.manifest import KEYS, RECORDS
from portal.backups.service.taking import engine_of, kind_of
from portal.core.clock import now

# As long as copies of keys may live (30 days), and this is looked at once a day.
KEPT = timedelta(days=29)


def forget_old() -> int:
    """Delete what was put aside too long ago; returns how many stores."""
    engines = [engine_of(store) for store in (RECORDS, KEYS)]
    return sum(kind_of(engine).forget(engine, now() - KEPT) for engine in engines)
