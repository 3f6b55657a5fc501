"""Tables of feedback: votes on pages, messages with counts of them and origins, and appeals."""

from datetime import date, datetime, timedelta

from sqlalchemy import Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.clock import LONDON
from portal.core.columns import PUBLIC_ID_LENGTH, UtcDateTime
from portal.core.crypto import Encrypted, HasRecordKey
from portal.core.references import LENGTH
from portal.extensions import Base

INDEX_LENGTH = 64
PAGE_LENGTH = 80

# What becomes of a message, in the words of the desk and of its author.
WAITING, ANSWERED, PUBLISHED, HIDDEN, CLOSED = (
    "waiting",
    "answered",
    "published",
    "hidden",
    "closed",
)
STATES = {
    WAITING: "Waits for a person",
    ANSWERED: "Answered",
    PUBLISHED: "Published, with our answer",
    HIDDEN: "Not shown on this website",
    CLOSED: "Closed",
}
# By when somebody who asked for an answer gets it.
ANSWER_WITHIN = timedelta(days=14)
FLAGGED, ORDINARY, URGENT = 0, 1, 2
# Signs of a program or of a mistake. They put a message lower in the queue and do nothing else.
FLAGS = {
    "links": "Several links",
    "repeated": "The same words came before",
    "quick": "Sent within seconds of opening the page",
    "bare": "Sent without our page",
    "trap": "The field that people leave empty was filled in",
    "details": "A number that should not be sent",
}
TOPICS = {
    "website": "This website",
    "access": "Access: reading, seeing, language",
    "information": "What a page says",
    "service": "A health or care service",
    "people": "Our staff",
    "thanks": "Thanks",
    "idea": "An idea",
    "other": "Something else",
}
ROLES = {
    "moderator": "Feedback team",
    "investigator": "Complaints team",
    "editor": "Editors",
    "admin": "Administrators",
}
REFUSED, TAKEN_DOWN, REDACTED = "refused", "hidden", "redacted"
DECISIONS = {
    REFUSED: "We do not publish it",
    TAKEN_DOWN: "We took it off this website",
    REDACTED: "We published it with some words taken out",
}
# Why something is not shown as it was written, and the rule it goes by.
CATEGORIES = {
    "personal": "It says who somebody is, or tells something private about them",
    "offensive": "It is offensive, or attacks somebody",
    "unlawful": "Publishing it could be against the law",
    "health": "It could be taken for medical advice, or do harm",
    "advert": "It advertises something",
    "off-topic": "It is not about this portal or local services",
    "complaint": "It is a complaint, which is answered in private",
    "repeated": "The same was sent more than once",
}
APPEAL_WAITING, APPEAL_UPHELD, APPEAL_KEPT = "waiting", "changed", "kept"
APPEAL_STATES = {
    APPEAL_WAITING: "Waits for a second person",
    APPEAL_UPHELD: "We changed the decision",
    APPEAL_KEPT: "The decision stands",
}


class PageVotes(Base):
    """Purpose: which pages to improve. Kept: for good, since a count is about no one."""

    __tablename__ = "page_votes"

    page: Mapped[str] = mapped_column(String(PAGE_LENGTH), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    useful: Mapped[bool] = mapped_column(primary_key=True)
    votes: Mapped[int]


class FeedbackCount(Base):
    """Purpose: see how much comes, and how fast it is answered. Kept: 2 years; about nobody.

    ``since`` is a Monday with a topic for what was "received", the first of a month with the
    number of days for what was "answered". It stays when the message is erased.
    """

    __tablename__ = "feedback_counts"

    since: Mapped[date] = mapped_column(primary_key=True)
    what: Mapped[str] = mapped_column(String(10), primary_key=True)
    detail: Mapped[str] = mapped_column(String(20), primary_key=True)
    count: Mapped[int]


class Feedback(HasRecordKey, Base):
    """Purpose: read, answer and learn from what people tell us. Kept: 2 years from last contact."""

    __tablename__ = "feedback"
    __table_args__ = (Index("ix_feedback_queue", "state", "priority", "received_at", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(LENGTH), unique=True)
    stamp: Mapped[str | None] = mapped_column(String(INDEX_LENGTH), unique=True)
    state: Mapped[str] = mapped_column(String(10), default=WAITING)
    message = Encrypted()
    message_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    name = Encrypted()
    name_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    email = Encrypted()
    email_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    # Empty when no address was given.
    email_index: Mapped[str] = mapped_column(String(INDEX_LENGTH), default="", index=True)
    wants_reply: Mapped[bool]
    may_publish: Mapped[bool]
    page: Mapped[str] = mapped_column(String(PAGE_LENGTH), default="")
    urgent: Mapped[bool] = mapped_column(default=False)
    flags: Mapped[str] = mapped_column(String(80), default="")
    # Where it stands in the queue: one number, so that an index has the order.
    priority: Mapped[int] = mapped_column(default=ORDINARY)
    # A keyed fingerprint of the words, to notice the same text again; empty for short ones.
    words_index: Mapped[str] = mapped_column(String(INDEX_LENGTH), default="", index=True)
    topic: Mapped[str] = mapped_column(String(20), default="")
    forwarded_to: Mapped[str] = mapped_column(String(20), default="")
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    first_answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_contact_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    answer = Encrypted()
    answer_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    # The text as published, when words were taken out; the original stays beside it.
    redacted = Encrypted()
    redacted_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    decision: Mapped[str] = mapped_column(String(10), default="")
    # Counts the decisions on a message: each can be appealed against once.
    decision_number: Mapped[int] = mapped_column(default=0)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    category: Mapped[str] = mapped_column(String(20), default="")
    reason = Encrypted()
    reason_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    # Whether its first mail was counted against the mailbox's limits.
    counted: Mapped[bool] = mapped_column(default=False)
    # Goes up with everything that staff do: the second of two is told (portal.feedback.service).
    version: Mapped[int] = mapped_column(default=1)
    notice_version: Mapped[int]

    @property
    def answer_by(self) -> date | None:
        """The last day for the answer; None when none is wanted, or it was given."""
        if not self.wants_reply or self.first_answered_at:
            return None
        return (self.received_at.astimezone(LONDON) + ANSWER_WITHIN).date()

    @property
    def read_by(self) -> date | None:
        """The day on which somebody reads it, its own, when it is urgent and waits; or None."""
        urgent = self.urgent and self.state == WAITING
        return self.received_at.astimezone(LONDON).date() if urgent else None


class FeedbackOrigin(Base):
    """Purpose: stop abuse from one part of a network. Kept: 30 days, as a keyed fingerprint."""

    __tablename__ = "feedback_origins"

    id: Mapped[int] = mapped_column(primary_key=True)
    message: Mapped[str] = mapped_column(String(PUBLIC_ID_LENGTH), unique=True)
    network_index: Mapped[str] = mapped_column(String(INDEX_LENGTH), index=True)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class Appeal(HasRecordKey, Base):
    """Purpose: look again at a decision or a block. Kept: 2 years from last contact about it."""

    __tablename__ = "appeals"
    __table_args__ = (UniqueConstraint("subject", "number", name="uq_appeals_subject"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    # The public id of the message or the block, and which decision on it.
    subject: Mapped[str] = mapped_column(String(PUBLIC_ID_LENGTH))
    number: Mapped[int]
    state: Mapped[str] = mapped_column(String(10), default=APPEAL_WAITING)
    words = Encrypted()
    words_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    outcome = Encrypted()
    outcome_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_on: Mapped[date] = mapped_column(index=True)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_contact_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    version: Mapped[int] = mapped_column(default=1)
    notice_version: Mapped[int]
