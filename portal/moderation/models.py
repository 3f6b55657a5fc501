"""Tables of moderation: who has a message open just now, and blocks from posting."""

from datetime import date, datetime

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.columns import PUBLIC_ID_LENGTH, UtcDateTime
from portal.core.crypto import Encrypted, HasRecordKey
from portal.extensions import Base

INDEX_LENGTH = 64
EMAIL, NETWORK, BOTH = "email", "network", "both"
# What a block is on, in the words of the desk and of whoever is blocked.
WHAT = {
    EMAIL: "The email address",
    NETWORK: "The part of the network it came from",
    BOTH: "The email address, and the part of the network it came from",
}
BLOCKED = {
    EMAIL: "This email address",
    NETWORK: "The part of the network that you write from",
    BOTH: "This email address, or the part of the network that you write from,",
}
# Why somebody may not post for a time, in words that they read too.
BLOCK_CATEGORIES = {
    "abuse": "Messages that attack or threaten people",
    "flood": "Very many messages in a short time",
    "advert": "Messages that advertise something",
    "unlawful": "Messages that could be against the law",
}


class Presence(Base):
    """Purpose: two people do not answer the same message at once. Kept: an hour at most."""

    __tablename__ = "desk_presence"

    person: Mapped[str] = mapped_column(String(PUBLIC_ID_LENGTH), primary_key=True)
    about: Mapped[str] = mapped_column(String(PUBLIC_ID_LENGTH), primary_key=True, index=True)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class Block(HasRecordKey, Base):
    """Purpose: stop abuse by post on this portal alone. Kept: 30 days from its end.

    Only keyed fingerprints say whom it is on: an empty one stands for nobody.
    """

    __tablename__ = "blocks"

    id: Mapped[int] = mapped_column(primary_key=True)
    email_index: Mapped[str] = mapped_column(String(INDEX_LENGTH), index=True)
    network_index: Mapped[str] = mapped_column(String(INDEX_LENGTH), index=True)
    # The public id of the message that led to it.
    message: Mapped[str] = mapped_column(String(PUBLIC_ID_LENGTH))
    category: Mapped[str] = mapped_column(String(20))
    reason = Encrypted()
    reason_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    # The public id of the member of staff who placed it.
    owner: Mapped[str] = mapped_column(String(PUBLIC_ID_LENGTH))
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    review_on: Mapped[date]
    reviewed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    lifted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    @property
    def what(self) -> str:
        """What it is on: a key of WHAT."""
        if self.email_index and self.network_index:
            return BOTH
        return EMAIL if self.email_index else NETWORK
