"""Tables of the visits."""

from datetime import date

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from portal.extensions import Base

PAGE_LENGTH = 200


class PageVisits(Base):
    """Purpose: which pages are read. Kept: 2 years. A count is about nobody."""

    __tablename__ = "page_visits"

    page: Mapped[str] = mapped_column(String(PAGE_LENGTH), primary_key=True)
    # The day in England.
    day: Mapped[date] = mapped_column(primary_key=True)
    views: Mapped[int]
