"""Tables of your data: who asked for a link, and who asked a person, for what, and until when."""

from datetime import date, datetime

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.columns import UtcDateTime
from portal.core.crypto import Encrypted, HasRecordKey
from portal.core.references import LENGTH
from portal.extensions import Base

INDEX_LENGTH = 64

# What a person asks for: in the words of the form, and as we say it back.
KINDS = {
    "see": "See it",
    "correct": "Correct it",
    "delete": "Delete it",
    "limit": "Limit how you use it",
    "object": "Stop you using it",
    "copy": "Have a copy to take elsewhere",
    "other": "Something else",
}
ASKED = {
    "see": "to see it",
    "correct": "to correct it",
    "delete": "to delete it",
    "limit": "to limit how we use it",
    "object": "to stop using it",
    "copy": "to get a copy to take elsewhere",
    "other": "something else about it",
}
WAYS = {
    "email": "By email",
    "post": "On paper, by post",
    "phone": "By phone",
    "other": "Another way, such as large print",
}
OUTCOMES = {
    "done": "Done as asked",
    "part": "Done in part",
    "refused": "Refused, with the reasons",
    "nothing": "Nothing was held",
    "unproved": "It could not be shown who asked",
    "withdrawn": "Taken back by the person",
}


class DataLink(HasRecordKey, Base):
    """Purpose: send the link to what is held about somebody. Kept: 2 days.

    Every form post makes one, whether the address is known or not: nothing can be told from it.
    """

    __tablename__ = "data_links"

    id: Mapped[int] = mapped_column(primary_key=True)
    stamp: Mapped[str | None] = mapped_column(String(INDEX_LENGTH), unique=True)
    email = Encrypted()
    email_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    email_index: Mapped[str] = mapped_column(String(INDEX_LENGTH), index=True)
    # Whether its mail was counted against the mailbox's limits: a retry is not counted again.
    counted: Mapped[bool] = mapped_column(default=False)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    notice_version: Mapped[int]


class DataRequest(HasRecordKey, Base):
    """Purpose: answer people who use their rights, in time. Kept: 3 years after the answer."""

    __tablename__ = "data_requests"

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(LENGTH), unique=True)
    kind: Mapped[str] = mapped_column(String(10))
    stamp: Mapped[str | None] = mapped_column(String(INDEX_LENGTH), unique=True)
    email = Encrypted()
    email_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    name = Encrypted()
    name_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    message = Encrypted()
    message_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    email_index: Mapped[str] = mapped_column(String(INDEX_LENGTH), index=True)
    way: Mapped[str] = mapped_column(String(10))
    counted: Mapped[bool] = mapped_column(default=False)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_on: Mapped[date] = mapped_column(index=True)
    extended_to: Mapped[date | None]
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    outcome: Mapped[str] = mapped_column(String(10), default="")
    notice_version: Mapped[int]

    @property
    def answer_by(self) -> date:
        """The last day for the answer; later when it was extended in time."""
        return self.extended_to or self.due_on
