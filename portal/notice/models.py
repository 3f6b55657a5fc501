"""Tables of the notice: what the live checks of its promises last found."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.columns import UtcDateTime
from portal.extensions import Base

PROBLEM_LENGTH = 250


class PromiseCheck(Base):
    """Purpose: show when each promise was last checked. Kept: for good, a row for each check."""

    __tablename__ = "promise_checks"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    checked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    # "" when all was well; otherwise what was wrong, which holds nothing about a person.
    problem: Mapped[str] = mapped_column(String(PROBLEM_LENGTH))
