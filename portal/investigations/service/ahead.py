"""What comes next in a case: one answer, for the top of its page and for what follows each act.

Each rule looks at how the case stands and names one thing to do, with where it is done. They stand
in the order in which they are done; the first of them is the next step.
"""

from collections.abc import Callable
from datetime import date

from portal.complaints.models import Complaint, codes
from portal.complaints.service import answering, consent, ending, waiting
from portal.core.clock import in_words, today
from portal.investigations.service import chores, onward
from portal.investigations.service.todos import ANSWER, CLOSE, FEW, REOPEN, Todo
from portal.investigations.service.turns import Turn, turn_of
from portal.records.service import holds
from portal.records.service.words import kept_until
from portal.register import personal_data

CAME = "It came: stop waiting"
# Where what suggests danger stands.
DANGER = "#told"
RANG = "When you rang, note what was said; or say why it is not urgent."
FEARED = "Ring now, or see that somebody does: one of us noted that somebody may be in danger"
POST = "Print and post what you wrote, and note the day,"
RING = "Ring them and say what you wrote, and note the day,"
ASK_WHERE = "Ring them to ask where our answer may go, and record it,"
NO_PLACE = "It is signed, and goes in writing: we have no address of theirs."
WHEN_THEY_COME = "When they come in: tell them how it stands, and note it"
FOLLOWS = "See what follows, or open the case again"
AGAIN = "Look into it again, if they are not content with our answer"
NO_WAY = "Nothing reaches them before. Ask where our answer may go."
TAKEN = "Nobody is responsible for it yet."
WORDS_ASK = "The words that are ready ask for consent too."
UNSAID = "The words that ask are kept, and nobody has posted or said them yet."
LEARNED = "It is published with the figures of the year."
HELD = "as long as a hold stands on it, and at least"
MOST = 3
MANY = "{} parts are missing, which its page names."


def ahead(case: Complaint) -> list[Todo]:
    """What is to be done in a case, the next thing first."""
    turn = turn_of(case)
    return [todo for rule in RULES if (todo := rule(turn))][:MOST]


def kept(case: Complaint) -> str:
    """Until when a case is kept, in words."""
    entry = personal_data().find(Complaint.__tablename__)
    until = kept_until(entry, case) if entry else ""
    return f"{HELD} {until}" if holds.held(case.public_id) else until


def _closed(now: Turn) -> Todo | None:
    case = now.case
    if case.state != codes.CLOSED or now.unread or now.tasks:
        return None
    return Todo("Nothing to do now: the case is closed.", more=f"It is kept {kept(case)}.")


def _follows(now: Turn) -> Todo | None:
    if now.case.state != codes.CLOSED:
        return None
    return Todo(FOLLOWS, ANSWER)


def _again(now: Turn) -> Todo | None:
    """They wrote or rang after our answer: there may be more to look into."""
    if now.case.state != codes.ANSWERED or not now.is_disputed:
        return None
    return Todo(AGAIN, REOPEN)


def _urgent(now: Turn) -> Todo | None:
    if not now.case.urgent or now.is_heard or not now.is_open:
        return None
    words = "Read it now, and decide whether to ring: its words suggest danger"
    if now.is_alarmed:
        words = FEARED
    return Todo(words, DANGER, more=RANG)


def _calm(now: Turn) -> Todo | None:
    if not now.case.urgent or not now.is_heard or not now.is_open:
        return None
    return Todo("Say when it is not urgent any more", "#part-calm")


def _read(now: Turn) -> Todo | None:
    if not now.unread:
        return None
    what = "the new message" if now.unread == 1 else f"the {now.unread} new messages"
    more = "Then answer, or say that nothing has to be answered."
    if to_acknowledge(now):
        more = "Your acknowledgement answers them."
    elif now.case.state == codes.CLOSED:
        more = "Then answer, say that nothing has to be answered, or open the case again."
    return Todo(f"Read {what} from {consent.complainer(now.case)}", "#file", more=more)


def _take(now: Turn) -> Todo | None:
    if now.case.lead or now.case.state == codes.CLOSED:
        return None
    return Todo("Take this case", press="take", label="Take this case", more=TAKEN)


def to_acknowledge(now: Turn) -> bool:
    """Whether nobody told them yet. Our answer acknowledges too: one that is signed goes first."""
    told = now.case.acknowledged_at or now.case.reopened_at or now.is_signed
    return now.is_open and not told


def _acknowledge(now: Turn) -> Todo | None:
    if not to_acknowledge(now):
        return None
    due = now.clocks[0].due
    if now.is_written:
        does = RING if answering.only_by_phone(now.case) else POST
        words = _by(does, due)
        return Todo(words, "#part-acknowledged")
    asks = now.case.consent == codes.AWAITED and now.asked_on is None
    return Todo(_by("Acknowledge it", due), "#part-acknowledge", more=WORDS_ASK if asks else "")


def _pause(now: Turn) -> Todo | None:
    """Whom to remind of what we wait for, and when; never that there is nothing to do."""
    case, due = now.case, now.answer.due
    if not case.paused or not now.is_open or now.unread or due < today() or now.is_signed:
        return None
    told = f"The answer is due by {in_words(due)} all the same."
    press = "" if case.paused == "consent" else "resume"
    whom = onward.named(waiting.body(case)) if case.paused == waiting.BODY else "them"
    if now.remind_on <= today():
        where = "#part-ask" if now.awaits_consent and case.paused == "consent" else "#steps"
        return Todo(f"Remind {whom}: {_waits_for(case)}", where, press, CAME, more=told)
    words = f"Remind {whom} on {in_words(now.remind_on)}: {_waits_for(case)}"
    return Todo(words, press=press, label=CAME, more=told)


def _ask(now: Turn) -> Todo | None:
    told = now.case.acknowledged_at or now.case.reopened_at
    if not now.awaits_consent or now.asked_on or not told:
        return None
    return Todo("Ask for consent", "#part-ask")


def _record(now: Turn) -> Todo | None:
    if not now.awaits_consent or now.asked_on is None:
        return None
    more = f"Asked on {in_words(now.asked_on)}, no answer yet. Do this when it is here."
    if to_acknowledge(now) and answering.goes_by_post(now.case):
        more = UNSAID
    return Todo(consent.to_record(now.case), "#part-consent", more=more)


def _wait(now: Turn) -> Todo | None:
    if not now.awaits_consent or now.asked_on is None or now.case.paused:
        return None
    if not now.case.acknowledged_at:
        return None
    words = "Wait for the consent"
    return Todo(words, press="pause", value="consent", label=words, more=onward.SHOWN_WAITING)


def _talk(now: Turn) -> Todo | None:
    case = now.case
    if not now.is_open or not case.acknowledged_at or case.planned_for:
        return None
    if case.reopened_at:
        return None  # what they said of our offer was about the first answer
    if case.offer == codes.WANTED:
        return Todo("Talk with them as they asked, and note the day of the answer", "#part-talk")
    if case.offer == codes.DECLINED:
        return Todo("Set the day of the answer: they would rather not talk", "#part-talk")
    return None


def _explain(now: Turn) -> Todo | None:
    """That it is late, and why, is written to them on the day after (R17)."""
    late = now.is_open and now.answer.due < today()
    if not late or now.is_told_late:
        return None
    words = "Write to them today that our answer is late, why, and when it comes"
    return Todo(words, "#steps" if now.case.acknowledged_at is None else "#part-reply")


def _write(now: Turn) -> Todo | None:
    if not now.is_open or now.is_passed:
        return None
    due = now.answer.due
    if not now.is_begun:
        words = "Look into it, and write the answer"
    elif now.missing:
        few = len(now.missing) <= FEW
        more = answering.incomplete(now.missing) if few else MANY.format(len(now.missing))
        return Todo(_by("Finish the answer", due), ANSWER, more=more)
    elif not now.is_signed:
        words = "Have the answer approved, and sign it"
    else:
        posted = answering.goes_by_post(now.case)
        if answering.only_by_phone(now.case):
            return Todo(_by(ASK_WHERE, due), "#part-reach", more=NO_PLACE)
        words = "Print the letter and post it" if posted else "Read the letter, and send it"
    return Todo(_by(words, due), ANSWER)


def _stands(now: Turn) -> Todo | None:
    """Of a case that was opened again, once they were told why nothing changes."""
    standing = ending.stands(now.case)
    if standing is None or standing.sent_at is None or now.is_signed:
        return None
    return Todo(f"Or close it: our answer of {in_words(standing.sent_at)} stands", CLOSE)


def _visit(now: Turn) -> Todo | None:
    """Whom nothing reaches may come in: then it is noted, and asked where we may write."""
    if not now.is_open or not answering.nowhere(now.case):
        return None
    return Todo(WHEN_THEY_COME, "#part-call", more=NO_WAY)


def _file(now: Turn) -> Todo | None:
    absent = ending.unfiled(now.case)
    if now.case.state != codes.ANSWERED or not absent:
        return None
    return Todo(f"Say for the counts {' and '.join(absent)}", "#part-file")


def _close(now: Turn) -> Todo | None:
    if now.case.state != codes.ANSWERED:
        return None
    return Todo("Close the case", CLOSE)


def _learn(now: Turn) -> Todo | None:
    case = now.case
    well_founded = case.outcome in {codes.UPHELD, codes.PARTLY}
    if now.is_open or not well_founded or case.learned_sealed:
        return None
    words = "Note what changes because of it, if something does"
    return Todo(words, "#part-learn", more=LEARNED)


RULES: tuple[Callable[[Turn], Todo | None], ...] = (
    _closed,
    _urgent,
    chores.theirs_alone,
    _read,
    _again,
    _take,
    _acknowledge,
    _ask,
    onward.close,
    onward.to_pass,
    _talk,
    chores.late,
    _explain,
    _pause,
    _record,
    _wait,
    chores.soon,
    _write,
    _stands,
    onward.wait,
    _visit,
    onward.theirs,
    _calm,
    chores.own,
    _file,
    _close,
    _learn,
    chores.others,
    _follows,
)


def _waits_for(case: Complaint) -> str:
    if case.paused == "consent":
        return f"we wait to know whether {consent.claim(case)}"
    if case.paused == "details":
        return f"we wait for the answer of {consent.complainer(case)} to a question"
    return "we wait for their answer"


def _by(words: str, due: date) -> str:
    """What is to be done by a day, or now when that day is over."""
    late = " now: it was due" if due < today() else ""
    return f"{words}{late} by {in_words(due)}"
