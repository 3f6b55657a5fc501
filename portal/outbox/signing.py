"""Signs mail with DKIM, so that large hosts know it is ours (RFC 6376, 8301, 8463; RULES R43).

Simple where the standard lets us choose: one way to write lines (relaxed), whole bodies, and the
domain of the sender. Each key of the settings adds a signature, so an RSA key, which every host
reads, and an Ed25519 key can stand side by side, and an old key beside a new one.
"""

import base64
import re
from functools import lru_cache
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256

from portal.config import DkimKey, Settings, dkim_key
from portal.core.clock import now

# RFC 8058 section 4 wants the two of the way out signed. From counts twice: nobody can add another.
SIGNED = (
    *("From", "From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type"),
    *("Reply-To", "List-Id", "List-Unsubscribe", "List-Unsubscribe-Post"),
)
BLANKS = re.compile(rb"[ \t]+")
BLANKS_AT_END = re.compile(rb"[ \t]+(?=\r\n)")
FOLD = re.compile(rb"\r\n(?=[ \t])")
EMPTY_LINES_AT_END = re.compile(rb"(?:\r\n)*\Z")


def sign(raw: bytes, settings: Settings) -> bytes:
    """The mail with a signature by each key on top; as it is when no key is set.

    ``raw`` ends its lines with CRLF, as it goes over the wire.
    """
    head, _, body = raw.partition(b"\r\n\r\n")
    signatures = [_signature(_key(text), head, body, settings) for text in settings.dkim_keys]
    return b"".join([*signatures, raw])


def _signature(key: DkimKey, head: bytes, body: bytes, settings: Settings) -> bytes:
    fields = _fields(head)
    named = [name for name in SIGNED if name.lower() in fields]
    tags = {
        "v": "1",
        "a": f"{key.kind}-sha256",
        "c": "relaxed/relaxed",
        "d": settings.mail_from.rpartition("@")[2],
        "s": key.selector,
        "t": str(int(now().timestamp())),
        "h": ":".join(named),
        "bh": _text(sha256(_relaxed_body(body)).digest()),
        "b": "",
    }
    unsigned = "DKIM-Signature: " + ";\r\n\t".join(f"{name}={tags[name]}" for name in tags)
    # The second From is one that is not there, and stands for nothing.
    chosen = [fields[name.lower()] for name in dict.fromkeys(named)]
    covered = b"".join([*chosen, _relaxed(unsigned.encode("ascii"))]).removesuffix(b"\r\n")
    return f"{unsigned}{_text(_sealed(key, covered))}\r\n".encode("ascii")


def _sealed(key: DkimKey, covered: bytes) -> bytes:
    if isinstance(key.private, Ed25519PrivateKey):
        # RFC 8463: Ed25519 signs the digest, not the words.
        return key.private.sign(sha256(covered).digest())
    return key.private.sign(covered, PKCS1v15(), SHA256())


def _fields(head: bytes) -> dict[str, bytes]:
    """Header fields as they are signed, by name. Ours come once each."""
    lines = FOLD.sub(b"", head).split(b"\r\n")
    return {line.partition(b":")[0].decode("ascii").lower(): _relaxed(line) for line in lines}


def _relaxed(field: bytes) -> bytes:
    """RFC 6376 3.4.2."""
    name, _, value = FOLD.sub(b"", field).partition(b":")
    return name.strip().lower() + b":" + BLANKS.sub(b" ", value).strip(b" ") + b"\r\n"


def _relaxed_body(body: bytes) -> bytes:
    """RFC 6376 3.4.4."""
    body = BLANKS.sub(b" ", BLANKS_AT_END.sub(b"", body + b"\r\n"))
    body = EMPTY_LINES_AT_END.sub(b"", body)
    return body + b"\r\n" if body else b""


def _text(value: bytes) -> str:
    return base64.b64encode(value).decode("ascii")


@lru_cache(maxsize=8)
def _key(text: str) -> DkimKey:
    return dkim_key(text)
