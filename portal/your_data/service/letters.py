"""What the worker may write to whom at this moment: limits, and links made when they are needed.

Each question answers with a Letter, or None when the mail is unwanted by now. A mail that is tried
again is counted once: the row remembers that its mail passed the limits.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from portal.core import ratelimit, tokens
from portal.core.clock import today
from portal.core.crypto import CryptoError
from portal.core.forms import capped_mailbox
from portal.core.ratelimit import Limit
from portal.extensions import db
from portal.your_data.models import DataLink, DataRequest
from portal.your_data.service.requests import find_link, find_request

SEE = "your_data.see"
SEE_LIFE = timedelta(hours=1)
# TRUST B8: counted by mailbox, across every worker and restart.
MAILBOX_LIMITS = (Limit(1, timedelta(minutes=10)), Limit(3, timedelta(hours=24)))


@dataclass(frozen=True)
class LinkLetter:
    """One mail with a link, to the mailbox it opens."""

    to: str
    token: str


@dataclass(frozen=True)
class Letter:
    """One mail about a request: to the person or (with an empty ``to``) to our own staff."""

    to: str
    reference: str
    kind: str
    asked_at: datetime
    answer_by: date

    @property
    def is_late(self) -> bool:
        """Whether the day of the answer is over."""
        return self.answer_by < today()


def with_link(public_id: str) -> LinkLetter | None:
    """The link that opens everything held about a mailbox, whether that is much or nothing."""
    wish = find_link(public_id)
    to = read_email(wish)
    if wish is None or not to or not _may(wish, to, "your_data.link"):
        return None
    token = tokens.mint(SEE, wish.public_id, SEE_LIFE)
    db.session.commit()
    return LinkLetter(to, token)


def received(public_id: str) -> Letter | None:
    """Say that a request came in, and by when it is answered."""
    request = find_request(public_id)
    to = read_email(request)
    if request is None or not to or not _may(request, to, "your_data.received"):
        return None
    letter = _letter(request, to)
    db.session.commit()
    return letter


def open_case(public_id: str) -> Letter | None:
    """A request that waits for its answer, to write to the person about."""
    request = find_request(public_id)
    to = read_email(request)
    return _letter(request, to) if request and to and not request.answered_at else None


def for_staff(public_id: str) -> Letter | None:
    """A request that waits for its answer, without anything about the person."""
    request = find_request(public_id)
    return _letter(request, "") if request and not request.answered_at else None


def read_email(row: DataLink | DataRequest | None) -> str:
    """The address of a row; empty when there is no row, or its key is gone."""
    try:
        return (row.email or "") if row else ""
    except CryptoError:
        return ""


def _letter(request: DataRequest, to: str) -> Letter:
    return Letter(to, request.reference, request.kind, request.asked_at, request.answer_by)


def _may(row: DataLink | DataRequest, to: str, bucket: str) -> bool:
    """Whether the mailbox's limits allow this mail; the caller commits the count."""
    if not row.counted and ratelimit.take(bucket, capped_mailbox(to), MAILBOX_LIMITS):
        return False
    row.counted = True
    return True
