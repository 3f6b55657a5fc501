"""Background work of your data: a sweep over what is due, safe to run at any time."""

from portal.your_data.service import answering


def remind() -> int:
    """Remind our own staff of answers that are due or overdue."""
    return answering.remind()
