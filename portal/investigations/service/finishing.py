"""What comes next until a case is closed: the answer, how the case can end, and the counts."""

from portal.complaints.models import codes
from portal.complaints.service import answering, consent, ending
from portal.core.clock import in_words, today
from portal.core.working_days import next_working_day
from portal.investigations.service.todos import ANSWER, CLOSE, FEW, Todo, by
from portal.investigations.service.turns import Turn

ASK_WHERE = "Ring them to ask where our answer may go, and record it,"
NO_PLACE = "It is signed, and goes in writing: we have no address of theirs."
LEARNED = "It is published with the figures of the year."
MANY = "{} parts are missing, which its page names."
THEN_CLOSE = "Then you can close it with that answer."
MAY_NOT = "It may tell nothing about {}: consent was not given, or was withdrawn."


def explain(now: Turn) -> Todo | None:
    """That it is late, and why, is written to them on the day after (R17)."""
    late = now.is_open and now.answer.due < today()
    if not late or now.is_told_late:
        return None
    words = "Write to them today that our answer is late, why, and when it comes"
    return Todo(words, "#steps" if now.case.acknowledged_at is None else "#part-reply")


def write(now: Turn) -> Todo | None:
    """The next step of the answer, from looking into it to sending it."""
    if not now.is_open or now.is_passed:
        return None
    due = now.answer.due
    if not now.is_begun:
        more = MAY_NOT.format(consent.other(now.case)) if now.case.consent == codes.REFUSED else ""
        return Todo(by("Look into it, and write the answer", due), ANSWER, more=more)
    if now.missing:
        few = len(now.missing) <= FEW
        more = answering.incomplete(now.missing) if few else MANY.format(len(now.missing))
        return Todo(by("Finish the answer", due), ANSWER, more=more)
    if not now.is_signed:
        words = "Have the answer approved, and sign it"
    else:
        posted = answering.goes_by_post(now.case)
        if answering.only_by_phone(now.case):
            return Todo(by(ASK_WHERE, due), "#part-reach", more=NO_PLACE)
        words = "Print the letter and post it" if posted else "Read the letter, and send it"
    return Todo(by(words, due), ANSWER)


def stands(now: Turn) -> Todo | None:
    """Of a case that was opened again, once they were told why nothing changes."""
    sent = answering.sent(now.case)
    if not sent or sent[-1].sent_at is None or not now.is_open or now.is_signed:
        return None
    which = f"our answer of {in_words(sent[-1].sent_at)} stands"
    if ending.stands(now.case):
        return Todo(f"Or close it: {which}", CLOSE)
    return Todo(f"Or write to them why {which}", "#part-reply", more=THEN_CLOSE)


def settle(now: Turn) -> Todo | None:
    """What somebody told us in person or on the phone, and may be content about (RULES R15)."""
    if now.case.acknowledged_at or now.is_begun or not now.is_open:
        return None
    if ending.shut(now.case, ending.SETTLED):
        return None
    until = in_words(next_working_day(now.case.received_on))
    return Todo(f"Or close it as settled, if they are content by {until}", CLOSE)


def file(now: Turn) -> Todo | None:
    """What the yearly counts have to know."""
    absent = ending.unfiled(now.case)
    if now.case.state != codes.ANSWERED or not absent:
        return None
    return Todo(f"Say for the counts {' and '.join(absent)}", "#part-file")


def close(now: Turn) -> Todo | None:
    """Our answer was sent."""
    if now.case.state != codes.ANSWERED:
        return None
    return Todo("Close the case", CLOSE)


def learn(now: Turn) -> Todo | None:
    """What changes because of it (RULES R19)."""
    case = now.case
    well_founded = case.outcome in {codes.UPHELD, codes.PARTLY}
    if now.is_open or not well_founded or case.learned_sealed:
        return None
    words = "Note what changes because of it, if something does"
    return Todo(words, "#part-learn", more=LEARNED)
