"""Background work of the notice feature."""

from portal.notice.service import announcing, promises


def check_promises() -> dict[str, str]:
    """Look whether the promises are kept, and remember what was found."""
    return promises.check_all()


def announce() -> int:
    """Write to those who are told of a new version; each is told once."""
    return announcing.announce()
