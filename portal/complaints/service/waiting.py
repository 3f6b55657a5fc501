"""Whom we wait for, when it is another organisation: the last that something was passed to."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select

from portal.complaints.models import Complaint, ComplaintEvent
from portal.extensions import db
from portal.records.models import Disclosure

BODY = "other-body"
# What makes it a question whether we wait for somebody, and what answers it.
SHARED, SETTLED = "shared", frozenset({"passed", "passed-part", "paused", "resumed", "reopened"})


def body(case: Complaint) -> str:
    """The name of the organisation that we wait for; empty when it is none, or not written down."""
    return bodies([case]).get(case.public_id, "")


def bodies(cases: Iterable[Complaint]) -> dict[str, str]:
    """The same of several cases, by the number of each."""
    since = {each.public_id: each.paused_at for each in cases if each.paused == BODY}
    if not since:
        return {}
    listed = select(Disclosure).where(Disclosure.record.in_(since)).order_by(Disclosure.shared_at)
    found: dict[str, str] = {}
    for row in db.session.scalars(listed):
        began = since[row.record]
        if began is None or row.shared_at <= began:
            found[row.record] = row.recipient
    return found


def might(happened: Sequence[ComplaintEvent]) -> bool:
    """Whether something was shared, and nobody said since whether we wait for their answer."""
    last = [each.event for each in happened if each.event == SHARED or each.event in SETTLED]
    return last[-1:] == [SHARED]
