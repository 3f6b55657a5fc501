"""Addresses in mails, always from the configured base URL (TRUST B5)."""

from portal.core.site import absolute


def see(token: str) -> str:
    """Where everything held about somebody is."""
    return absolute(f"/your-data/see/{token}")


def your_data() -> str:
    """Where one asks."""
    return absolute("/your-data")


def notice_changes(number: int) -> str:
    """What a version of the privacy notice changes."""
    return absolute(f"/your-information/changes/{number}")
