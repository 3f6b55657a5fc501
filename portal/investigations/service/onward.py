"""What comes next when another organisation has to answer, or has to be heard first."""

from portal.complaints.service import consent, ending
from portal.complaints.service.waiting import BODY
from portal.investigations.service.todos import CLOSE, Todo
from portal.investigations.service.turns import Turn

PART = "#part-pass"
# No name on a button: it is somebody's words.
WAIT = "Wait for their answer"
SHOWN_WAITING = "Until it comes, everybody sees that we wait for it. No date moves."
ASK_FIRST = "Ask the person first, and record that they agree."
OURS_GO_ON = "Our own days go on until the case is closed."


def to_pass(now: Turn) -> Todo | None:
    """Somebody agreed to pass it on, and nobody did."""
    if not now.is_open or now.is_passed or not now.to_pass:
        return None
    return Todo(f"Pass it on to {named(now.to_pass)}, as was agreed", PART)


def theirs(now: Turn) -> Todo | None:
    """Before anybody writes the answer: is it ours to answer?"""
    told = now.case.acknowledged_at or now.case.reopened_at
    if not now.is_open or not told or now.is_begun or now.is_passed or now.to_pass:
        return None
    if now.case.paused or now.shared_with:
        return None
    words = "Or pass it on, if another organisation has to answer it"
    return Todo(words, PART, more=ASK_FIRST)


def wait(now: Turn) -> Todo | None:
    """We share something with another organisation: do we wait for their answer?"""
    if not now.is_open or now.case.paused or not now.has_shared:
        return None
    words = f"Wait for {named(now.shared_with)}, if you need their answer"
    return Todo(words, press="pause", value=BODY, label=WAIT, more=SHOWN_WAITING)


def close(now: Turn) -> Todo | None:
    """All of it is theirs: it is filed for the counts, and closed."""
    if not now.is_passed:
        return None
    absent = ending.unfiled(now.case)
    if absent:
        return Todo(f"Say for the counts {' and '.join(absent)}", "#part-file", more=OURS_GO_ON)
    words = f"Close the case: {named(now.shared_with)} answers it"
    return Todo(words, CLOSE, more=OURS_GO_ON)


def named(body: str) -> str:
    """An organisation in a sentence of ours."""
    return body if body and consent.fits(body) else "the other organisation"
