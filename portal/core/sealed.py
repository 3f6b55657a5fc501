"""Answers that travel in the page: encrypted, bound to one form, with an age limit.

They replace a session, so that a task of several steps works with cookies blocked.
"""

import base64
import json
import secrets
import zlib
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from portal.core.clock import now
from portal.core.site import current_settings

NONCE_BYTES = 12
MAX_PLAIN_BYTES = 1_000_000


class SealError(ValueError):
    """A sealed field is not ours, not this form's, or too old."""


class SealExpiredError(SealError):
    """It is ours and unchanged, but too old. ``data`` holds what it kept."""

    def __init__(self, data: dict[str, Any]) -> None:
        super().__init__("a sealed field is too old")
        self.data = data


def seal(form: str, data: dict[str, Any]) -> str:
    """Encrypt answers for a hidden field of the form."""
    body = json.dumps({"at": now().timestamp(), "data": data}, separators=(",", ":"))
    nonce = secrets.token_bytes(NONCE_BYTES)
    key = _key(current_settings().secret_keys[0])
    text = AESGCM(key).encrypt(nonce, zlib.compress(body.encode()), form.encode())
    return base64.urlsafe_b64encode(nonce + text).decode()


def open_sealed(form: str, text: str, max_age: timedelta) -> dict[str, Any]:
    """Give the answers back. Raises SealError, or SealExpiredError with the answers in it."""
    body = json.loads(_decompress(_decrypt(form, text)))
    data: dict[str, Any] = body["data"]
    if now() - datetime.fromtimestamp(body["at"], UTC) > max_age:
        raise SealExpiredError(data)
    return data


def _decrypt(form: str, text: str) -> bytes:
    try:
        raw = base64.b64decode(text.encode("ascii"), altchars=b"-_", validate=True)
    except ValueError as error:
        raise SealError("a sealed field is not ours") from error
    # The last letter holds bits that no byte needs: only our own spelling of them is ours.
    if len(raw) > NONCE_BYTES and base64.urlsafe_b64encode(raw).decode() == text:
        for secret in current_settings().secret_keys:
            try:
                return AESGCM(_key(secret)).decrypt(
                    raw[:NONCE_BYTES], raw[NONCE_BYTES:], form.encode()
                )
            except InvalidTag:
                continue
    raise SealError("a sealed field is not ours, or not this form's")


def _decompress(packed: bytes) -> bytes:
    # Only what we sealed gets here, yet a bound costs nothing.
    return zlib.decompressobj().decompress(packed, MAX_PLAIN_BYTES)


def _key(secret: str) -> bytes:
    return sha256(b"sealed\0" + secret.encode()).digest()
