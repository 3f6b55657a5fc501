"""Tables of bulletins: who asked, who gets them, what was agreed to, and what was sent."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String, exists
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from portal.core.columns import PUBLIC_ID_LENGTH, UtcDateTime
from portal.core.crypto import Encrypted, HasRecordKey
from portal.extensions import Base

INDEX_LENGTH = 64
WORDS_LENGTH = 250

SIGN_UP = "sign_up"
MANAGE = "manage"
ADDRESS = "address"
MOVED = "moved"


class BulletinRequest(HasRecordKey, Base):
    """Purpose: send the link somebody asked for. Kept: 14 days; 2 days for a preferences link.
    When its owner leaves, it goes with them.

    Every form post makes one, whether the address is known or not: nothing can be told from it.
    """

    __tablename__ = "bulletin_requests"

    id: Mapped[int] = mapped_column(primary_key=True)
    purpose: Mapped[str] = mapped_column(String(10))
    stamp: Mapped[str | None] = mapped_column(String(INDEX_LENGTH), unique=True)
    email = Encrypted()
    email_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    email_index: Mapped[str] = mapped_column(String(INDEX_LENGTH), index=True)
    topics: Mapped[str] = mapped_column(String(WORDS_LENGTH))
    frequency: Mapped[str] = mapped_column(String(10))
    wording: Mapped[str] = mapped_column(String(20))
    subscriber: Mapped[str | None] = mapped_column(String(PUBLIC_ID_LENGTH))
    # Which of its mails were counted against the mailbox's limits: a retry is not counted again.
    counted: Mapped[str] = mapped_column(String(WORDS_LENGTH), default="")
    notice_version: Mapped[int] = mapped_column(server_default="1")
    requested_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reminded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Suppression(Base):
    """Purpose: write no bulletins to who cannot get them, or called them unwanted. Kept: 2 years
    from the last sign that mail does not arrive; 6 years from a complaint; as a keyed hash.

    It outlives an erasure. It goes sooner when the owner signs up again and confirms it.
    """

    __tablename__ = "suppressions"

    email_index: Mapped[str] = mapped_column(String(INDEX_LENGTH), primary_key=True)
    why: Mapped[str] = mapped_column(String(10))
    # The code of the other side, such as 5.1.1; never its words.
    status: Mapped[str] = mapped_column(String(20), default="")
    since: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class Subscriber(HasRecordKey, Base):
    """Purpose: send bulletins. Kept: until the person leaves, which erases the row and its key."""

    __tablename__ = "subscribers"

    id: Mapped[int] = mapped_column(primary_key=True)
    email = Encrypted()
    email_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    name = Encrypted()
    name_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    email_index: Mapped[str] = mapped_column(String(INDEX_LENGTH), unique=True)
    # Asked with the row, since it is asked for each mail of a bulletin.
    is_suppressed: Mapped[bool] = column_property(
        exists().where(Suppression.email_index == email_index).correlate_except(Suppression)
    )
    frequency: Mapped[str] = mapped_column(String(10), index=True)
    paused_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    topics: Mapped[list["SubscriberTopic"]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True, lazy="selectin"
    )

    @property
    def topic_slugs(self) -> set[str]:
        """The topics this person chose."""
        return {choice.topic for choice in self.topics}

    def choose(self, slugs: list[str]) -> None:
        """Replace the chosen topics."""
        kept = [choice for choice in self.topics if choice.topic in slugs]
        new = [slug for slug in dict.fromkeys(slugs) if slug not in self.topic_slugs]
        self.topics = kept + [SubscriberTopic(topic=slug) for slug in new]


class SubscriberTopic(Base):
    """Purpose: send only what somebody chose. Kept: with the subscriber."""

    __tablename__ = "subscriber_topics"

    subscriber_id: Mapped[int] = mapped_column(
        ForeignKey("subscribers.id", ondelete="CASCADE"), primary_key=True
    )
    topic: Mapped[str] = mapped_column(String(40), primary_key=True, index=True)


class Consent(Base):
    """Purpose: show that somebody asked (UK GDPR Art. 7(1)). Kept: 6 years after it ended.

    Append-only: a row is written when an address is confirmed, and is closed when the person
    leaves. The address is there as a keyed hash only.
    """

    __tablename__ = "consents"

    id: Mapped[int] = mapped_column(primary_key=True)
    email_index: Mapped[str] = mapped_column(String(INDEX_LENGTH), index=True)
    how: Mapped[str] = mapped_column(String(60))
    wording: Mapped[str] = mapped_column(String(20))
    notice_version: Mapped[int] = mapped_column(server_default="1")
    requested_at: Mapped[datetime] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)


class NotMe(Base):
    """Purpose: leave alone somebody who said "it was not me". Kept: 30 days, as a keyed hash."""

    __tablename__ = "bulletin_not_me"

    email_index: Mapped[str] = mapped_column(String(INDEX_LENGTH), primary_key=True)
    marked_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class BulletinSend(Base):
    """Purpose: know what was sent, and when. Kept: for good; it says nothing about a person.

    The slug is an issue's, or that of a digest, such as "weekly:2026-W47".
    """

    __tablename__ = "bulletin_sends"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(120), unique=True)
    content_hash: Mapped[str] = mapped_column(String(INDEX_LENGTH))
    frozen_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    # When it stopped by itself, and why: too many came back, or were complained about (B59).
    paused_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    paused_why: Mapped[str] = mapped_column(String(10), default="", server_default="")
    audience: Mapped[int] = mapped_column(default=0)
