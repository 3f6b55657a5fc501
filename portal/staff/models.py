"""Tables of the staff: people, their recovery codes, their sessions, and the audit trail."""

from datetime import datetime

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.columns import PUBLIC_ID_LENGTH, UtcDateTime, new_public_id
from portal.core.crypto import Encrypted, HasRecordKey
from portal.extensions import Base

HASH_LENGTH = 64
ACTION_LENGTH = 40
ABOUT_LENGTH = 40
DETAIL_LENGTH = 120

# What each role may do, in the words of the desk.
ROLES = {
    "moderator": "Moderator: messages and blocks",
    "investigator": "Investigator: complaints, with health details",
    "editor": "Editor: bulletins and pages",
    "admin": "Admin: staff, audit trail and data requests",
}


class StaffPerson(HasRecordKey, Base):
    """Purpose: know who may work at the desk. Kept: 2 years after they were disabled.

    Disabling takes the password and the authenticator's secret away: coming back is a new
    invitation.
    """

    __tablename__ = "staff_people"

    id: Mapped[int] = mapped_column(primary_key=True)
    name = Encrypted()
    name_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    email = Encrypted()
    email_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    email_index: Mapped[str] = mapped_column(String(HASH_LENGTH), unique=True)
    secret = Encrypted()
    secret_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    password_hash: Mapped[str] = mapped_column(String(200), default="")
    # The newest step of the authenticator that was used: no code works twice.
    code_step: Mapped[int] = mapped_column(default=0)
    roles: Mapped[str] = mapped_column(String(60))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    invited_at: Mapped[datetime] = mapped_column(UtcDateTime)
    joined_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    disabled_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)

    @property
    def may_sign_in(self) -> bool:
        """Whether a password and a code open the desk."""
        return bool(self.joined_at and self.password_hash and not self.disabled_at)


class RecoveryCode(Base):
    """Purpose: sign in without the authenticator, once. Kept: until replaced, or access ends."""

    __tablename__ = "staff_recovery_codes"

    id: Mapped[int] = mapped_column(primary_key=True)
    person: Mapped[str] = mapped_column(String(PUBLIC_ID_LENGTH), index=True)
    code_hash: Mapped[str] = mapped_column(String(HASH_LENGTH), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class StaffSession(Base):
    """Purpose: know a browser that signed in. Kept: 30 days from the sign-in.

    Only the SHA-256 of its 256-bit token is here.
    """

    __tablename__ = "staff_sessions"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(
        String(PUBLIC_ID_LENGTH), unique=True, default=new_public_id
    )
    person: Mapped[str] = mapped_column(String(PUBLIC_ID_LENGTH), index=True)
    token_hash: Mapped[str] = mapped_column(String(HASH_LENGTH), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    # When the password was last given: dangerous steps ask for it again.
    fresh_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class AuditEntry(Base):
    """Purpose: show who looked at what, and who did what. Kept: 6 years; then cut from the end.

    Written once and never changed: each entry's hash is made with the one before.
    """

    __tablename__ = "audit_entries"

    # Given by the trail itself, without gaps: 1, 2, 3.
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    # The public id of a member of staff, or "operator", "system", "visitor".
    actor: Mapped[str] = mapped_column(String(PUBLIC_ID_LENGTH), index=True)
    action: Mapped[str] = mapped_column(String(ACTION_LENGTH))
    # The public id or the reference of a record.
    about: Mapped[str] = mapped_column(String(ABOUT_LENGTH), index=True)
    detail: Mapped[str] = mapped_column(String(DETAIL_LENGTH))
    previous: Mapped[str] = mapped_column(String(HASH_LENGTH))
    hash: Mapped[str] = mapped_column(String(HASH_LENGTH))


class AuditMark(Base):
    """Purpose: know where the audit trail ends on both sides. Kept: for good; about nobody.

    "head" is the newest entry; "cut" is the last one that was removed when its time was over.
    """

    __tablename__ = "audit_marks"

    name: Mapped[str] = mapped_column(String(10), primary_key=True)
    number: Mapped[int]
    hash: Mapped[str] = mapped_column(String(HASH_LENGTH))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    seal: Mapped[str] = mapped_column(String(HASH_LENGTH))
