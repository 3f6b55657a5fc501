"""Background work of bulletins: sweeps over what is due, safe to run at any time."""

from portal.bulletins.service import journal, pausing, reminding, sending, suppressing
from portal.bulletins.service.topics import MONTHLY, WEEKLY


def remind() -> int:
    """Remind once who has not confirmed for a day."""
    return reminding.remind()


def apply_journal() -> int:
    """Do the unsubscribing that had to wait for the database."""
    return journal.apply()


def look_at_returns() -> int:
    """Note who cannot be reached, and stop a bulletin of which too many came back."""
    return suppressing.look_at_refusals() + pausing.look_at_all()


def end_unreached() -> int:
    """End subscriptions that no mail has reached for a year."""
    return suppressing.end_unreached()


def send_digests() -> int:
    """Send the digests of the week and the month that ended."""
    sent = [sending.send_digest(frequency) for frequency in (WEEKLY, MONTHLY)]
    return sum(one.added for one in sent if one is not None)
