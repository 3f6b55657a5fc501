"""Taking a complaint: one case, its first event and its mail, in one commit.

Nothing refuses a complaint: neither a block, nor what it says, nor when it happened. A limit on
one network only asks to wait, and is so high that no hospital reaches it.
"""

from collections.abc import Mapping
from dataclasses import astuple, dataclass, fields
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal.complaints.models import Complaint
from portal.complaints.models.codes import AFFECTED, AWAITED, NOT_NEEDED, REPRESENTATIVE, WEBSITE
from portal.complaints.service import clocks, filing, pairs, tidings
from portal.core import ratelimit
from portal.core.clock import now
from portal.core.columns import new_public_id
from portal.core.crypto import blind_index, forget
from portal.core.ratelimit import Limit
from portal.core.references import new_reference
from portal.core.screening import is_urgent
from portal.extensions import db
from portal.outbox import post
from portal.register import versions

NETWORK_LIMITS = (Limit(30, timedelta(hours=1)), Limit(120, timedelta(days=1)))
RECEIVED_MAIL = "complaints.received"
FORM = "form"
TRIES = 3
# Closed words and what nobody writes a cry for help in.
NOT_SCREENED = frozenset({"kind", "who", "relation", "contact", "email", "phone", "birth"})
# What is kept as it is; every other answer is sealed, and not kept at all when it is empty.
CODED = frozenset({"kind", "who", "relation", "contact"})


class TooManyError(Exception):
    """One network sent too many. `wait` says for how long."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__("too many complaints from one network")
        self.wait = wait


@dataclass(frozen=True)
class Answers:
    """What was answered, step by step. Each is a closed word of `codes` or the person's own."""

    kind: str
    who: str
    relation: str = ""
    other_name: str = ""
    happened: str = ""
    happened_when: str = ""
    late_reason: str = ""
    service: str = ""
    gp: str = ""
    treatment: str = ""
    wanted: str = ""
    name: str = ""
    contact: str = ""
    email: str = ""
    phone: str = ""
    address: str = ""
    safely: str = ""
    needs: str = ""
    birth: str = ""

    @property
    def is_urgent(self) -> bool:
        """Whether anything in it suggests danger (RULES R34)."""
        own = (getattr(self, each.name) for each in fields(self) if each.name not in NOT_SCREENED)
        return any(is_urgent(text) for text in own)


@dataclass(frozen=True)
class Receipt:
    """What the person who complained is told. The secret opens the case, with the reference."""

    public_id: str
    reference: str
    secret: str
    kind: str
    acknowledge_by: date
    answer_by: date
    contact: str
    has_email: bool
    urgent: bool
    consent_awaited: bool
    relation: str


def is_about_another(who: str, kind: str) -> bool:
    """Whether it is about somebody else's care or information: guarded until staff know that we
    may tell what we find (RULES R14). A website is about nobody.
    """
    return who == REPRESENTATIVE or (who == AFFECTED and kind != WEBSITE)


def take(
    answers: Answers,
    *,
    stamp: str = "",
    address: str | None = None,
    channel: str = FORM,
    received_at: datetime | None = None,
    entered_by: str = "",
    paper: str = "",
) -> Receipt:
    """Keep a complaint. Raises TooManyError, for the form alone.

    The same answers with the same stamp are the same case, however often they come (TRUST A13).
    `address` is of the network; `entered_by` the public id of the staff member who keys it in.
    """
    stamped = _stamp(stamp, answers)
    known = _known(stamped)
    if known is not None:
        return _receipt(known)
    if channel == FORM:
        _check_limit(answers, address)
    values = {
        "stamp": stamped,
        "channel": channel,
        "entered_by": entered_by,
        "paper": paper,
    }
    for _ in range(TRIES):
        # Named here: a rollback forgets it, and a key without a row must not stay.
        public_id = new_public_id()
        try:
            return _keep(_case(public_id, answers, received_at or now(), values))
        except IntegrityError:
            db.session.rollback()
            forget([public_id])
        known = _known(stamped)
        if known is not None:
            return _receipt(known)  # the same form, sent twice at once: the other was faster
    raise RuntimeError("no free reference was found")


def _keep(case: Complaint) -> Receipt:
    db.session.add(case)
    db.session.flush()
    receipt = _receipt(case)
    if receipt.has_email:
        post(RECEIVED_MAIL, case.public_id)
    if case.urgent:
        tidings.cry(case)
    filing.done(case, "received", case.channel, case.entered_by)
    return receipt


def _case(
    public_id: str, answers: Answers, received_at: datetime, values: Mapping[str, object]
) -> Complaint:
    reference, secret = new_reference(), pairs.new_secret()
    told = {
        each.name: getattr(answers, each.name) or ("" if each.name in CODED else None)
        for each in fields(answers)
    }
    return Complaint(
        public_id=public_id,
        reference=reference,
        secret=secret,
        pair_index=pairs.pair_index(reference, secret),
        email_index=pairs.email_index(answers.email),
        urgent=answers.is_urgent,
        consent=AWAITED if is_about_another(answers.who, answers.kind) else NOT_NEEDED,
        # What they could read on the day it came: staff may key it in later.
        notice_version=versions().in_force(clocks.day_of(received_at)).number,
        received_at=received_at,
        **{**told, "happened": answers.happened},
        **values,
    )


def _receipt(case: Complaint) -> Receipt:
    return Receipt(
        public_id=case.public_id,
        reference=case.reference,
        secret=case.secret or "",
        kind=case.kind,
        acknowledge_by=clocks.acknowledge_by(case.received_on, case.kind),
        answer_by=clocks.answer_by(case.received_on, case.kind),
        contact=case.contact,
        has_email=bool(case.email_index),
        urgent=case.urgent,
        consent_awaited=case.consent == AWAITED,
        relation=case.relation,
    )


def _check_limit(answers: Answers, address: str | None) -> None:
    # Words that cry for help have a limit of their own: a busy network must not keep them out.
    bucket = "complaints.urgent" if answers.is_urgent else "complaints.form"
    wait = ratelimit.take_from(address, bucket, NETWORK_LIMITS)
    if wait:
        db.session.rollback()
        raise TooManyError(wait)


def _stamp(stamp: str, answers: Answers) -> str | None:
    """One form, sent again unchanged, is one case; a mended one is a new one (TRUST A13)."""
    return blind_index("complaints.stamp", "\0".join((stamp, *astuple(answers)))) if stamp else None


def _known(stamped: str | None) -> Complaint | None:
    if stamped is None:
        return None
    return db.session.scalar(select(Complaint).where(Complaint.stamp == stamped))
