"""What the worker may write to whom at this moment: limits, and links made when they are needed.

Each question answers with a Letter, or None when the mail is unwanted by now. A mail that is tried
again is counted once: the request remembers which of its mails passed the limits.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from portal.core import ratelimit, tokens
from portal.core.clock import today
from portal.core.crypto import CryptoError
from portal.core.forms import capped_mailbox
from portal.core.ratelimit import Limit
from portal.extensions import db
from portal.your_data.models import LINK, DataRequest
from portal.your_data.service.requests import find_request

SEE = "your_data.see"
SEE_LIFE = timedelta(hours=1)
# TRUST B8: counted by mailbox, across every worker and restart.
MAILBOX_LIMITS = (Limit(1, timedelta(minutes=10)), Limit(3, timedelta(hours=24)))


@dataclass(frozen=True)
class Letter:
    """One mail to write, to the person or (with an empty ``to``) to our own staff."""

    to: str
    reference: str
    kind: str
    asked_at: datetime
    answer_by: date | None
    token: str = ""

    @property
    def is_late(self) -> bool:
        """Whether the day of the answer is over."""
        return self.answer_by is not None and self.answer_by < today()


def with_link(public_id: str) -> Letter | None:
    """The link that opens everything held about a mailbox, whether that is much or nothing."""
    request = _open_request(public_id)
    if request is None or not _may(request, "your_data.link"):
        return None
    letter = _letter(request, token=tokens.mint(SEE, request.public_id, SEE_LIFE))
    db.session.commit()
    return letter


def received(public_id: str) -> Letter | None:
    """Say that a request came in, and by when it is answered."""
    request = _open_request(public_id)
    if request is None or not _may(request, "your_data.received"):
        return None
    letter = _letter(request)
    db.session.commit()
    return letter


def open_case(public_id: str) -> Letter | None:
    """A request that waits for its answer, to write to the person about."""
    request = _open_request(public_id)
    return _letter(request) if request and _is_waiting(request) else None


def for_staff(public_id: str) -> Letter | None:
    """A request that waits for its answer, without anything about the person."""
    request = find_request(public_id)
    return _letter(request, to="") if request and _is_waiting(request) else None


def _is_waiting(request: DataRequest) -> bool:
    return request.kind != LINK and request.answered_at is None


def _open_request(public_id: str) -> DataRequest | None:
    request = find_request(public_id)
    try:
        return request if request and request.email else None
    except CryptoError:
        return None  # erased: its key is gone


def _letter(request: DataRequest, *, to: str | None = None, token: str = "") -> Letter:
    return Letter(
        to=(request.email or "") if to is None else to,
        reference=request.reference or "",
        kind=request.kind,
        asked_at=request.asked_at,
        answer_by=request.answer_by,
        token=token,
    )


def _may(request: DataRequest, bucket: str) -> bool:
    """Whether the limits allow this mail. Refused or counted, it is so once for each request."""
    counted = request.counted.split()
    if bucket in counted:
        return True
    if ratelimit.take(bucket, capped_mailbox(request.email or ""), MAILBOX_LIMITS):
        return False
    request.counted = " ".join([*counted, bucket])
    return True
