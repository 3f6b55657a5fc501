"""The outbox: what is to be sent, to whom it is known by its public id, and what became of it."""

from datetime import datetime

from sqlalchemy import Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.columns import PUBLIC_ID_LENGTH, UtcDateTime
from portal.extensions import Base

NOW, BULK = "now", "bulk"
INCOMING = "incoming"

DUE = "due"
CLAIMED = "claimed"
DEFERRED = "deferred"
ACCEPTED = "accepted"
REFUSED = "refused"
UNCERTAIN = "uncertain"
SKIPPED = "skipped"
PARKED = "parked"
STOPPED = "stopped"
# After it was accepted: no such mailbox, or not this time; or its reader called it unwanted.
RETURNED = "returned"
COMPLAINED = "complained"

WAITING = (DUE, DEFERRED)
FINISHED = (ACCEPTED, REFUSED, SKIPPED, RETURNED, COMPLAINED)
# What a relay took.
TAKEN = (ACCEPTED, RETURNED, COMPLAINED)
OPEN = (DUE, CLAIMED, DEFERRED, UNCERTAIN, PARKED)


class OutboxRow(Base):
    """Purpose: send a mail once. Kept: 30 days after it ended, then as a total only.

    It holds no address, text or token: erasing a person silences the mail that waits for them.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        Index(
            "uq_outbox_batch",
            "kind",
            "subject",
            "batch",
            unique=True,
            sqlite_where=text("batch != ''"),
            postgresql_where=text("batch != ''"),
        ),
        Index("ix_outbox_waiting", "state", "lane", "due_at"),
        Index("ix_outbox_kind_batch", "kind", "batch", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(String(PUBLIC_ID_LENGTH), index=True)
    batch: Mapped[str] = mapped_column(String(120), default="")
    lane: Mapped[str] = mapped_column(String(8), default=NOW)
    state: Mapped[str] = mapped_column(String(12), default=DUE)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    claimed_by: Mapped[str] = mapped_column(String(32), default="")
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(default=0)
    # The server's code and our own word for it; never its text, which may hold an address.
    reply: Mapped[str] = mapped_column(String(20), default="")
    reason: Mapped[str] = mapped_column(String(40), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)


class OutboxTotal(Base):
    """Purpose: know how many were sent when the rows are gone. Kept: for good; nobody is in it.

    Of the kind `INCOMING` it counts what came in, by month and by what it was.
    """

    __tablename__ = "outbox_totals"

    kind: Mapped[str] = mapped_column(String(60), primary_key=True)
    batch: Mapped[str] = mapped_column(String(120), primary_key=True)
    state: Mapped[str] = mapped_column(String(12), primary_key=True)
    count: Mapped[int] = mapped_column(default=0)
