"""Tokens for links in mails. Each is bound to one purpose and refused for every other.

Signed tokens need no row and never expire: a ten-year-old unsubscribe link still works (B23).
Mailed links are 256 random bits of which only the SHA-256 is kept (TRUST B11).
"""

import base64
import hmac
import re
import secrets
from datetime import datetime, timedelta
from hashlib import sha256
from urllib.parse import unquote

from sqlalchemy import String, select, update
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.clock import now
from portal.core.columns import PUBLIC_ID_LENGTH, UtcDateTime
from portal.core.site import current_settings
from portal.extensions import Base, db

SIGNATURE_BYTES = 18
SIGNED_LENGTH = PUBLIC_ID_LENGTH + SIGNATURE_BYTES * 4 // 3


class MailedLink(Base):
    """Purpose: know a link we mailed. Kept: 7 days after it was used or ran out."""

    __tablename__ = "mailed_links"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    purpose: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(PUBLIC_ID_LENGTH), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def is_expired(self) -> bool:
        """Whether its time is over."""
        return now() >= self.expires_at

    @property
    def is_used(self) -> bool:
        """Whether it had its one effect."""
        return self.used_at is not None

    def use(self) -> None:
        """Note that it had its effect; the calling service commits."""
        self.used_at = now()


def clean(token: str) -> str:
    """Mend what mail programs do to links: soft line breaks inside, punctuation behind."""
    joined = re.sub(r"=?[\r\n\t ]+", "", unquote(token))
    return re.sub(r"[^A-Za-z0-9_-]+$", "", joined)


def use_all(purpose: str, subjects: list[str]) -> None:
    """Note that what these links are for is done, for every mail about it; the caller commits."""
    chosen = update(MailedLink).where(MailedLink.subject.in_(subjects))
    db.session.execute(chosen.where(MailedLink.purpose == purpose).values(used_at=now()))


def sign(purpose: str, subject: str) -> str:
    """A token for a public id that needs no row and no end."""
    return subject + _signature(current_settings().secret_keys[0], purpose, subject)


def read(purpose: str, token: str) -> str | None:
    """The public id of a signed token, or None when it is not ours or for another purpose."""
    token = clean(token)
    if len(token) != SIGNED_LENGTH or not token.isascii():
        return None
    subject, signature = token[:PUBLIC_ID_LENGTH], token[PUBLIC_ID_LENGTH:]
    # Every key is tried, so that a rotation kills no link that lies in an inbox.
    good = [
        hmac.compare_digest(signature, _signature(key, purpose, subject))
        for key in current_settings().secret_keys
    ]
    return subject if any(good) else None


def mint(purpose: str, subject: str, lifetime: timedelta) -> str:
    """Make a random token and add its row to the session; the calling service commits."""
    token = secrets.token_urlsafe(32)
    db.session.add(
        MailedLink(
            token_hash=_hash(token),
            purpose=purpose,
            subject=subject,
            created_at=now(),
            expires_at=now() + lifetime,
        )
    )
    return token


def find(purpose: str, token: str) -> MailedLink | None:
    """The link of a token, also when it is used or expired: those deserve a helpful answer."""
    return db.session.scalar(
        select(MailedLink).where(
            MailedLink.token_hash == _hash(clean(token)), MailedLink.purpose == purpose
        )
    )


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def _signature(key: str, purpose: str, subject: str) -> str:
    digest = hmac.new(key.encode(), f"link\0{purpose}\0{subject}".encode(), sha256).digest()
    return base64.urlsafe_b64encode(digest[:SIGNATURE_BYTES]).decode()
