"""Background work of the notice feature."""

from collections.abc import Iterator

from portal.notice.service import announcing, promises


def check_promises() -> Iterator[object]:
    """Look whether the promises are kept, one check at a time, and remember what was found."""
    return promises.check_each()


def announce() -> int:
    """Write to those who are told of a new version; each is told once."""
    return announcing.announce()
