"""Background work: what a restore put aside does not stay for ever."""

from portal.backups.service import aside


def forget_aside() -> int:
    """Delete what is too old; returns how many."""
    return aside.forget_old()
