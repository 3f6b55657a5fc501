"""What comes next in a case: one answer, for the top of its page and for what follows each act.

Each rule looks at how the case stands and names one thing to do, with where it is done. They stand
in the order in which they are done; the first of them is the next step.
"""

from collections.abc import Callable

from portal.complaints.models import Complaint, codes
from portal.complaints.service import answering, consent, waiting
from portal.core.clock import in_words, today
from portal.investigations.service import chores, danger, finishing, onward
from portal.investigations.service.todos import ANSWER, COPY, REOPEN, Todo, by
from portal.investigations.service.turns import Turn, turn_of
from portal.records.service import holds
from portal.records.service.words import kept_until
from portal.register import personal_data

CAME = "It came: stop waiting"
SAY = "Ring them, and say what we wrote or noted since you last did"
PRINT = "Print what we wrote or noted and post it, or ring them and say it"
JUST_PRINT = "Print what we wrote or noted, and post it"
NO_MAIL = "No mail goes to them: before that they know nothing of it."
POST = "Print and post what you wrote, and note the day,"
RING = "Ring them and say what you wrote, and note the day,"
WHEN_THEY_COME = "When they come in: tell them how it stands, and note it"
FOLLOWS = "See what follows, or open the case again"
AGAIN = "Look into it again, if they are not content with our answer"
NO_WAY = "Nothing reaches them before. Ask where our answer may go."
TAKEN = "Nobody is responsible for it yet."
WORDS_ASK = "The words that are ready ask for consent too."
UNSAID = "The words that ask are kept, and nobody has posted or said them yet."
HELD = "as long as a hold stands on it, and at least"
MOST = 4


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
    if case.state != codes.CLOSED or now.unread or now.tasks or now.is_untold:
        return None
    return Todo("Nothing to do now: the case is closed.", more=f"It is kept {kept(case)}.")


def _follows(now: Turn) -> Todo | None:
    if now.case.state != codes.CLOSED:
        return None
    return Todo(FOLLOWS, ANSWER, label="Go on to what follows")


def _again(now: Turn) -> Todo | None:
    """They wrote or rang after our answer: there may be more to look into."""
    if now.case.state != codes.ANSWERED or not now.is_disputed:
        return None
    return Todo(AGAIN, REOPEN)


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
        words = by(does, due)
        return Todo(words, "#part-acknowledged")
    asks = now.case.consent == codes.AWAITED and now.asked_on is None
    return Todo(by("Acknowledge it", due), "#part-acknowledge", more=WORDS_ASK if asks else "")


def _untold(now: Turn) -> Todo | None:
    """What is kept for whom no mail reaches: nobody has said yet that it went."""
    if not now.is_untold or to_acknowledge(now):
        return None
    if answering.only_by_phone(now.case):
        return Todo(SAY, press="posted", label="I rang, and said it", more=NO_MAIL)
    words = PRINT if now.case.phone_sealed else JUST_PRINT
    return Todo(words, COPY, press="posted", label="It is posted, or said", more=NO_MAIL)


def _pause(now: Turn) -> Todo | None:
    """Whom to remind of what we wait for, and when; never that there is nothing to do."""
    case, due = now.case, now.answer.due
    if not case.paused or not now.is_open or now.unread or due < today() or now.is_signed:
        return None
    told = f"The answer is due by {in_words(due)} all the same."
    press = "" if case.paused == "consent" else "resume"
    whom = _whom(now)
    if now.remind_on <= today():
        where = "#part-ask" if now.awaits_consent and case.paused == "consent" else "#steps"
        return Todo(f"Remind {whom}: {_waits_for(case)}", where, press, CAME, more=told)
    words = f"Remind {whom} on {in_words(now.remind_on)}: {_waits_for(case)}"
    return Todo(words, press=press, label=CAME, more=told)


def _remind(now: Turn) -> Todo | None:
    """Of a late case too, after what is late."""
    case = now.case
    if not case.paused or not now.is_open or now.unread or now.answer.due >= today():
        return None
    if now.is_signed or now.remind_on > today():
        return None
    return Todo(f"Remind {_whom(now)}: {_waits_for(case)}", "#steps", "resume", CAME)


def _whom(now: Turn) -> str:
    case = now.case
    return onward.named(waiting.body(case)) if case.paused == waiting.BODY else "them"


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


def _offered(now: Turn) -> Todo | None:
    """Nobody knows yet whether they want to talk (RULES R12)."""
    case = now.case
    if not now.is_open or not case.acknowledged_at or case.reopened_at or now.is_begun:
        return None
    if case.offer != codes.OFFERED or case.planned_for or now.is_passed:
        return None
    return Todo("Note whether they want to talk, when they say so", "#part-talk")


def _visit(now: Turn) -> Todo | None:
    """Whom nothing reaches may come in: then it is noted, and asked where we may write."""
    if not now.is_open or not answering.nowhere(now.case):
        return None
    return Todo(WHEN_THEY_COME, "#part-call", more=NO_WAY)


RULES: tuple[Callable[[Turn], Todo | None], ...] = (
    _closed,
    danger.urgent,
    danger.rang,
    chores.theirs_alone,
    _read,
    _again,
    _take,
    _acknowledge,
    _untold,
    _ask,
    onward.close,
    onward.to_pass,
    _talk,
    chores.late,
    finishing.explain,
    _pause,
    _record,
    _wait,
    chores.soon,
    finishing.write,
    _remind,
    finishing.stands,
    finishing.settle,
    onward.wait,
    _visit,
    onward.theirs,
    chores.own,
    finishing.file,
    finishing.close,
    finishing.learn,
    chores.others,
    _offered,
    _follows,
)


def _waits_for(case: Complaint) -> str:
    if case.paused == "consent":
        return f"we wait to know whether {consent.claim(case)}"
    if case.paused == "details":
        return f"we wait for the answer of {consent.complainer(case)} to a question"
    return "we wait for their answer"
