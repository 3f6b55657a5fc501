"""Tables of the notice: what the live checks of its promises last found."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.columns import UtcDateTime
from portal.extensions import Base

FOUND_LENGTH = 700


class PromiseCheck(Base):
    """Purpose: show when each promise was last checked. Kept: for good, a row for each check."""

    __tablename__ = "promise_checks"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    checked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    # Two lines that hold nothing about a person: what was looked at and how much of it is wrong,
    # for everybody; and the problem, for whoever mends it: empty when all was well.
    found: Mapped[str] = mapped_column("problem", String(FOUND_LENGTH))
