"""The second factor: codes of an authenticator app, each once, and recovery codes, each once."""

import hmac
import secrets
from dataclasses import dataclass

import pyotp
import segno
from sqlalchemy import delete, func, select, update

from portal.core.clock import now
from portal.core.crypto import blind_index
from portal.core.site import current_settings
from portal.extensions import db
from portal.staff.models import RecoveryCode, StaffPerson

STEP_SECONDS = 30
# A clock that is half a minute off is common.
STEPS_OFF = (-1, 0, 1)
DIGITS = 6
HOW_MANY = 10
# The white edge that a camera needs.
QUIET = 4
# Neither vowels, which make words, nor signs that look like others: 4.5 bits each.
SIGNS = "23456789bcdfghjkmnpqrstvwxz"
GROUPS, GROUP = 3, 4


def new_secret() -> str:
    """A secret for an authenticator app."""
    return pyotp.random_base32()


@dataclass(frozen=True)
class Picture:
    """A QR code as what an SVG needs: so many modules each way, and the dark ones as a path."""

    size: int
    path: str


def picture(secret: str, email: str) -> Picture:
    """The secret as a QR code, to be taken with the phone's camera."""
    site = current_settings()
    address = pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=f"{site.name} staff")
    rows = [list(row) for row in segno.make(address, error="m").matrix_iter(border=QUIET)]
    dark = [(x, y) for y, row in enumerate(rows) for x, on in enumerate(row) if on]
    return Picture(len(rows), "".join(f"M{x} {y}h1v1h-1z" for x, y in dark))


def step_of(secret: str, code: str, after: int) -> int:
    """The step that a code is for, newer than those used before; 0 when it is not right."""
    current = int(now().timestamp()) // STEP_SECONDS
    maker = pyotp.TOTP(secret)
    right = [
        step
        for step in (current + off for off in STEPS_OFF)
        if hmac.compare_digest(maker.generate_otp(step), code) and step > after
    ]
    return max(right, default=0)


def accept(person: StaffPerson, code: str) -> bool:
    """Use up a code of the authenticator or a recovery code, in the session's transaction."""
    written = tidied(code)
    if len(written) == DIGITS and written.isascii() and written.isdecimal():
        return _accept_step(person, written)
    return _accept_recovery(person, written)


def tidied(code: str) -> str:
    """A code without the spaces and dashes that people put in."""
    return "".join(sign for sign in code.lower() if sign.isalnum())


def _accept_step(person: StaffPerson, code: str) -> bool:
    step = step_of(person.secret or "", code, person.code_step) if person.secret else 0
    if not step:
        return False
    # Two at once with the same code: one of them is first.
    statement = (
        update(StaffPerson)
        .where(StaffPerson.id == person.id, StaffPerson.code_step < step)
        .values(code_step=step)
        .returning(StaffPerson.id)
    )
    return db.session.execute(statement).first() is not None


def _accept_recovery(person: StaffPerson, code: str) -> bool:
    statement = (
        update(RecoveryCode)
        .where(
            RecoveryCode.person == person.public_id,
            RecoveryCode.code_hash == _hash(person.public_id, code),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=now())
        .returning(RecoveryCode.id)
    )
    return db.session.execute(statement).first() is not None


def new_recovery_codes() -> list[str]:
    """Codes to write down: more than 50 bits each."""
    return ["-".join(_group() for _ in range(GROUPS)) for _ in range(HOW_MANY)]


def keep_recovery_codes(public_id: str, codes: list[str]) -> None:
    """Put these in the place of the old ones; only hashes are kept. The caller commits."""
    drop_recovery_codes(public_id)
    hashes = [_hash(public_id, tidied(code)) for code in codes]
    db.session.add_all(
        RecoveryCode(person=public_id, code_hash=each, created_at=now()) for each in hashes
    )


def drop_recovery_codes(public_id: str) -> None:
    """None of the old ones works any more. The caller commits."""
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.person == public_id))


def codes_left(public_id: str) -> int:
    """How many recovery codes are not used yet."""
    question = select(func.count()).where(
        RecoveryCode.person == public_id, RecoveryCode.used_at.is_(None)
    )
    return db.session.scalar(question) or 0


def _group() -> str:
    return "".join(secrets.choice(SIGNS) for _ in range(GROUP))


def _hash(public_id: str, code: str) -> str:
    return blind_index("staff.recovery", f"{public_id}\0{code}")
