"""Addresses in mails, always from the configured base URL (TRUST B5)."""

from portal.bulletins.service.journal import UNSUBSCRIBE
from portal.core import tokens
from portal.core.site import absolute


def confirm(token: str) -> str:
    """Where a confirm link leads."""
    return absolute(f"/bulletins/confirm/{token}")


def not_me(token: str) -> str:
    """Where "it was not me" leads."""
    return absolute(f"/bulletins/not-me/{token}")


def preferences(token: str) -> str:
    """Where somebody's choices are."""
    return absolute(f"/bulletins/preferences/{token}")


def unsubscribe(public_id: str) -> str:
    """Where a subscriber leaves: works for as long as the mail exists (B23)."""
    return absolute(f"/bulletins/unsubscribe/{tokens.sign(UNSUBSCRIBE, public_id)}")


def issue(slug: str) -> str:
    """The page of an issue."""
    return absolute(f"/bulletins/{slug}")


def archive() -> str:
    """All bulletins."""
    return absolute("/bulletins")


def manage() -> str:
    """Where a link to the choices is asked for."""
    return absolute("/bulletins/manage")


def sign_up() -> str:
    """Where one signs up."""
    return absolute("/bulletins/sign-up")


def notice_changes(number: int) -> str:
    """What a version of the privacy notice changes."""
    return absolute(f"/your-information/changes/{number}")
