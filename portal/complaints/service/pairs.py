"""What opens a case: its reference and its secret, both, and neither alone (RULES R33)."""

import secrets

from portal.core.crypto import blind_index
from portal.core.forms import mailbox
from portal.core.references import DIGITS, LETTERS, unspaced

SECRET_LENGTH = 20
SECRET_GROUP = 5


def new_secret() -> str:
    """20 letters and digits, 80 bits, made like a reference: no look-alikes and no words."""
    return "".join(
        secrets.choice(DIGITS if place % 3 == 2 else LETTERS) for place in range(SECRET_LENGTH)
    )


def shown(secret: str) -> str:
    """A secret as people read it: KD4WM-7RT3A-…"""
    return "-".join(
        secret[place : place + SECRET_GROUP] for place in range(0, len(secret), SECRET_GROUP)
    )


def pair_index(reference: str, secret: str) -> str:
    """What a case is found by, however the two were written."""
    return blind_index("complaints.pair", f"{unspaced(reference)}:{unspaced(secret)}")


def email_index(email: str) -> str:
    """What the cases of one mailbox are found by, however it is spelt; empty for none."""
    return blind_index("complaints.email", mailbox(email)) if email else ""
