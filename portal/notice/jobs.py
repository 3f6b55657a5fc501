"""Background work of the notice feature."""

from portal.notice.service import promises


def check_promises() -> dict[str, str]:
    """Look whether the promises are kept, and remember what was found."""
    return promises.check_all()
