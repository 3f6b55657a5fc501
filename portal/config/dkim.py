"""Keys that sign mail, and what to publish for each (RFC 6376, 8301, 8463)."""

import base64
import re
from dataclasses import dataclass
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_private_key,
)

from portal.config.settings import SettingsError

NAME = "PORTAL_DKIM_KEYS"
RSA, ED25519 = "rsa", "ed25519"
KINDS = (RSA, ED25519)
# RFC 8301 section 3.2: signers use 2048 bits or more. A longer record fits no answer over UDP.
RSA_BITS = 2048
SELECTOR = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
HOW = "`portal keys dkim NAME` makes one, and prints what to publish."


@dataclass(frozen=True)
class DkimKey:
    """A private key, and the name under which its public half is published."""

    selector: str
    private: RSAPrivateKey | Ed25519PrivateKey

    @property
    def kind(self) -> str:
        """rsa or ed25519."""
        return ED25519 if isinstance(self.private, Ed25519PrivateKey) else RSA

    @property
    def record(self) -> str:
        """What stands in the TXT record ``<selector>._domainkey.<domain>``."""
        public = self.private.public_key()
        if self.kind == ED25519:
            raw = public.public_bytes(Encoding.Raw, PublicFormat.Raw)
        else:
            raw = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return f"v=DKIM1; k={self.kind}; p={base64.b64encode(raw).decode('ascii')}"


class NewKey(NamedTuple):
    """A key that was just made: what to set, and what to publish."""

    setting: str
    record: str


def dkim_key(text: str) -> DkimKey:
    """The key of one ``SELECTOR:KEY``; KEY is PKCS #8 in base64. Raises SettingsError."""
    selector, _, key = text.partition(":")
    if not SELECTOR.fullmatch(selector):
        raise SettingsError(
            f"{NAME}: each is SELECTOR:KEY; write the selector in small letters, digits and "
            f"hyphens. {HOW}"
        )
    try:
        private = load_der_private_key(base64.b64decode(key, validate=True), password=None)
    except (ValueError, TypeError):
        # Nothing of it is repeated: it is a secret.
        raise SettingsError(f"{NAME}: the key of {selector} cannot be read. {HOW}") from None
    if isinstance(private, RSAPrivateKey) and private.key_size >= RSA_BITS:
        return DkimKey(selector, private)
    if isinstance(private, Ed25519PrivateKey):
        return DkimKey(selector, private)
    raise SettingsError(
        f"{NAME}: the key of {selector} must be RSA with {RSA_BITS} bits or more, or Ed25519. {HOW}"
    )


def make_dkim_key(selector: str, kind: str) -> NewKey:
    """Make a key of a kind of KINDS. Raises SettingsError when the selector is no name in DNS."""
    private = (
        Ed25519PrivateKey.generate() if kind == ED25519 else generate_private_key(65537, RSA_BITS)
    )
    raw = private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    setting = f"{selector}:{base64.b64encode(raw).decode('ascii')}"
    return NewKey(setting, dkim_key(setting).record)
