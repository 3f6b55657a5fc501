"""The case: what was complained about, by whom, and the dates that the law counts."""

from datetime import date, datetime

from sqlalchemy import Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.complaints.models.codes import NEW, NOT_NEEDED, OFFERED
from portal.core.clock import LONDON
from portal.core.columns import PUBLIC_ID_LENGTH, UtcDateTime
from portal.core.crypto import Encrypted, HasRecordKey
from portal.core.references import LENGTH
from portal.extensions import Base

INDEX_LENGTH = 64
CODE_LENGTH = 20


class Complaint(HasRecordKey, Base):
    """Purpose: look into a complaint and answer it. Kept: 10 years from closing (RULES R22)."""

    __tablename__ = "complaints"
    # All that the list of the desk asks, so that it reads past nobody's sealed words.
    __table_args__ = (
        Index(
            "ix_complaints_desk",
            "state",
            "due_on",
            "lead",
            "restricted",
            "urgent",
            "acknowledged_at",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(LENGTH), unique=True)
    # One form, sent again, is one complaint (TRUST A13).
    stamp: Mapped[str | None] = mapped_column(String(INDEX_LENGTH), unique=True)
    # What opens the case, together with the reference: sealed for our mails, and found by a keyed
    # fingerprint of both, so that a wrong pair costs the same one question as an unknown one.
    secret = Encrypted()
    secret_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    pair_index: Mapped[str] = mapped_column(String(INDEX_LENGTH), unique=True)
    email_index: Mapped[str] = mapped_column(String(INDEX_LENGTH), default="", index=True)

    # --- What was asked, step by step ---
    kind: Mapped[str] = mapped_column(String(CODE_LENGTH))
    who: Mapped[str] = mapped_column(String(CODE_LENGTH))
    relation: Mapped[str] = mapped_column(String(CODE_LENGTH), default="")
    other_name = Encrypted()
    other_name_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    happened = Encrypted()
    happened_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    happened_when = Encrypted()
    happened_when_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    late_reason = Encrypted()
    late_reason_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    service = Encrypted()
    service_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    gp = Encrypted()
    gp_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    treatment = Encrypted()
    treatment_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    wanted = Encrypted()
    wanted_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    name = Encrypted()
    name_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    contact: Mapped[str] = mapped_column(String(CODE_LENGTH), default="")
    email = Encrypted()
    email_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    phone = Encrypted()
    phone_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    address = Encrypted()
    address_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    safely = Encrypted()
    safely_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    needs = Encrypted()
    needs_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    birth = Encrypted()
    birth_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    urgent: Mapped[bool] = mapped_column(default=False)

    # --- How it came ---
    channel: Mapped[str] = mapped_column(String(CODE_LENGTH), default="form")
    received_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    # The staff member who keyed it in, and the number that is written on the paper.
    entered_by: Mapped[str] = mapped_column(String(PUBLIC_ID_LENGTH), default="")
    paper: Mapped[str] = mapped_column(String(LENGTH), default="")
    notice_version: Mapped[int]

    # --- Where it stands ---
    state: Mapped[str] = mapped_column(String(CODE_LENGTH), default=NEW)
    lead: Mapped[str] = mapped_column(String(PUBLIC_ID_LENGTH), default="", index=True)
    restricted: Mapped[bool] = mapped_column(default=False)
    consent: Mapped[str] = mapped_column(String(CODE_LENGTH), default=NOT_NEEDED)
    offer: Mapped[str] = mapped_column(String(CODE_LENGTH), default=OFFERED)
    # When a person, not a program, said that we have it (RULES R8, R11).
    acknowledged_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # By when we said that we answer, when that is sooner than the law's day (RULES R12).
    planned_for: Mapped[date | None]
    # A later day than the law's, and when that was agreed (RULES R17).
    extended_to: Mapped[date | None]
    extended_on: Mapped[date | None]
    paused: Mapped[str] = mapped_column(String(CODE_LENGTH), default="")
    paused_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # When we mailed that there is something new, until they look: one mail is enough until then.
    told_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # Which reminder to staff went last, so that each goes once.
    reminded: Mapped[str] = mapped_column(String(40), default="")
    area: Mapped[str] = mapped_column(String(CODE_LENGTH), default="")
    subject: Mapped[str] = mapped_column(String(CODE_LENGTH), default="")
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    outcome: Mapped[str] = mapped_column(String(CODE_LENGTH), default="")
    ending: Mapped[str] = mapped_column(String(CODE_LENGTH), default="")
    # The Ombudsman told us that the case went to them (RULES R19).
    ombudsman_on: Mapped[date | None]
    # What changed because of it, for the yearly report: no name in it.
    learned = Encrypted()
    learned_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    # The next day that a clock runs to, so that the list of 10,000 is quick; none when none runs.
    due_on: Mapped[date | None] = mapped_column(index=True)
    reopened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # Goes up with everything that is done: the second of two is told.
    version: Mapped[int] = mapped_column(default=1)

    @property
    def received_on(self) -> date:
        """The day it came, in England: the day that every clock counts from."""
        return self.received_at.astimezone(LONDON).date()
