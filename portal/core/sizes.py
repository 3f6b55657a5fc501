"""Sizes of files and disks, in words."""

UNITS = (("GB", 1e9), ("MB", 1e6), ("kB", 1e3))


def in_words(size: float) -> str:
    """Bytes as people say them: 2.3 MB."""
    for unit, each in UNITS:
        if size >= each:
            return f"{size / each:.1f} {unit}"
    return f"{size:.0f} bytes"
