"""The table of pages by staff: what editors wrote, and which of it is shown."""

from datetime import datetime

from sqlalchemy import String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.columns import PUBLIC_ID_LENGTH, UtcDateTime
from portal.extensions import Base

SLUG_LENGTH = 40
HASH_LENGTH = 64
DRAFT, WAITING, RETURNED = "draft", "waiting", "returned"
LIVE, PAST, REPLACED = "live", "past", "replaced"
# What an editor can still change or a second person decide about: the newest of a page, at most.
OPEN = (DRAFT, WAITING, RETURNED)
STATES = {
    DRAFT: "Draft",
    WAITING: "Waits for a second person",
    RETURNED: "Sent back",
    LIVE: "Published",
    PAST: "Was published",
    REPLACED: "Not published",
}


class PageVersion(Base):
    """Purpose: pages that editors change. Kept: 6 years after it was shown, or 90 days if never.

    A text is never changed: each time it is saved it is a new version with the next number.
    `takes_away` is the wish to show the file again, or nothing where there is none.
    """

    __tablename__ = "page_versions"
    __table_args__ = (UniqueConstraint("slug", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(SLUG_LENGTH))
    number: Mapped[int]
    takes_away: Mapped[bool] = mapped_column(default=False)
    # A whole page as a file is written. Public, or meant to be.
    text: Mapped[str] = mapped_column(Text)
    # What the file was like when this was written; empty when there was none.
    file_hash: Mapped[str] = mapped_column(String(HASH_LENGTH), default="")
    state: Mapped[str] = mapped_column(String(10), default=DRAFT, index=True)
    # The public id of the editor who saved it, and of all who wrote since the last publication.
    author: Mapped[str] = mapped_column(String(PUBLIC_ID_LENGTH), index=True)
    writers: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    handed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # The second person, who published it or sent it back, and why.
    decided_by: Mapped[str] = mapped_column(String(PUBLIC_ID_LENGTH), default="")
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(Text, default="")
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # Counts up over all pages: by the highest, each process sees that something was published.
    publication: Mapped[int | None] = mapped_column(unique=True)
