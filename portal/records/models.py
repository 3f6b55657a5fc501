"""Tables of the records engine: what was removed, held, shared, and what lies on paper.

None of them holds a name, an address or a word that anybody wrote.
"""

from datetime import date, datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.columns import PUBLIC_ID_LENGTH, UtcDateTime
from portal.extensions import Base

WORDS_LENGTH = 200


class RetentionRun(Base):
    """Purpose: show what each retention run found and removed. Kept: 2 years; counts only.

    One row for the run itself (rule ""), and one for each rule that had something due.
    """

    __tablename__ = "retention_runs"

    id: Mapped[int] = mapped_column(primary_key=True)
    ran_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    rule: Mapped[str] = mapped_column(String(60))
    due: Mapped[int] = mapped_column(default=0)
    removed: Mapped[int] = mapped_column(default=0)
    held: Mapped[int] = mapped_column(default=0)


class ErasureMark(Base):
    """Purpose: know how far erasures were replayed here. Kept: for good; a number, about nobody.

    It travels with a backup of the records, so a restored one knows what it has missed.
    """

    __tablename__ = "erasure_marks"

    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    last_id: Mapped[int] = mapped_column(default=0)


class LegalHold(Base):
    """Purpose: keep a record a court needs. Kept: 2 years after it was released."""

    __tablename__ = "legal_holds"

    id: Mapped[int] = mapped_column(primary_key=True)
    record: Mapped[str] = mapped_column(String(PUBLIC_ID_LENGTH), index=True)
    ground: Mapped[str] = mapped_column(String(20))
    owner: Mapped[str] = mapped_column(String(60))
    placed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    review_on: Mapped[date]
    released_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)


class Disclosure(Base):
    """Purpose: show what we decided to share with whom, and which law allows it.

    Kept: 10 years, and as long as its record.
    """

    __tablename__ = "disclosures"

    id: Mapped[int] = mapped_column(primary_key=True)
    record: Mapped[str] = mapped_column(String(PUBLIC_ID_LENGTH), index=True, default="")
    shared_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    recipient: Mapped[str] = mapped_column(String(WORDS_LENGTH))
    what: Mapped[str] = mapped_column(String(WORDS_LENGTH))
    ground: Mapped[str] = mapped_column(String(30))
    law: Mapped[str] = mapped_column(String(WORDS_LENGTH), default="")
    decided_by: Mapped[str] = mapped_column(String(60))


class PaperRecord(Base):
    """Purpose: know which paper to shred, when, and where it is. Kept: 2 years after shredding."""

    __tablename__ = "paper_records"

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(20), unique=True)
    rule: Mapped[str] = mapped_column(String(60))
    place: Mapped[str] = mapped_column(String(WORDS_LENGTH))
    counts_from: Mapped[datetime] = mapped_column(UtcDateTime)
    email_index: Mapped[str] = mapped_column(String(64), index=True, default="")
    destroyed_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
