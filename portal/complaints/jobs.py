"""Background work of complaints: a sweep over what is due, safe to run by anyone at any time."""

from portal.complaints.service import reminding, tidings


def remind() -> int:
    """Remind staff of cases whose day is near, and tell more of them of those that are late."""
    return reminding.remind()


def tell_staff() -> int:
    """Mail staff, once a day at most, what came and waits for them."""
    return tidings.tell_daily()
