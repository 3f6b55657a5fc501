"""References that people read aloud and copy by hand. One alone never opens anything.

RULES R33: no look-alikes (no I, O, Q, Z, 0, 1), and no words: every third place is a digit.
"""

import re
import secrets

LETTERS = "ABCDEFGHJKLMNPRSTUVWXY"
DIGITS = "23456789"
GROUPS = 3
LENGTH = GROUPS * 3
MADE = re.compile(f"(?:[{LETTERS}]{{2}}[{DIGITS}]){{{GROUPS}}}\\Z")


def new_reference() -> str:
    """A new reference, such as KD4WM7RT3: 57 thousand million there are."""
    return "".join(
        secrets.choice(LETTERS) + secrets.choice(LETTERS) + secrets.choice(DIGITS)
        for _ in range(GROUPS)
    )


def spaced(reference: str) -> str:
    """As it is shown: KD4-WM7-RT3."""
    return "-".join(reference[place : place + 3] for place in range(0, len(reference), 3))


def unspaced(written: str) -> str:
    """As it is kept, however somebody wrote it."""
    return "".join(c for c in written.upper() if c.isascii() and c.isalnum())


def is_reference(written: str) -> bool:
    """Whether it is made like one of ours, however somebody wrote it."""
    return bool(MADE.match(unspaced(written)))
