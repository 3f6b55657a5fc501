"""Sending a lost code again: every address gets the same answer and costs the same (TRUST B9)."""

from datetime import timedelta

from sqlalchemy import select

from portal.complaints.models import Complaint
from portal.complaints.service import pairs
from portal.complaints.service.opening import CODE_MAIL, TooManyError
from portal.core import ratelimit
from portal.core.columns import new_public_id
from portal.core.forms import capped_mailbox
from portal.core.ratelimit import Limit
from portal.extensions import db
from portal.outbox import post

NETWORK_LIMITS = (Limit(20, timedelta(hours=1)),)
# TRUST B8: counted by mailbox, across every worker and restart.
MAILBOX_LIMITS = (Limit(1, timedelta(minutes=10)), Limit(3, timedelta(hours=24)))
# Marks a batch as the fingerprint of a mailbox: the mail is about all its cases.
MAILBOX = "mailbox:"
MOST_CASES = 10


def ask(email: str, address: str | None) -> None:
    """Ask for the codes of every case of a mailbox, from a network address.

    Whether it has any is looked up when the mail is made, never here. Raises TooManyError, for the
    network alone: a mailbox that had enough is silent.
    """
    wait = ratelimit.take_from(address, "complaints.lost", NETWORK_LIMITS)
    if wait:
        db.session.rollback()
        raise TooManyError(wait)
    if not ratelimit.take("complaints.code", capped_mailbox(email), MAILBOX_LIMITS):
        # About nobody's record: the fingerprint says which mailbox, and only if we know it.
        post(CODE_MAIL, new_public_id(), batch=MAILBOX + pairs.email_index(email))
    db.session.commit()


def cases_of(index: str) -> list[Complaint]:
    """The newest cases of the mailbox with this fingerprint; none for an empty one."""
    if not index:
        return []
    theirs = select(Complaint).where(Complaint.email_index == index)
    return list(db.session.scalars(theirs.order_by(Complaint.id.desc()).limit(MOST_CASES)))
