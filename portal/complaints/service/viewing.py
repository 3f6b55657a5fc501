"""What the person who complained sees: where it stands, the dates, what was said, our answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from portal.complaints.models import Complaint, ComplaintEntry, ComplaintEvent, codes
from portal.complaints.service import answering, clocks, consent, dates, filing, headline
from portal.complaints.service.clocks import Clock, day_of
from portal.complaints.service.history import Happened, Shared, history, shared_with
from portal.complaints.service.letter import Letter, letter_of
from portal.complaints.service.showing import Showing, showing
from portal.complaints.service.withdrawn import (
    NO_MORE,
    Withdrawn,
    hides_answer,
    hides_entry,
    withdrawn,
)
from portal.core.clock import in_words
from portal.core.crypto import load_keys
from portal.core.references import spaced
from portal.extensions import db
from portal.records.models import Disclosure
from portal.register import personal_data

# What they told us, in the order of the questions: the name of each, and what its codes mean.
TOLD: dict[str, dict[str, str]] = {
    "who": codes.WHO,
    "other_name": {},
    "relation": codes.RELATIONS,
    "happened": {},
    "happened_when": {},
    "late_reason": {},
    "service": {},
    "gp": {},
    "treatment": {},
    "wanted": {},
    "name": {},
    "contact": codes.CONTACT,
    "email": {},
    "phone": {},
    "address": {},
    "safely": {},
    "needs": {},
    "birth": {},
}
# Two people are in such a case: whose day it is has to be said.
THEIR_BIRTH = "Date of birth of the person who had the care"
# What set or changed the day of our answer.
DAYS_SET = frozenset({"planned", "extended"})
# Who is there when our answer does not put it right, by what it was about (RULES R10, R16).
OMBUDSMAN, ICO = "ombudsman", "ico"
FURTHER = {codes.CARE: OMBUDSMAN, codes.INFORMATION: ICO}


@dataclass(frozen=True)
class Said:
    """One message, or what was said on the phone. `was_read` is about theirs, `is_new` ours, and
    `is_older` says that it names a day for our answer which is not the day any more.
    """

    kind: str
    text: str
    written_at: datetime
    was_read: bool
    is_new: bool
    is_older: bool

    @property
    def is_theirs(self) -> bool:
        """Whether the person who complained wrote it."""
        return self.kind == codes.MESSAGE


@dataclass(frozen=True)
class CaseView:
    """One case, for the person who complained."""

    reference: str
    kind: str
    about: str
    state: str
    state_words: str
    urgent: bool
    received_at: datetime
    acknowledge: Clock
    answer: Clock
    plan: Clock | None
    extended_on: date | None
    law_day: date | None
    given_before: date | None
    reopened_at: datetime | None
    happened: tuple[Happened, ...]
    said: tuple[Said, ...]
    shared: tuple[Shared, ...]
    told: tuple[tuple[str, str], ...]
    letters: tuple[Letter, ...]
    unshown_on: date | None
    paused: str
    showing: Showing
    may_write: bool
    consent: str
    consent_asked_on: date | None
    offer: str
    offer_words: str
    ending: str
    notice_version: int
    further: str

    @property
    def may_choose_to_talk(self) -> bool:
        """Whether our offer to talk waits for an answer, and it is not too late for one."""
        open_still = self.state not in {codes.ANSWERED, codes.CLOSED}
        return open_still and self.offer == codes.OFFERED

    @property
    def awaits_consent(self) -> bool:
        """Whether we still have to be shown that we may tell what we find."""
        return self.consent == codes.AWAITED and not self.is_closed

    @property
    def awaits_answer(self) -> bool:
        """Whether we wait for their answer to a question of ours, and have no message since."""
        return self.paused == codes.PAUSES["details"]

    @property
    def is_closed(self) -> bool:
        """Whether we are done with it."""
        return self.state == codes.CLOSED


def view_of(case: Complaint) -> CaseView:
    """The case as it stands. Changes nothing: what is new is marked as such."""
    events = filing.events(case)
    acknowledge, answer, *plan = dates.clocks_of(case, events)
    agreed_on, law_day, given_before = _later_day(case, events, answer)
    passed, gone = _passed_on(case), withdrawn(case, events)
    letters, unshown_on = _letters(case, gone)
    entries = _entries(case)
    return CaseView(
        reference=spaced(case.reference),
        kind=case.kind,
        about=codes.KINDS[case.kind],
        state=case.state,
        state_words=headline.state_words(case, acknowledge, entries),
        urgent=case.urgent,
        received_at=case.received_at,
        acknowledge=acknowledge,
        answer=answer,
        plan=plan[0] if plan and plan[0].due < answer.due else None,
        extended_on=agreed_on,
        law_day=law_day,
        given_before=given_before,
        reopened_at=case.reopened_at,
        happened=history(case, events, passed),
        said=_said(entries, gone, _old_days(case, events, (plan or [answer])[0].due)),
        shared=shared_with(passed, events),
        told=_told(case),
        letters=letters,
        unshown_on=unshown_on,
        paused=headline.paused(case, entries),
        showing=showing(case.relation),
        may_write=knows_where(case),
        consent=case.consent,
        consent_asked_on=consent.asked_on(events),
        offer=case.offer,
        offer_words=codes.OFFERS[case.offer],
        ending=headline.ended(case),
        notice_version=case.notice_version,
        further=FURTHER.get(case.kind, ""),
    )


def _letters(case: Complaint, gone: Withdrawn | None) -> tuple[tuple[Letter, ...], date | None]:
    """Our answers, the newest last; and when one was sent that is shown no more."""
    sent = answering.sent(case)
    unshown = [each.sent_at for each in sent if each.sent_at and hides_answer(gone, each)]
    shown = tuple(letter_of(case, each) for each in sent if not hides_answer(gone, each))
    return shown, day_of(unshown[-1]) if unshown else None


def knows_where(case: Complaint) -> bool:
    """Whether we can write to the person: by mail, as they want it, or by post."""
    return filing.is_mailed(case) or bool(case.address_sealed)


def _told(case: Complaint) -> tuple[tuple[str, str], ...]:
    """What they told us: what it is called in the register, and what it says."""
    table = personal_data().find(Complaint.__tablename__)
    labels = {column.name: column.label for column in table.columns} if table else {}
    if case.who != codes.SELF:
        labels["birth_sealed"] = THEIR_BIRTH
    found = ((name, getattr(case, name), meanings) for name, meanings in TOLD.items())
    return tuple(
        (
            labels.get(name) or labels[f"{name}_sealed"],
            _day(value) if name == "birth" else meanings.get(value, value),
        )
        for name, value, meanings in found
        if value
    )


def _old_days(case: Complaint, events: Sequence[ComplaintEvent], newest: date) -> set[str]:
    """The days that we named for our answer and that hold no more, as our messages name them."""
    if case.state in {codes.ANSWERED, codes.CLOSED}:
        return set()
    set_to = {date.fromisoformat(each.detail) for each in events if each.event in DAYS_SET}
    named = {clocks.answer_by(day_of(case.received_at), case.kind), *set_to}
    return {in_words(day) for day in named - {newest}}


def _said(
    entries: Sequence[ComplaintEntry], gone: Withdrawn | None, old_days: set[str]
) -> tuple[Said, ...]:
    load_keys(entries)
    return tuple(
        Said(
            kind=each.kind,
            text=NO_MORE if hides_entry(gone, each) else each.text or "",
            written_at=each.written_at,
            was_read=each.read_at is not None,
            is_new=_is_new(each),
            is_older=each.kind == codes.REPLY and any(day in (each.text or "") for day in old_days),
        )
        for each in entries
    )


def _entries(case: Complaint) -> Sequence[ComplaintEntry]:
    shown = select(ComplaintEntry).where(
        ComplaintEntry.complaint_id == case.id, ComplaintEntry.kind.in_(codes.SHOWN)
    )
    return db.session.scalars(shown.order_by(ComplaintEntry.written_at, ComplaintEntry.id)).all()


def _is_new(entry: ComplaintEntry) -> bool:
    return entry.kind != codes.MESSAGE and entry.read_at is None


def _passed_on(case: Complaint) -> Sequence[Disclosure]:
    """What was passed on about this case, the oldest first."""
    found = select(Disclosure).where(Disclosure.record == case.public_id)
    return db.session.scalars(found.order_by(Disclosure.shared_at)).all()


def _later_day(
    case: Complaint, events: Sequence[ComplaintEvent], answer: Clock
) -> tuple[date | None, date | None, date | None]:
    """When a later day was agreed, what day counted before, and which one we had given."""
    if case.extended_to is None or case.extended_to != answer.due:
        return None, None, None
    law = clocks.answer_by(day_of(case.reopened_at or case.received_at), case.kind)
    given = None
    for each in events:
        if each.event == "extended":
            break
        if each.event == "planned":
            given = date.fromisoformat(each.detail)
    return case.extended_on or None, law, given


def _day(words: str) -> str:
    """A date of birth in words; whatever else was written as it is."""
    try:
        day = date.fromisoformat(words)
    except ValueError:
        return words
    return f"{day.day} {day:%B %Y}"
