"""What was told while a consent stood, once it is taken back (RULES R14).

It was right when it was told, and cannot be called back. From then on nothing more is told, and the
page of the case shows it no more: not our answer, and not what we wrote and said in that time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from portal.complaints.models import (
    Complaint,
    ComplaintAnswer,
    ComplaintEntry,
    ComplaintEvent,
    codes,
)
from portal.complaints.service import sharing
from portal.complaints.service.clocks import day_of
from portal.core.clock import now

WITHDRAWN = "withdrawn-consent"
OURS = (codes.REPLY, codes.CALL)
NO_MORE = (
    "This page does not show it any more: the person it is about no longer agrees that we tell you "
    "about them."
)


@dataclass(frozen=True)
class Withdrawn:
    """A consent that was taken back: on which day, and the time in which it stood."""

    on: date
    began: datetime
    ended: datetime

    def hides(self, at: datetime) -> bool:
        """Whether something was told in that time."""
        return self.began <= at <= self.ended


def withdrawn(case: Complaint, happened: Sequence[ComplaintEvent]) -> Withdrawn | None:
    """The consent that who complains may be told, when it is taken back; None while one stands."""
    if case.consent != codes.REFUSED:
        return None
    told = [each for each in sharing.given(case) if each.recipient_sealed is None]
    if not told or told[-1].withdrawn_on is None:
        return None
    on, began = told[-1].withdrawn_on, told[-1].written_at
    ended = [each.at for each in happened if each.event == WITHDRAWN and day_of(each.at) == on]
    return Withdrawn(on, began, ended[-1] if ended else now())


def hides_answer(gone: Withdrawn | None, answer: ComplaintAnswer) -> bool:
    """Whether the page shows an answer no more."""
    if gone is None or answer.sent_at is None or answer.tells_nothing:
        return False
    return gone.hides(answer.sent_at)


def hides_entry(gone: Withdrawn | None, entry: ComplaintEntry) -> bool:
    """Whether the page shows no more what we wrote or said."""
    return gone is not None and entry.kind in OURS and gone.hides(entry.written_at)
