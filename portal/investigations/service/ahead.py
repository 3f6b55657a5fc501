"""What comes next in a case: one answer, for the top of its page and for what follows each act.

Each rule looks at how the case stands and names one thing to do, with where it is done. They stand
in the order in which they are done; the first of them is the next step.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from portal.complaints.models import Complaint, ComplaintEntry, ComplaintTask, codes
from portal.complaints.service import answering, consent, dates, ending, filing, unread
from portal.complaints.service.clocks import Clock
from portal.core.clock import in_words, today
from portal.extensions import db
from portal.records.service.words import kept_until
from portal.register import personal_data

ANSWER, CLOSE = "/answer", "/answer?show=close"
SHOWN_WAITING = "Until it comes, everybody sees that we wait for it. No date moves."
TAKEN = "Nobody is responsible for it yet."
WORDS_ASK = "The words that are ready ask for consent too."
MOST = 3


@dataclass(frozen=True)
class Todo:
    """One thing to do. `where` is a place on the page of the case (#…) or the page of the answer
    (/…); `press` is the step that one press of a button does, and `label` what stands on it. With
    neither, there is nothing to do.
    """

    words: str
    where: str = ""
    press: str = ""
    label: str = ""
    more: str = ""

    @property
    def part(self) -> str:
        """The part of the page that it is done in."""
        return self.where.removeprefix("#part-") if self.where.startswith("#part-") else ""


@dataclass(frozen=True)
class Standing:
    """What the rules look at."""

    case: Complaint
    clocks: tuple[Clock, ...]
    asked_on: date | None
    missing: list[str]
    is_begun: bool
    is_signed: bool
    is_written: bool
    unread: int
    late_tasks: int

    @property
    def is_open(self) -> bool:
        """Whether our answer is still to come."""
        return self.case.state not in {codes.ANSWERED, codes.CLOSED}

    @property
    def answer(self) -> Clock:
        """What the answer is due by: the day we gave when that is sooner."""
        return min(self.clocks[1:], key=lambda clock: clock.due)

    @property
    def awaits_consent(self) -> bool:
        """Whether nobody has told us yet what we asked for."""
        return self.is_open and self.case.consent == codes.AWAITED


def ahead(case: Complaint) -> list[Todo]:
    """What is to be done in a case, the next thing first."""
    standing = _standing(case)
    return [todo for rule in RULES if (todo := rule(standing))][:MOST]


def kept(case: Complaint) -> str:
    """Until when a case is kept, in words."""
    entry = personal_data().find(Complaint.__tablename__)
    return kept_until(entry, case) if entry else ""


def _standing(case: Complaint) -> Standing:
    happened = filing.events(case)
    newest = answering.latest(case)
    writing = newest if newest is not None and newest.sent_at is None else None
    return Standing(
        case=case,
        clocks=dates.clocks_of(case, happened),
        asked_on=consent.asked_on(happened),
        missing=answering.missing(case, writing),
        is_begun=writing is not None,
        is_signed=writing is not None and writing.signed_at is not None,
        is_written=_is_written(case),
        unread=unread.count(case),
        late_tasks=_late_tasks(case),
    )


def _closed(now: Standing) -> Todo | None:
    case = now.case
    if case.state != codes.CLOSED or now.unread:
        return None
    return Todo("Nothing to do now: the case is closed.", more=f"It is kept {kept(case)}.")


def _follows(now: Standing) -> Todo | None:
    if now.case.state != codes.CLOSED:
        return None
    return Todo("See what follows, or open the case again", ANSWER)


def _urgent(now: Standing) -> Todo | None:
    if not now.case.urgent or now.case.acknowledged_at or now.is_written or not now.is_open:
        return None
    words = "Read it now, and decide whether to ring: its words suggest danger"
    return Todo(words, "#told", more="When you rang, note what was said.")


def _read(now: Standing) -> Todo | None:
    if not now.unread:
        return None
    what = "the new message" if now.unread == 1 else f"the {now.unread} new messages"
    more = "Then answer, or say that nothing has to be answered."
    if now.case.state == codes.CLOSED:
        more = "Then answer, say that nothing has to be answered, or open the case again."
    return Todo(f"Read {what} from {consent.complainer(now.case)}", "#file", more=more)


def _take(now: Standing) -> Todo | None:
    if now.case.lead or now.case.state == codes.CLOSED:
        return None
    return Todo("Take this case", press="take", label="Take this case", more=TAKEN)


def _acknowledge(now: Standing) -> Todo | None:
    if now.case.acknowledged_at or now.case.reopened_at or not now.is_open:
        return None
    due = now.clocks[0].due
    if now.is_written:
        words = _by("Print and post what you wrote, and note the day,", due)
        return Todo(words, "#part-acknowledged")
    asks = now.case.consent == codes.AWAITED and now.asked_on is None
    return Todo(_by("Acknowledge it", due), "#part-acknowledge", more=WORDS_ASK if asks else "")


def _pause(now: Standing) -> Todo | None:
    """Nothing is to be done while we wait, but for what comes before."""
    case = now.case
    if not case.paused or not now.is_open:
        return None
    answer = now.answer
    day = min((each for each in answer.remind_on if each > today()), default=answer.due)
    if day < today():
        return None
    told = f"The answer is due by {in_words(answer.due)} all the same."
    words = f"Nothing to do now until {in_words(day)}: {_waits_for(case)}"
    press = "" if case.paused == "consent" else "resume"
    return Todo(words, press=press, label="We go on: it is here", more=told)


def _ask(now: Standing) -> Todo | None:
    told = now.case.acknowledged_at or now.case.reopened_at
    if not now.awaits_consent or now.asked_on or not told:
        return None
    return Todo("Ask for consent", "#part-ask")


def _record(now: Standing) -> Todo | None:
    if not now.awaits_consent or now.asked_on is None:
        return None
    more = f"Asked on {in_words(now.asked_on)}, no answer yet. Do this when it is here."
    return Todo(consent.to_record(now.case), "#part-consent", more=more)


def _wait(now: Standing) -> Todo | None:
    if not now.awaits_consent or now.asked_on is None or now.case.paused:
        return None
    if not now.case.acknowledged_at:
        return None
    words = "Wait for the consent"
    return Todo(words, press="pause", label=words, more=SHOWN_WAITING)


def _talk(now: Standing) -> Todo | None:
    case = now.case
    if not now.is_open or not case.acknowledged_at or case.planned_for:
        return None
    if case.offer == codes.WANTED:
        return Todo("Talk with them as they asked, and note the day of the answer", "#part-talk")
    if case.offer == codes.DECLINED:
        return Todo("Set the day of the answer: they would rather not talk", "#part-talk")
    return None


def _tasks(now: Standing) -> Todo | None:
    if not now.late_tasks:
        return None
    return Todo("Do what is overdue in the list of tasks", "#tasks")


def _write(now: Standing) -> Todo | None:
    if not now.is_open:
        return None
    due = now.answer.due
    if not now.is_begun:
        words = "Look into it, and write the answer"
    elif now.missing:
        more = answering.incomplete(now.missing)
        return Todo(_by("Finish the answer", due), ANSWER, more=more)
    elif not now.is_signed:
        words = "Have the answer approved, and sign it"
    else:
        posted = answering.by_post(now.case)
        words = "Print the letter and post it" if posted else "Read the letter, and send it"
    return Todo(_by(words, due), ANSWER)


def _file(now: Standing) -> Todo | None:
    absent = ending.unfiled(now.case)
    if now.case.state != codes.ANSWERED or not absent:
        return None
    return Todo(f"Say for the counts {' and '.join(absent)}", "#part-file")


def _close(now: Standing) -> Todo | None:
    if now.case.state != codes.ANSWERED:
        return None
    return Todo("Close the case", CLOSE)


def _learn(now: Standing) -> Todo | None:
    case = now.case
    well_founded = case.outcome in {codes.UPHELD, codes.PARTLY}
    if now.is_open or not well_founded or case.learned_sealed:
        return None
    words = "Note what changes because of it, if something does"
    return Todo(words, "#part-learn", more="It is published each year.")


RULES: tuple[Callable[[Standing], Todo | None], ...] = (
    _closed,
    _urgent,
    _read,
    _take,
    _acknowledge,
    _pause,
    _ask,
    _record,
    _wait,
    _talk,
    _tasks,
    _write,
    _file,
    _close,
    _learn,
    _follows,
)


def _waits_for(case: Complaint) -> str:
    if case.paused == "consent":
        return f"we wait to know whether {consent.claim(case)}"
    if case.paused == "details":
        return f"we wait for the answer of {consent.complainer(case)} to a question"
    return "we wait for another organisation"


def _by(words: str, due: date) -> str:
    """What is to be done by a day, or now when that day is over."""
    late = " now: it was due" if due < today() else ""
    return f"{words}{late} by {in_words(due)}"


def _is_written(case: Complaint) -> bool:
    """Whether we wrote something to whom no mail reaches: it may still lie here, to be posted."""
    if not answering.by_post(case):
        return False
    written = select(ComplaintEntry.id).where(
        ComplaintEntry.complaint_id == case.id, ComplaintEntry.kind == codes.REPLY
    )
    return db.session.scalar(written.limit(1)) is not None


def _late_tasks(case: Complaint) -> int:
    late = select(ComplaintTask.id).where(
        ComplaintTask.complaint_id == case.id,
        ComplaintTask.done_at.is_(None),
        ComplaintTask.due_on < today(),
    )
    return len(db.session.scalars(late).all())
