"""What the person who complained writes on the page of their case. Nothing is said twice."""

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from portal.complaints.models import Complaint, ComplaintEntry
from portal.complaints.models.codes import DECLINED, MESSAGE, OFFERED, WANTED
from portal.complaints.service import filing, pairs, tidings
from portal.complaints.service.opening import TooManyError
from portal.complaints.service.viewing import knows_where
from portal.core import ratelimit
from portal.core.clock import now
from portal.core.columns import new_public_id
from portal.core.crypto import blind_index, forget
from portal.core.ratelimit import Limit
from portal.core.screening import is_urgent
from portal.extensions import db

# By the case: whoever has the code wears out nobody else's.
MESSAGE_LIMITS = (Limit(20, timedelta(hours=1)), Limit(60, timedelta(days=1)))
# What a choice says in the file, in the words that were chosen.
CHOICES = {
    WANTED: "Yes, I would like to talk about how you look into it",
    DECLINED: "No, thank you. Write to me instead",
}

REACH = {
    "phone": "The number to ring",
    "safely": "When and how it is safe to ring",
    "email": "The email address to write to",
    "address": "The address to write to",
}
# What is kept of which choice: who talks with us is rung, who does not is written to.
GIVEN = {WANTED: ("phone", "safely"), DECLINED: ("email", "address")}


def say(public_id: str, text: str, stamp: str) -> None:
    """Add a message to a case. The same page, sent again unchanged, is one message.

    Raises TooManyError, or UnknownError when the case is gone.
    """
    stamped = blind_index("complaints.message", "\0".join((public_id, stamp, text)))
    if not _is_known(stamped):
        _limit(public_id)
        _keep(public_id, text, stamped)


def choose_to_talk(public_id: str, choice: str, stamp: str, reach: Mapping[str, str]) -> None:
    """Take up or decline our offer to talk (RULES R12). Once is enough: a second changes nothing.

    With a yes go the number to ring and when that is safe, with a no where to write, by the names
    of the answers. Raises TooManyError, or UnknownError when the case is gone.
    """
    stamped = blind_index("complaints.message", "\0".join((public_id, stamp, choice)))
    if _is_known(stamped):
        return
    _limit(public_id)
    given = {name: reach[name] for name in GIVEN[choice] if reach.get(name)}
    said = [f"{REACH[name]}: {words}" for name, words in given.items()]
    _keep(public_id, "\n".join((CHOICES[choice], *said)), stamped, choice, given)


def _keep(
    public_id: str,
    text: str,
    stamped: str,
    choice: str = "",
    given: Mapping[str, str] | None = None,
) -> None:
    case = _take(public_id)
    if choice and case.offer != OFFERED:
        db.session.rollback()
        return
    # Named here: a rollback forgets it, and a key without a row must not stay.
    named = new_public_id()
    db.session.add(
        ComplaintEntry(
            public_id=named,
            complaint_id=case.id,
            kind=MESSAGE,
            text=text,
            stamp=stamped,
            written_at=now(),
        )
    )
    if choice:
        case.offer = choice
        _reach(case, given or {})
        filing.note(case, "talked", choice)
    filing.note(case, "message")
    if is_urgent(text):
        case.urgent = True
        tidings.cry(case)
    try:
        db.session.commit()
    except IntegrityError:
        # The same form, twice at once: the other one was faster.
        db.session.rollback()
        forget([named])


def _reach(case: Complaint, given: Mapping[str, str]) -> None:
    """Keep how to reach them. What they told us before stays: the new words are in the message."""
    known = knows_where(case)
    new = {name: words for name, words in given.items() if not getattr(case, name)}
    for name, words in new.items():
        setattr(case, name, words)
    if "email" in new:
        case.email_index = pairs.email_index(new["email"])
    if not known and new.keys() & {"email", "address"}:
        case.contact = "email" if "email" in new else "post"


def _take(public_id: str) -> Complaint:
    """The case, for us alone: whoever is working on it is told that there is something new."""
    db.session.execute(
        update(Complaint)
        .where(Complaint.public_id == public_id)
        .values(version=Complaint.version + 1)
        .execution_options(synchronize_session=False)
    )
    case = db.session.scalar(
        select(Complaint)
        .where(Complaint.public_id == public_id)
        .execution_options(populate_existing=True)
    )
    if case is None:
        db.session.rollback()
        raise filing.UnknownError
    return case


def _limit(public_id: str) -> None:
    wait = ratelimit.take("complaints.message", public_id, MESSAGE_LIMITS)
    if wait:
        db.session.rollback()
        raise TooManyError(wait)


def _is_known(stamped: str) -> bool:
    return (
        db.session.scalar(select(ComplaintEntry.id).where(ComplaintEntry.stamp == stamped))
        is not None
    )
