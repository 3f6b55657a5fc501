"""Working on a case: who has it, acknowledging it, by when it is answered, what it waits for."""

from datetime import date, datetime, time

from portal.complaints.models import Complaint, codes
from portal.complaints.service import answering, clocks, consent, tidings, unread
from portal.complaints.service.filing import claim, done, note, undone
from portal.complaints.service.people import let_see, may_lead
from portal.complaints.service.talking import refuse_telling, write
from portal.core.clock import LONDON, in_words, now, today

LATER = "Write a later day than {}, which is the one that we gave, and one that is not over."
WAS_AGREED = "Write the day on which it was agreed: since the complaint came, up to today."
INSTEAD = "Our answer is to come by {}, instead of {}. {}"
OVER = (
    "The day to answer was {}, and it is over: a later one had to be agreed before. Write to the "
    "person why it takes longer and when they can expect the answer, and say it in the answer too."
)
BEYOND = "The answer is due by {}. A later day has to be agreed: use “Agree a later day”."
ALARM, CALM = "It is urgent: somebody may be in danger.", "It is not urgent, or not any more."
# What may be noted of our offer to talk; without an answer we set the time too (RULES R12).
HEARD = (codes.TAKEN_UP, codes.DECLINED, codes.OFFERED)


def assign(public_id: str, person: str, *, by: str, seen_version: int) -> None:
    """Make a member of staff responsible for a case, or nobody.

    Raises CaseError when they do not look into complaints, or may not see this one.
    """
    case = _open(public_id, seen_version)
    if person and not may_lead(case, person):
        raise undone("This person may not see the case, so they cannot be responsible for it.")
    let_see(case, person)
    case.lead = person
    _begin(case)
    done(case, "assigned", person, by)


def take(public_id: str, *, by: str, seen_version: int) -> None:
    """Make oneself responsible for a case. Raises CaseError."""
    assign(public_id, by, by=by, seen_version=seen_version)


def acknowledge(
    public_id: str, text: str, *, tells_nothing: bool = False, by: str, seen_version: int
) -> None:
    """Say as a person that we have it, and offer to talk (RULES R8, R11, R12).

    Words that say where the consent form is ask for consent too. Whom no mail reaches has not
    been told before it is posted or said: the words are kept to be printed, and `acknowledged`
    notes the day. Whom nothing reaches at all has the page of the case alone, so there it counts.
    Raises CaseError when somebody did, or when it may not be told to who complains.
    """
    case = _open(public_id, seen_version)
    if case.acknowledged_at:
        raise undone("It was acknowledged already.")
    refuse_telling(case, tells_nothing)
    _begin(case)
    write(case, codes.REPLY, text, by)
    unread.settle(case)
    if consent.asks(case, text):
        note(case, consent.ASKED, by=by)
    if answering.goes_by_post(case):
        done(case, "reply", by=by)
        return
    case.acknowledged_at = now()
    answering.tell(case)
    done(case, "acknowledged", by=by)


def acknowledged(public_id: str, on: date, how: str, *, by: str, seen_version: int) -> None:
    """Note that somebody told them already, on which day and how: on paper, or on the phone.

    Raises CaseError when that is known, or for a day on which it cannot have been.
    """
    case = _open(public_id, seen_version)
    if case.acknowledged_at:
        raise undone("It was acknowledged already.")
    if not case.received_on <= on <= today():
        raise undone("Write the day on which they were told: since it came, up to today.", "on")
    noon = datetime.combine(on, time(12), LONDON)
    case.acknowledged_at = min(max(noon, case.received_at), now())
    _begin(case)
    write(case, codes.NOTE, how, by)
    done(case, "acknowledged", on.isoformat(), by)


def talked(public_id: str, offer: str, planned_for: date, *, by: str, seen_version: int) -> None:
    """Note what came of our offer to talk, and the day by which the person has our answer.

    Raises CaseError for a day that is over, or later than the one that the law or we set.
    """
    case = _open(public_id, seen_version)
    if offer not in HEARD:
        raise undone("Choose what came of the offer.")
    latest = answering.due_on(case)
    if planned_for < today():
        raise undone("Write a day that is not over.", "planned_for")
    if planned_for > latest >= today():
        raise undone(BEYOND.format(in_words(latest)), "planned_for")
    case.planned_for = planned_for
    if offer != codes.OFFERED:
        case.offer = offer
        note(case, "talked", offer, by)
    answering.tell(case)
    done(case, "planned", planned_for.isoformat(), by)


def extend(
    public_id: str, until: date, agreed_on: date, how: str, *, by: str, seen_version: int
) -> None:
    """Note that a later day was agreed than the one that we gave.

    Up to the law's day it is a new day of ours (R12). A later one counts only when it is agreed
    before the law's day is over (R17). Raises CaseError for it otherwise.
    """
    case = _open(public_id, seen_version)
    due, given = answering.due_on(case), answering.given_for(case)
    if until <= given or until < today():
        raise undone(LATER.format(in_words(given)), "until")
    if until > due and not clocks.may_extend(due, today()):
        raise undone(OVER.format(in_words(due)), "until")
    if not case.received_on <= agreed_on <= today():
        raise undone(WAS_AGREED, "agreed_on")
    if until > due:
        case.extended_to, case.extended_on = until, agreed_on
    if case.planned_for:
        # The day we gave was earlier; the person agreed to this one instead.
        case.planned_for = until
    write(case, codes.NOTE, INSTEAD.format(in_words(until), in_words(given), how), by)
    answering.tell(case)
    done(case, "extended" if until > due else "planned", until.isoformat(), by)


def pause(public_id: str, why: str, *, by: str, seen_version: int) -> None:
    """Note that we wait for something. No date moves. Raises CaseError."""
    case = _open(public_id, seen_version)
    if why not in codes.PAUSES:
        raise undone("Choose what we wait for.")
    if case.paused:
        raise undone("We wait for something already.")
    if case.state == codes.ANSWERED:
        raise undone("Our answer was sent. Open the case again first.")
    case.state, case.paused, case.paused_at = codes.WAITING, why, now()
    done(case, "paused", why, by)


def resume(public_id: str, *, by: str, seen_version: int) -> None:
    """Note that we go on. Raises CaseError when we did not wait."""
    case = _open(public_id, seen_version)
    if not case.paused:
        raise undone("We do not wait for anything.")
    go_on(case)
    done(case, "resumed", by=by)


def go_on(case: Complaint) -> None:
    """Wait no more. The caller notes it and commits."""
    case.state, case.paused, case.paused_at = codes.OPEN, "", None


def alarm(public_id: str, why: str, *, by: str, seen_version: int) -> None:
    """Note that somebody may be in danger, and why; mail all who may see it at once.

    It stands first in the list until somebody says why it is not any more. Raises CaseError when it
    is marked as urgent already, or is closed.
    """
    case = _open(public_id, seen_version)
    if case.urgent:
        raise undone("It is marked as urgent already.")
    case.urgent = True
    write(case, codes.NOTE, f"{ALARM} {why}", by)
    tidings.cry(case)
    done(case, "alarmed", by=by)


def calm(public_id: str, why: str, *, by: str, seen_version: int) -> None:
    """Note that it is not urgent, or not any more, and why. What it was stays in the file.

    Raises CaseError when it is not marked as urgent.
    """
    case = claim(public_id, seen_version)
    if not case.urgent:
        raise undone("It is not marked as urgent.")
    case.urgent = False
    write(case, codes.NOTE, f"{CALM} {why}", by)
    done(case, "calmed", by=by)


def file_under(public_id: str, area: str, subject: str, *, by: str, seen_version: int) -> None:
    """Say what it is about, for the yearly counts (RULES R20). Raises CaseError."""
    case = claim(public_id, seen_version)
    if (area and area not in codes.AREAS) or subject not in codes.SUBJECTS:
        raise undone("Choose what it is about.")
    if case.kind == codes.CARE and not area:
        raise undone("Choose the kind of service: a complaint about care is counted by it.")
    case.area, case.subject = area, subject
    done(case, "filed", subject, by)


def learn(public_id: str, text: str, *, by: str, seen_version: int) -> None:
    """Note what changes because of it, for the yearly report (RULES R19)."""
    case = claim(public_id, seen_version)
    case.learned = text or None
    done(case, "learned", by=by)


def to_ombudsman(public_id: str, on: date, *, by: str, seen_version: int) -> None:
    """Note that the Ombudsman told us that it went to them (RULES R19). Raises CaseError."""
    case = claim(public_id, seen_version)
    if not case.received_on <= on <= today():
        raise undone("Write the day they told us: since the complaint came, up to today.", "on")
    case.ombudsman_on = on
    done(case, "ombudsman", on.isoformat(), by)


def _open(public_id: str, seen_version: int) -> Complaint:
    """A case that is not closed, for us alone."""
    case = claim(public_id, seen_version)
    if case.state == codes.CLOSED:
        raise undone("The case is closed. Open it again first.")
    return case


def _begin(case: Complaint) -> None:
    """A person has it now."""
    if case.state == codes.NEW:
        case.state = codes.OPEN
