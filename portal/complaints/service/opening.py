"""Opening a case with its reference and its code: the same work for every wrong pair (TRUST B9).

A limit counts by network, and by reference within one network: there it counts what was wrong
alone, so that nobody is shut out who opens their own case often. Strangers who try a reference wear
out their own, and the right pair goes on opening from anywhere else. What is no reference at all is
never two people's: it counts for the network alone, by the same work.
"""

import secrets
from datetime import timedelta

from sqlalchemy import select, update

import portal.staff as staff
from portal.complaints.models import Complaint, ComplaintEntry
from portal.complaints.models.codes import CALL, REPLY
from portal.complaints.service import filing, pairs, viewing
from portal.complaints.service.viewing import CaseView
from portal.core import ratelimit
from portal.core.clock import now
from portal.core.ratelimit import Limit
from portal.core.references import is_reference, unspaced
from portal.extensions import db
from portal.outbox import post
from portal.staff.service.audit import VISITOR

OPENED, REFUSED = "complaint.opened", "complaint.refused"
NETWORK_LIMITS = (Limit(60, timedelta(hours=1)), Limit(300, timedelta(days=1)))
REFERENCE_LIMITS = (Limit(10, timedelta(minutes=15)),)
CODE_MAIL = "complaints.code"


class TooManyError(Exception):
    """It was tried too often. `wait` says for how long."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__("too many tries")
        self.wait = wait


def open_case(reference: str, secret: str, address: str | None = None) -> Complaint | None:
    """The case of a reference and its code, asked for from a network address; None for none.

    An unknown reference, a wrong code and no code at all cost one and the same question. The
    trail notes that it was opened or refused, and nothing of what was typed. Raises TooManyError.
    """
    index = pairs.pair_index(reference, secret)
    one = unspaced(reference) if is_reference(reference) else secrets.token_hex()
    tried = f"{ratelimit.network(address)} {one}"
    _refuse(
        ratelimit.take_from(address, "complaints.open", NETWORK_LIMITS)
        or ratelimit.left("complaints.open_one", tried, REFERENCE_LIMITS)
    )
    case = find(index)
    if case is None:
        _refuse(ratelimit.take("complaints.open_one", tried, REFERENCE_LIMITS))
    staff.audit(OPENED if case else REFUSED, case.public_id if case else "", actor=VISITOR)
    db.session.commit()
    return case


def find(index: str) -> Complaint | None:
    """The case of a pair, as a page that was open before names it; a renewed code ends that."""
    return db.session.scalar(select(Complaint).where(Complaint.pair_index == index))


def show(case: Complaint) -> CaseView:
    """What the person sees of their case. What we wrote counts as read from now on."""
    seen = viewing.view_of(case)
    if any(each.is_new for each in seen.said):
        db.session.execute(
            update(ComplaintEntry)
            .where(
                ComplaintEntry.complaint_id == case.id,
                ComplaintEntry.kind.in_((REPLY, CALL)),
                ComplaintEntry.read_at.is_(None),
            )
            .values(read_at=now())
        )
        db.session.commit()
    if case.told_at:
        # They looked: what comes from now on is worth a mail again.
        case.told_at = None
        db.session.commit()
    return seen


def renew_secret(public_id: str, *, by: str, seen_version: int, mail: bool = False) -> str:
    """Make a new code; the old one, and every link with it, opens nothing any more.

    With `mail`, it goes to the address in the case; without, a member of staff tells it. Returns
    it. Raises ChangedError or UnknownError.
    """
    case = filing.claim(public_id, seen_version)
    secret = pairs.new_secret()
    case.secret = secret
    case.pair_index = pairs.pair_index(case.reference, secret)
    if mail and filing.is_mailed(case):
        post(CODE_MAIL, public_id, batch=f"renewed:{case.version}")
    filing.done(case, "secret", by=by)
    return secret


def _refuse(wait: timedelta) -> None:
    if wait:
        db.session.rollback()
        raise TooManyError(wait)
