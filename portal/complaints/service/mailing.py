"""What the worker may write to whom at this moment; None when it is unwanted by now.

Nothing that anybody wrote is in a mail: an address is not proved to be theirs (TRUST B7), and a
mailbox may be shared. Nobody gets a mail who asked for a call or a letter.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Select, select

from portal.complaints.models import Complaint, codes
from portal.complaints.service import clocks, dates, filing, losing, tidings, unread
from portal.core import ratelimit
from portal.core.crypto import CryptoError
from portal.core.forms import capped_mailbox
from portal.core.ratelimit import Limit
from portal.extensions import db
from portal.staff.service import people

# TRUST B8: counted by mailbox, across every worker and restart.
MAILBOX_LIMITS = (Limit(2, timedelta(minutes=10)), Limit(5, timedelta(hours=24)))
# A mail that is tried again is counted once; the outbox gives up sooner than this.
COUNTED = (Limit(1, timedelta(days=6)),)


@dataclass(frozen=True)
class Letter:
    """One mail to the person who complained: what opens the case, and when what happens."""

    to: str
    reference: str
    secret: str
    kind: str
    consent_awaited: bool
    relation: str
    received_on: date
    acknowledge_by: date
    answer_by: date


@dataclass(frozen=True)
class Reminder:
    """One mail to a member of staff: a reference and a day, and nothing of the person."""

    to: str
    public_id: str
    reference: str
    task: str
    due: date
    is_late: bool
    by_law: bool
    is_answer: bool


def received(public_id: str) -> Letter | None:
    """Say at once that a complaint came."""
    case = filing.find(public_id)
    letter = _letter(case)
    if case is None or letter is None or not _counts(public_id, letter.to):
        return None
    db.session.commit()
    return letter


def news(public_id: str) -> Letter | None:
    """Say that there is something new, never what."""
    return _letter(filing.find(public_id))


def codes_again(public_id: str, batch: str) -> list[Letter]:
    """What opens a case whose code was renewed; or every case of the mailbox that asked."""
    kind, _, index = batch.partition(losing.MAILBOX)
    found = [filing.find(public_id)] if kind or not index else losing.cases_of(index)
    return [letter for letter in map(_letter, found) if letter]


def notice_change(public_id: str, number: int) -> Letter | None:
    """Somebody whose case is open, to tell them of a version of the notice."""
    waits = db.session.scalar(who_waits(number).where(Complaint.public_id == public_id))
    return _letter(filing.find(public_id)) if waits else None


def who_waits(number: int) -> Select[str]:
    """The public ids of open cases made under an earlier notice than this, of people whom mail
    reaches (RULES R23).
    """
    return select(Complaint.public_id).where(
        Complaint.state != codes.CLOSED, Complaint.notice_version < number, is_reached()
    )


def is_reached() -> ColumnElement[bool]:
    """The same as `filing.is_mailed`, in a question to the database."""
    return Complaint.contact.in_(filing.BY_MAIL) & (Complaint.email_index != "")


def reminder(public_id: str, clock: str, person: str) -> Reminder | None:
    """Remind a member of staff of a clock that still runs; None when somebody has seen to it."""
    case, member = filing.find(public_id), people.find(person)
    if case is None or member is None or member.disabled_at or case.state == codes.CLOSED:
        return None
    found = [each for each in dates.clocks_of(case) if each.name == clock and each.runs]
    if not found:
        return None
    return Reminder(
        to=member.email,
        public_id=public_id,
        reference=case.reference,
        task=found[0].label,
        due=found[0].due,
        is_late=found[0].state == clocks.State.OVERDUE,
        by_law=found[0].by_law,
        is_answer=found[0].name != clocks.ACKNOWLEDGE,
    )


def urgent(public_id: str, person: str) -> tuple[str, str] | None:
    """The address of a member of staff and the reference of a case to read now."""
    case, member = filing.find(public_id), people.find(person)
    if case is None or member is None or member.disabled_at:
        return None
    # Who is in danger may write to a case that is closed.
    is_over = case.state == codes.CLOSED and not unread.count(case)
    return None if is_over else (member.email, case.reference)


def day(person: str) -> tuple[str, tidings.Waiting] | None:
    """The address of a member of staff and what waits for them; None when nothing does by now."""
    member, waits = people.find(person), tidings.waiting(person)
    if member is None or member.disabled_at or not (waits.new or waits.messages):
        return None
    return member.email, waits


def _letter(case: Complaint | None) -> Letter | None:
    to = _email(case)
    if case is None or not to or not filing.is_mailed(case):
        return None
    acknowledge, answer, *plan = dates.clocks_of(case)
    return Letter(
        to=to,
        reference=case.reference,
        secret=case.secret or "",
        kind=case.kind,
        consent_awaited=case.consent == codes.AWAITED,
        relation=case.relation,
        received_on=case.received_on,
        acknowledge_by=acknowledge.due,
        answer_by=plan[0].due if plan else answer.due,
    )


def _email(case: Complaint | None) -> str:
    try:
        return (case.email or "") if case else ""
    except CryptoError:
        return ""


def _counts(public_id: str, to: str) -> bool:
    """Whether the mailbox's limits allow the first mail about a case; the caller commits."""
    if ratelimit.take("complaints.mail_counted", public_id, COUNTED):
        return True
    return not ratelimit.take("complaints.mail", capped_mailbox(to), MAILBOX_LIMITS)
