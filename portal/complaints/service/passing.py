"""Passing a complaint, or a part of it, to the organisation that has to answer it (RULES R18).

Only with a consent that names them, or for a part with a law that asks for it; each is one entry of
the log of what we share. The person reads to whom, why, and what happens now. No date of ours
moves: our own days go on until we answer, or close the case as passed on.
"""

from collections.abc import Iterable
from datetime import date

from portal.complaints.models import Complaint, ComplaintConsent, ComplaintEvent, codes
from portal.complaints.service import answering, sharing, waiting, working
from portal.complaints.service.filing import claim, done, note, undone
from portal.complaints.service.talking import refuse_telling, write
from portal.core.clock import in_words, now, today
from portal.records.models import Disclosure
from portal.records.service.sharing import DisclosureError, allows, enter

ALL, WAIT, PART = "all", "wait", "part"
# What is noted of it: that they answer all, or that we answer the rest.
PASSED, IN_PART = "passed", "passed-part"
ON = (PASSED, IN_PART)
NOT_OPEN = "Our answer was sent, or the case is closed. Open it again first."
NOT_SAID = "Say what they answer: press one of the buttons of this step."
WAITS_FOR = (
    "We wait for {} already, and a case waits for one organisation at a time. Press “A part: we go "
    "on with the rest”, and add a task to remind the other; or first note that the first one came."
)
NOT_A_DAY = "Write the day on which it went: since the complaint came, up to today."
TOO_EARLY = "They agreed on {}: before that day nothing goes to anybody."
NEEDS_CONSENT = (
    "Without a consent that names them only a part is passed on, because a law asks for it: we "
    "answer the rest. First record that they agree, or press another button."
)
WENT = {
    ALL: "We passed your complaint to {}. It went on {}.",
    PART: "We passed a part of your complaint to {}. It went on {}.",
}
BECAUSE = "They are the ones to answer it: {}"
WHAT = "What went to them: {}."
YOURS = "You agreed to this on {}."
AGREED = "This was agreed to on {}."
LAWFUL = "We may do that, because: {}."
NOW = {
    ALL: (
        "They answer you now, in their own time: ask them by when. We write to you when we close "
        "your complaint here. If you do not hear from them, tell us."
    ),
    WAIT: ("They answer that part. We answer the rest, and need to hear from them first. {}"),
    PART: "They answer that part. We answer the rest. {}",
}
SAME = "Your dates with us stay the same: our answer is due by {}."
OVER = "Our answer was due by {}. We are sorry that it takes longer."


def pass_on(
    public_id: str,
    recipient: str,
    why: str,
    what: str,
    ground: str,
    on: date,
    then: str,
    law: str = "",
    *,
    tells_nothing: bool = False,
    by: str,
    seen_version: int,
) -> None:
    """Note that a complaint, or a part of it, went to the organisation that has to answer it, on
    which day, why to them, and what allowed it; and tell the person.

    `then` says what is left for us: nothing (ALL), or a part, for which we WAIT for them or not
    (PART). Raises CaseError when nothing allows it, or when it may not be told.
    """
    case = claim(public_id, seen_version)
    if case.state in {codes.ANSWERED, codes.CLOSED}:
        raise undone(NOT_OPEN)
    if then not in NOW:
        raise undone(NOT_SAID)
    agreed = _agreed(case, recipient, ground, on, then)
    refuse_telling(case, tells_nothing)
    row = _log(case, recipient, what, ground, law)
    said = [
        WENT[ALL if then == ALL else PART].format(recipient, in_words(on)),
        BECAUSE.format(why),
        WHAT.format(what.rstrip(".")),
        _allowed(case, row, agreed),
        NOW[then].format(_dates(case)),
    ]
    write(case, codes.REPLY, "\n\n".join(said), by)
    _wait(case, then, by)
    answering.tell(case)
    done(case, PASSED if then == ALL else IN_PART, on.isoformat(), by)


def is_passed(case: Complaint, happened: Iterable[ComplaintEvent]) -> bool:
    """Whether others answer all of it, and nothing is left for us but to close it."""
    last = [each.event for each in happened if each.event in {*ON, "reopened"}][-1:]
    return last == [PASSED] and case.state not in {codes.ANSWERED, codes.CLOSED}


def to_pass(case: Complaint) -> str:
    """The organisation that somebody agreed to and nothing was passed to yet; empty when none."""
    gone = {_folded(each.recipient) for each in sharing.passed(case)}
    agreed = [each.recipient or "" for each in sharing.given(case) if not each.withdrawn_on]
    return next((name for name in agreed[::-1] if name and _folded(name) not in gone), "")


def _log(case: Complaint, recipient: str, what: str, ground: str, law: str) -> Disclosure:
    """One entry of the log of what we share; raises CaseError for one that may not be."""
    try:
        return enter(recipient, what, ground, sharing.DECIDED_BY, case.public_id, law)
    except DisclosureError as error:
        raise undone(f"{str(error).capitalize()}.") from error


def _agreed(
    case: Complaint, recipient: str, ground: str, on: date, then: str
) -> ComplaintConsent | None:
    """The consent that allows it, if one does; raises CaseError when nothing does on that day, or
    when we wait for somebody else already.
    """
    if then == WAIT and case.paused == waiting.BODY:
        raise undone(WAITS_FOR.format(waiting.body(case) or "another organisation"))
    if not case.received_on <= on <= today():
        raise undone(NOT_A_DAY, "on")
    if ground != sharing.CONSENT:
        if then == ALL:
            raise undone(NEEDS_CONSENT, "ground")
        return None
    agreed = sharing.agreed_to(case, recipient)
    if agreed is None:
        raise undone(sharing.not_agreed(case, recipient), "recipient")
    if on < agreed.given_on:
        raise undone(TOO_EARLY.format(in_words(agreed.given_on)), "on")
    return agreed


def _dates(case: Complaint) -> str:
    """By when the person has our answer: passing on moves no day."""
    due = min(answering.given_for(case), answering.due_on(case))
    return (OVER if due < today() else SAME).format(in_words(due))


def _allowed(case: Complaint, row: Disclosure, agreed: ComplaintConsent | None) -> str:
    if agreed is None:
        return LAWFUL.format(allows(row))
    theirs = YOURS if case.who == codes.SELF else AGREED
    return theirs.format(in_words(agreed.given_on))


def _wait(case: Complaint, then: str, by: str) -> None:
    """What we waited for before is over when all is theirs, or when we wait for them now."""
    if case.paused and then != PART:
        working.go_on(case)
        note(case, "resumed", by=by)
    if then == WAIT:
        case.state, case.paused, case.paused_at = codes.WAITING, "other-body", now()
        note(case, "paused", "other-body", by)
    elif case.state == codes.NEW:
        case.state = codes.OPEN


def _folded(name: str) -> str:
    return sharing.folded(name)
