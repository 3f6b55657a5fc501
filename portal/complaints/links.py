"""Addresses in mails, always from the configured base URL (TRUST B5)."""

from portal.core.site import absolute


def case(reference: str, secret: str) -> str:
    """Where a case is opened with one button. The page it leads to shows nothing of it."""
    return absolute(f"/complaints/case/{reference}-{secret}")


def open_case() -> str:
    """Where the reference and the code are entered by hand."""
    return absolute("/complaints/case")


def complaints() -> str:
    """How complaints work, and who helps."""
    return absolute("/complaints")


def consent_form() -> str:
    """What somebody prints to show that they may be told about another person."""
    return absolute("/complaints/consent-form")


def urgent_help() -> str:
    """Who helps day and night."""
    return absolute("/urgent-help")


def notice_changes(number: int) -> str:
    """What a version of the privacy notice changes."""
    return absolute(f"/your-information/changes/{number}")


def desk_list() -> str:
    """The list of cases at the desk."""
    return absolute("/staff/complaints")


def desk(public_id: str) -> str:
    """The case at the desk, for those who may see it."""
    return absolute(f"/staff/complaints/{public_id}")
