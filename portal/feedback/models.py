"""Tables of the feedback feature."""

from datetime import date

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from portal.extensions import Base


class PageVotes(Base):
    """Purpose: which pages to improve. Kept: for good, since a count is about no one."""

    __tablename__ = "page_votes"

    page: Mapped[str] = mapped_column(String(80), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    useful: Mapped[bool] = mapped_column(primary_key=True)
    votes: Mapped[int]
