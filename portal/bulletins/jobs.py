"""Background work of bulletins: sweeps over what is due, safe to run at any time."""

from portal.bulletins.service import journal, reminding, sending
from portal.bulletins.service.topics import MONTHLY, WEEKLY


def remind() -> int:
    """Remind once who has not confirmed for a day."""
    return reminding.remind()


def apply_journal() -> int:
    """Do the unsubscribing that had to wait for the database."""
    return journal.apply()


def send_digests() -> int:
    """Send the digests of the week and the month that ended."""
    sent = [sending.send_digest(frequency) for frequency in (WEEKLY, MONTHLY)]
    return sum(one.added for one in sent if one is not None)
