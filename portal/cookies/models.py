"""Tables of the cookie choice."""

from datetime import date

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from portal.extensions import Base


class ConsentCounts(Base):
    """Purpose: show how the question was answered. Kept: 2 years. A count is about nobody."""

    __tablename__ = "consent_counts"

    # The day in England.
    day: Mapped[date] = mapped_column(primary_key=True)
    choice: Mapped[str] = mapped_column(String(10), primary_key=True)
    # What was asked: a number of [[revisions]] in cookies.toml.
    revision: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    # Where it was answered: banner, page, video, settings.
    route: Mapped[str] = mapped_column(String(10), primary_key=True)
    count: Mapped[int]
