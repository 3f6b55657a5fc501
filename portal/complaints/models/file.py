"""What stands in the file of a case. Each row goes when its case goes."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.complaints.models.case import CODE_LENGTH
from portal.core.columns import PUBLIC_ID_LENGTH, UtcDateTime
from portal.core.crypto import Encrypted, HasRecordKey
from portal.extensions import Base

DETAIL_LENGTH = 40


def _case() -> Mapped[int]:
    return mapped_column(ForeignKey("complaints.id", ondelete="CASCADE"), index=True)


class ComplaintEntry(HasRecordKey, Base):
    """Purpose: messages both ways, notes, and what was said on the phone. Kept: with the case."""

    __tablename__ = "complaint_entries"
    __table_args__ = (Index("ix_complaint_entries_unread", "kind", "read_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    complaint_id: Mapped[int] = _case()
    kind: Mapped[str] = mapped_column(String(CODE_LENGTH))
    text = Encrypted()
    text_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    # One form, sent again, is one message.
    stamp: Mapped[str | None] = mapped_column(String(64), unique=True)
    # The staff member; empty for the person who complained.
    author: Mapped[str] = mapped_column(String(PUBLIC_ID_LENGTH), default="")
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)
    # When the other side opened the case with it.
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ComplaintOther(HasRecordKey, Base):
    """Purpose: what we know of other people in a case, kept apart. Kept: with the case.

    It is theirs, so no copy for the person who complained shows it (UK GDPR Article 15(4)).
    """

    __tablename__ = "complaint_others"

    id: Mapped[int] = mapped_column(primary_key=True)
    complaint_id: Mapped[int] = _case()
    text = Encrypted()
    text_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    author: Mapped[str] = mapped_column(String(PUBLIC_ID_LENGTH), default="")
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ComplaintTask(HasRecordKey, Base):
    """Purpose: what is to be done, by whom and by when. Kept: with the case."""

    __tablename__ = "complaint_tasks"

    id: Mapped[int] = mapped_column(primary_key=True)
    complaint_id: Mapped[int] = _case()
    text = Encrypted()
    text_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    owner: Mapped[str] = mapped_column(String(PUBLIC_ID_LENGTH), default="")
    due_on: Mapped[date | None]
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ComplaintConsent(HasRecordKey, Base):
    """Purpose: that somebody agreed, to what, and how we know (RULES R14, R18). Kept: as the case.

    `recipient` is the organisation that something may be passed to; empty when it is about who
    speaks for whom.
    """

    __tablename__ = "complaint_consents"

    id: Mapped[int] = mapped_column(primary_key=True)
    complaint_id: Mapped[int] = _case()
    recipient = Encrypted()
    recipient_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    how = Encrypted()
    how_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    given_on: Mapped[date]
    withdrawn_on: Mapped[date | None]
    author: Mapped[str] = mapped_column(String(PUBLIC_ID_LENGTH), default="")
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ComplaintAnswer(HasRecordKey, Base):
    """Purpose: the written answer, part by part (RULES R16). Kept: with the case.

    After a case was opened again there is a second one; what was sent is never changed.
    """

    __tablename__ = "complaint_answers"
    __table_args__ = (UniqueConstraint("complaint_id", "number", name="uq_complaint_answers"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    complaint_id: Mapped[int] = _case()
    number: Mapped[int]
    considered = Encrypted()
    considered_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    found = Encrypted()
    found_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    conclusion = Encrypted()
    conclusion_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    action = Encrypted()
    action_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    apology = Encrypted()
    apology_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    # Why it took longer than it may: part of the letter when it is late (RULES R17).
    delay = Encrypted()
    delay_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    outcome: Mapped[str] = mapped_column(String(CODE_LENGTH), default="")
    # That it tells nothing about the person it is about, who did not agree (RULES R14).
    tells_nothing: Mapped[bool] = mapped_column(default=False)
    # Who signs it: the responsible person and what they are.
    signed_by = Encrypted()
    signed_by_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    signed_as = Encrypted()
    signed_as_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    # When that person approved these words, and how we know: whoever writes it is somebody else.
    approved_on: Mapped[date | None]
    approved_how = Encrypted()
    approved_how_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    drafted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    signed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    posted: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)


class ComplaintEvent(Base):
    """Purpose: what was done and when, for the person and the file. Kept: with the case."""

    __tablename__ = "complaint_events"

    id: Mapped[int] = mapped_column(primary_key=True)
    complaint_id: Mapped[int] = _case()
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    # A closed word, and a closed word or an ISO date more: never anybody's words.
    event: Mapped[str] = mapped_column(String(CODE_LENGTH))
    detail: Mapped[str] = mapped_column(String(DETAIL_LENGTH), default="")
    by: Mapped[str] = mapped_column(String(PUBLIC_ID_LENGTH), default="")


class ComplaintAccess(Base):
    """Purpose: who may see a restricted case, and who must not see one. Kept: with the case."""

    __tablename__ = "complaint_access"
    __table_args__ = (UniqueConstraint("complaint_id", "person", name="uq_complaint_access"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    complaint_id: Mapped[int] = _case()
    person: Mapped[str] = mapped_column(String(PUBLIC_ID_LENGTH), index=True)
    # "named" or "conflict".
    kind: Mapped[str] = mapped_column(String(CODE_LENGTH))
    since: Mapped[datetime] = mapped_column(UtcDateTime)


class ComplaintTotal(Base):
    """Purpose: the yearly counts (RULES R19, R20), of cases that are gone. Kept: for good.

    `year` is the one that ends on 31 March; `measure`, `area`, `subject` and `outcome` are closed
    words; `cases` is how many. It is about nobody.
    """

    __tablename__ = "complaint_totals"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    measure: Mapped[str] = mapped_column(String(CODE_LENGTH), primary_key=True)
    kind: Mapped[str] = mapped_column(String(CODE_LENGTH), primary_key=True)
    area: Mapped[str] = mapped_column(String(CODE_LENGTH), primary_key=True)
    subject: Mapped[str] = mapped_column(String(CODE_LENGTH), primary_key=True)
    outcome: Mapped[str] = mapped_column(String(CODE_LENGTH), primary_key=True)
    cases: Mapped[int]
