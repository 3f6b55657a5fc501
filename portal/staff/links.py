"""Addresses in mails to staff, always from the configured base URL (TRUST B5)."""

from portal.core.site import absolute


def welcome(token: str) -> str:
    """Where an invitation is taken up."""
    return absolute(f"/staff/welcome/{token}")


def sign_in() -> str:
    """Where staff sign in."""
    return absolute("/staff/sign-in")
