"""What the worker may write to whom at this moment: limits, and links made when they are needed.

Each question answers with a Letter, or None when the mail is unwanted by now. A mail that is tried
again is counted once: the request remembers which of its mails passed the limits.
"""

from dataclasses import dataclass, field
from datetime import timedelta

from portal.bulletins.models import BulletinRequest, Subscriber
from portal.bulletins.service.confirming import CONFIRM, NOT_ME, is_left_alone
from portal.bulletins.service.requests import find_request
from portal.bulletins.service.subscriptions import PREFERENCES, find_by_index, find_subscriber
from portal.bulletins.service.suppressing import is_suppressed
from portal.bulletins.service.topics import titles
from portal.core import ratelimit, tokens
from portal.core.clock import now
from portal.core.crypto import CryptoError
from portal.core.forms import capped_mailbox
from portal.core.ratelimit import Limit
from portal.extensions import db

REMINDER = "reminder"
FIRST_CONFIRM = "confirm:first"
CONFIRM_LIFE = timedelta(days=7)
PREFERENCES_LIFE = timedelta(hours=1)
# B11: counted by mailbox, across every form, worker and restart.
CONFIRM_LIMITS = (
    Limit(1, timedelta(minutes=10)),
    Limit(3, timedelta(hours=24)),
    Limit(5, timedelta(days=30)),
)
ALREADY_LIMITS = (Limit(1, timedelta(hours=24)),)
MANAGE_LIMITS = (Limit(1, timedelta(minutes=10)), Limit(5, timedelta(hours=24)))


@dataclass(frozen=True)
class Letter:
    """One mail to write: to whom, which, and with which links (tokens by name)."""

    kind: str
    to: str
    tokens: dict[str, str] = field(default_factory=dict)
    topics: list[str] = field(default_factory=list)
    frequency: str = ""


def for_sign_up(public_id: str, batch: str) -> Letter | None:
    """Ask the owner of an address to confirm; or tell them they are subscribed already."""
    request = _open_request(public_id)
    if request is None or request.confirmed_at:
        return None
    if is_left_alone(request.email_index):
        return None
    if find_by_index(request.email_index) is not None and not is_suppressed(request.email_index):
        return _already(request, batch)
    if batch == REMINDER and FIRST_CONFIRM not in request.counted.split():
        return None  # the limits held the mail it would remind of
    if not _may(request, "bulletins.confirm", batch, CONFIRM_LIMITS):
        return None
    return _confirm_letter(request, "reminder" if batch == REMINDER else "confirm")


def for_new_address(public_id: str, batch: str) -> Letter | None:
    """Ask the owner of a subscriber's new address to confirm it."""
    request = _open_request(public_id)
    if request is None or request.confirmed_at or is_left_alone(request.email_index):
        return None
    if find_by_index(request.email_index) is not None:
        return _already(request, batch)
    if not _may(request, "bulletins.confirm", batch, CONFIRM_LIMITS):
        return None
    return _confirm_letter(request, "address-new")


def for_old_address(public_id: str) -> Letter | None:
    """Tell a subscriber's address that another one was asked to take its place."""
    request = _open_request(public_id)
    if request is None or not request.email:
        return None
    return Letter("address-old", request.email)


def for_preferences(public_id: str, batch: str) -> Letter | None:
    """Send a link to somebody's choices; nothing when the address is not subscribed."""
    request = _open_request(public_id)
    subscriber = find_by_index(request.email_index) if request else None
    if request is None or subscriber is None:
        return None
    if not _may(request, "bulletins.manage", batch, MANAGE_LIMITS):
        return None
    token = tokens.mint(PREFERENCES, subscriber.public_id, PREFERENCES_LIFE)
    letter = Letter("preferences", subscriber.email or "", {"preferences": token})
    db.session.commit()
    return letter


def reader(public_id: str, frequency: str, slugs: set[str]) -> Subscriber | None:
    """Who an issue goes to, if they still want it: asked when it is sent, not before (B24)."""
    subscriber = find_subscriber(public_id)
    if subscriber is None or subscriber.frequency != frequency:
        return None
    if subscriber.paused_until and subscriber.paused_until > now():
        return None
    return subscriber if subscriber.topic_slugs & slugs else None


def _open_request(public_id: str) -> BulletinRequest | None:
    request = find_request(public_id)
    if request is None or request.email_sealed is None:
        return None
    try:
        return request if request.email else None
    except CryptoError:
        return None  # erased: its key is gone


def _confirm_letter(request: BulletinRequest, kind: str) -> Letter:
    made = {
        "confirm": tokens.mint(CONFIRM, request.public_id, CONFIRM_LIFE),
        "not_me": tokens.mint(NOT_ME, request.public_id, CONFIRM_LIFE),
    }
    letter = Letter(
        kind, request.email or "", made, titles(request.topics.split()), request.frequency
    )
    db.session.commit()
    return letter


def _already(request: BulletinRequest, batch: str) -> Letter | None:
    if batch == REMINDER or not _may(request, "bulletins.already", batch, ALREADY_LIMITS):
        return None
    letter = Letter("already", request.email or "")
    db.session.commit()
    return letter


def _may(request: BulletinRequest, bucket: str, batch: str, limits: tuple[Limit, ...]) -> bool:
    mark = f"{bucket.rpartition('.')[2]}:{batch or 'first'}"
    counted = request.counted.split()
    if mark in counted:
        return True
    if ratelimit.take(bucket, capped_mailbox(request.email or ""), limits):
        return False
    request.counted = " ".join([*counted, mark])[-250:]
    return True
