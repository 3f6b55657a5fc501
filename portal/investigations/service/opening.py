"""Opening a case: who looks is written down before anything is read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

import portal.staff as staff
from portal.complaints.models import (
    Complaint,
    ComplaintConsent,
    ComplaintEntry,
    ComplaintOther,
    codes,
)
from portal.complaints.service import (
    answering,
    clocks,
    consent,
    dates,
    filing,
    passing,
    people,
    sharing,
    shown,
    waiting,
)
from portal.complaints.service.clocks import Clock
from portal.complaints.service.withdrawn import Withdrawn, hides_answer, withdrawn
from portal.core.clock import today
from portal.core.crypto import load_keys
from portal.extensions import db
from portal.investigations.service import history, tasks
from portal.investigations.service.history import Happened
from portal.investigations.service.reading import LEFT, text_of
from portal.investigations.service.seeing import may_see
from portal.investigations.service.tasks import Task
from portal.records.models import Disclosure
from portal.records.service import holds, paper
from portal.records.service.paper import Listed
from portal.staff import Person
from portal.staff.service import holders
from portal.staff.service.holders import Told

LISTED, FOUND, VIEWED = "complaint.listed", "complaint.looked_for", "complaint.viewed"
OTHERS_VIEWED, PRINTED = "complaint.others_viewed", "complaint.copy_opened"
# What is asked in the form, as staff read it; the order is the one of the form.
ASKED = {
    "happened_when": "When it happened",
    "late_reason": "Why it was more than 12 months ago",
    "service": "Where, and which service",
    "gp": "GP surgery",
    "treatment": "Treatment",
    "birth": "Date of birth",
}
REACHED = {
    "name": "Name",
    "email": "Email address",
    "phone": "Phone number",
    "address": "Postal address",
    "safely": "How to reach them safely",
    "needs": "Help they need",
}


@dataclass(frozen=True)
class Entry:
    """One message, note or call, with who wrote it."""

    kind: str
    text: str
    who: str
    at: datetime
    read_at: datetime | None

    @property
    def is_new(self) -> bool:
        """Whether it is theirs, and nobody has dealt with it."""
        return self.kind == codes.MESSAGE and self.read_at is None


@dataclass(frozen=True)
class Agreed:
    """A consent: to whom, or to speak for somebody when there is no recipient."""

    public_id: str
    recipient: str
    how: str
    given_on: date
    withdrawn_on: date | None


@dataclass(frozen=True)
class Opened:
    """A case with all that the desk shows of it."""

    case: Complaint
    happened: str
    wanted: str
    other_name: str
    learned: str
    asked: list[tuple[str, str]]
    reached: list[tuple[str, str]]
    clocks: tuple[Clock, ...]
    answer_due: date
    given_for: date
    may_extend: bool
    entries: list[Entry]
    tasks: list[Task]
    agreed: list[Agreed]
    shared: Sequence[Disclosure]
    others: int
    history: list[Happened]
    lead: str
    entered_by: str
    named: dict[str, str]
    conflicts: dict[str, str]
    investigators: dict[str, str]
    is_mine: bool
    is_guarded: bool
    asked_on: date | None
    forbids: bool
    holds: list[Told]
    paper: Listed | None
    needs_post: bool
    needs_call: bool
    needs_visit: bool
    waits_for: str
    is_passed: bool
    withdrawn: Withdrawn | None
    unshown: bool

    @property
    def hold(self) -> Told | None:
        """What keeps it beyond its 10 years, while it does."""
        return next((each for each in self.holds if not each.hold.released_at), None)

    @property
    def has_no_day(self) -> bool:
        """Whether it was settled so soon that no law sets a day for it."""
        return shown.has_no_day(self.case)

    @property
    def unread(self) -> int:
        """How many messages nobody has dealt with."""
        return len([each for each in self.entries if each.is_new])

    def since(self, seen_version: int) -> list[Happened]:
        """What others did since somebody opened it, the newest first."""
        return self.history[: max(0, self.case.version - seen_version)]


def open_case(public_id: str, person: Person) -> Opened | None:
    """A case as it is now; None when there is none, or none for this person."""
    return _open(public_id, person, VIEWED)


def open_copy(public_id: str, person: Person) -> Opened | None:
    """The same, for the copy that the person gets."""
    return _open(public_id, person, PRINTED)


def open_others(public_id: str, person: Person) -> tuple[str, int, list[Entry]] | None:
    """What we know of other people in a case: its reference, its version, and the notes."""
    if not may_see(public_id, person.public_id):
        return None
    staff.view(OTHERS_VIEWED, public_id)
    case = filing.find(public_id)
    if case is None:
        return None
    listed = select(ComplaintOther).where(ComplaintOther.complaint_id == case.id)
    rows = list(db.session.scalars(listed.order_by(ComplaintOther.id)))
    load_keys(rows)
    names = staff.names()
    notes = [
        Entry("other", text_of(row, "text"), names.get(row.author, LEFT), row.written_at, None)
        for row in rows
    ]
    return case.reference, case.version, notes


def _open(public_id: str, person: Person, action: str) -> Opened | None:
    if not may_see(public_id, person.public_id):
        return None
    staff.view(action, public_id)
    case = filing.find(public_id)
    return _opened(case, person) if case is not None else None


def _opened(case: Complaint, person: Person) -> Opened:
    names, events = staff.names(), filing.events(case)
    due, gone = answering.due_on(case), withdrawn(case, events)
    return Opened(
        case=case,
        happened=text_of(case, "happened"),
        wanted=text_of(case, "wanted"),
        other_name=text_of(case, "other_name"),
        learned=text_of(case, "learned"),
        asked=_answers(case, ASKED),
        reached=_answers(case, REACHED),
        clocks=dates.clocks_of(case, events),
        answer_due=due,
        given_for=answering.given_for(case),
        may_extend=clocks.may_extend(due, today()),
        entries=entries(case, names),
        tasks=tasks.of(case, names),
        agreed=_agreed(sharing.given(case)),
        shared=sharing.passed(case),
        others=_count_others(case),
        history=history.of(events, names),
        lead=names.get(case.lead, LEFT) if case.lead else "",
        entered_by=names.get(case.entered_by, LEFT) if case.entered_by else "",
        named=_named(people.access(case, codes.NAMED), names),
        conflicts=_named(people.access(case, codes.CONFLICT), names),
        investigators=people.investigators(),
        is_mine=case.lead == person.public_id,
        is_guarded=consent.is_guarded(case),
        asked_on=consent.asked_on(events),
        forbids=consent.forbids(events),
        holds=holders.told(holds.holds_of(case.public_id)),
        paper=paper.find(case.paper) if case.paper else None,
        needs_post=answering.by_post(case),
        needs_call=answering.only_by_phone(case),
        needs_visit=answering.nowhere(case),
        waits_for=waiting.body(case),
        is_passed=passing.is_passed(case, events),
        withdrawn=gone,
        unshown=any(hides_answer(gone, each) for each in answering.sent(case)),
    )


def _answers(case: Complaint, asked: dict[str, str]) -> list[tuple[str, str]]:
    """What was answered, with its label; what was not asked or not answered is left out."""
    found = ((name, label, text_of(case, name)) for name, label in asked.items())
    return [
        (label, _born(text) if name == "birth" else text) for name, label, text in found if text
    ]


def _born(written: str) -> str:
    """A date of birth without its weekday: 27 March 1984."""
    try:
        day = date.fromisoformat(written)
    except ValueError:
        return written
    return f"{day.day} {day:%B %Y}"


def entries(case: Complaint, names: dict[str, str]) -> list[Entry]:
    """The file of a case, the oldest first."""
    listed = select(ComplaintEntry).where(ComplaintEntry.complaint_id == case.id)
    rows = list(db.session.scalars(listed.order_by(ComplaintEntry.written_at, ComplaintEntry.id)))
    load_keys(rows)
    return [
        Entry(
            kind=row.kind,
            text=text_of(row, "text"),
            who=names.get(row.author, LEFT) if row.author else "The person who complained",
            at=row.written_at,
            read_at=row.read_at,
        )
        for row in rows
    ]


def _agreed(rows: list[ComplaintConsent]) -> list[Agreed]:
    load_keys(rows)
    return [
        Agreed(
            public_id=row.public_id,
            recipient=text_of(row, "recipient"),
            how=text_of(row, "how"),
            given_on=row.given_on,
            withdrawn_on=row.withdrawn_on,
        )
        for row in rows
    ]


def _count_others(case: Complaint) -> int:
    counted = select(func.count(ComplaintOther.id)).where(ComplaintOther.complaint_id == case.id)
    return db.session.scalar(counted) or 0


def _named(listed: list[str], names: dict[str, str]) -> dict[str, str]:
    return {each: names.get(each, LEFT) for each in listed}
