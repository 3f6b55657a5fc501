"""Addresses in mails and on pages, always from the configured base URL (TRUST B5)."""

from portal.core import tokens
from portal.core.site import absolute
from portal.feedback.service.letters import PURPOSES


def appeal(token: str) -> str:
    """Where a decision is appealed against."""
    return absolute(f"/appeal/{token}")


def appeal_path(kind: str, public_id: str) -> str:
    """The same on this portal, for a "message" or a "block"."""
    return f"/appeal/{tokens.sign(PURPOSES[kind], public_id)}"


def feedback() -> str:
    """Where feedback is sent."""
    return absolute("/feedback")


def you_said() -> str:
    """Where published feedback is."""
    return absolute("/you-said")


def complaints() -> str:
    """Where one complains."""
    return absolute("/complaints")


def urgent_help() -> str:
    """Who helps day and night."""
    return absolute("/urgent-help")


def notice_changes(number: int) -> str:
    """What a version of the privacy notice changes."""
    return absolute(f"/your-information/changes/{number}")
