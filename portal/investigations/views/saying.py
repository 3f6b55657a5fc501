"""What is said at the top of the page of a case after something was done: what it was, and whom it
reaches. What comes next says portal.investigations.service.ahead.
"""

from collections.abc import Mapping

from portal.complaints.models import Complaint, codes
from portal.complaints.service import answering, consent, ending
from portal.complaints.service.filing import CaseError
from portal.core.forms import StepForm
from portal.core.references import spaced
from portal.investigations.service.opening import Opened
from portal.investigations.service.turns import turn_of
from portal.investigations.views.steps import MAILED, SEEN, STEPS

KEYED_IN, DRAFTED = "keyed", "draft"
KEYED = "The complaint is kept"
SAVED = "The draft of the answer is saved"
KEPT = "The acknowledgement is kept. It counts when it is posted or said"
BY_MAIL = (
    "{} reads it on the page of their case. We send one mail that there is something new, and no "
    "other until they open the page"
)
# Of our answer everybody is mailed anew, also who has not looked since the last mail.
ANSWERED = "{} reads it on the page of their case. We send a mail that there is something new"
BY_PHONE = "No mail goes to {}, and nothing by post: ring them and say it, then note the call"
RING_FIRST = "No mail goes to {}, and nothing by post: ring them, say it, and note the day under"
BY_POST = "No mail goes to {}: print it and post it, or ring them"
BY_LETTER = "No mail goes to {}: print it and post it"
BY_VISIT = (
    "Nothing reaches {}: we know no email address, no phone number and no address. They read it on "
    "the page of their case, with their reference and code, or when they come in"
)
ON_PAGE = "{} sees it on the page of their case. No mail is sent about it"
NO_MAIL = "{} sees it if they open the page of their case. Nothing has to be posted"
POSTED = "You said that the letter to {} is in the post. That is kept"


def refuse(form: StepForm, error: CaseError, takes: Mapping[str, str] | None = None) -> None:
    """Say why it was not done: at the control that it is about, if it is about one.

    `takes` is what the verb calls each control.
    """
    named = {given: asked for asked, given in (takes or {}).items()}
    field = named.get(error.about, error.about)
    if field and field in form:
        form[field].errors = [str(error).rstrip(".")]
    else:
        form.refuse(str(error))


def done(step: str, opened: Opened) -> str:
    """What was done; empty when nothing was."""
    if step == KEYED_IN:
        return KEYED
    if step == DRAFTED:
        return SAVED
    if step == "acknowledge" and not opened.case.acknowledged_at:
        return KEPT
    if step == "consent" and opened.case.consent != codes.AWAITED:
        return f"Recorded: {consent.settled(opened.case)}"
    if step == "paper":
        return f"{STEPS[step].done}. Write the paper number {spaced(opened.case.paper)} on it"
    return STEPS[step].done if step in STEPS else ""


def reaches(step: str, opened: Opened) -> str:
    """What who complains notices of it, by name; empty when nothing reaches them."""
    if step == "acknowledge" and answering.only_by_phone(opened.case):
        return RING_FIRST.format(consent.complainer(opened.case))
    if step == "call" and answering.goes_by_post(opened.case):
        return ""  # it was said to them already, in that call
    return _reaches(STEPS[step].reaches if step in STEPS else "", opened.case)


def answered(done: str, case: Complaint) -> str:
    """The same, of what was done with the answer."""
    if done == "sent" and answering.goes_by_post(case):
        return POSTED.format(consent.complainer(case))
    if done == "closed" and answering.by_post(case):
        if case.ending == ending.SETTLED or turn_of(case).is_untold:
            return ""  # it was said to them; or what comes next says what to post
        # The letter told them; nobody has to print or ring again.
        return _reaches(SEEN, case) if case.ending == ending.ANSWERED else _reaches(MAILED, case)
    if done == "sent" and not answering.by_post(case):
        return ANSWERED.format(_start(case))
    return _reaches(MAILED if done in {"sent", "closed", "reopened"} else "", case)


def _start(case: Complaint) -> str:
    """Who complains, at the start of a sentence."""
    name = consent.complainer(case)
    return name if name != consent.NOBODY else "Who complains"


def _reaches(kind: str, case: Complaint) -> str:
    name, post, start = consent.complainer(case), answering.by_post(case), _start(case)
    if kind == MAILED and answering.nowhere(case):
        return BY_VISIT.format(name)
    if kind == MAILED:
        if answering.only_by_phone(case):
            return BY_PHONE.format(name)
        by_letter = BY_POST if case.phone_sealed else BY_LETTER
        return by_letter.format(name) if post else BY_MAIL.format(start)
    if kind == SEEN:
        return (NO_MAIL if post else ON_PAGE).format(start)
    return ""
