"""What is said at the top of the page of a case after something was done: what it was, and whom it
reaches. What comes next says portal.investigations.service.ahead.
"""

from portal.complaints.models import codes
from portal.complaints.service import consent
from portal.investigations.service.opening import Opened
from portal.investigations.views.steps import MAILED, STEPS

KEYED_IN = "keyed"
KEYED = "The complaint is kept"
KEPT = "The acknowledgement is kept, to be printed and posted"
BY_MAIL = "{} reads it on the page of their case. A mail says that there is something new, not what"
BY_POST = "No mail goes to {}: print it and post it, or ring them"
SEEN = "{} sees it on the page of their case, where they open it. No mail is sent about it"
SEEN_ALONE = "{} gets no mail about it, and nothing has to be posted"


def done(step: str, opened: Opened) -> str:
    """What was done; empty when nothing was."""
    if step == KEYED_IN:
        return KEYED
    if step == "acknowledge" and not opened.case.acknowledged_at:
        return KEPT
    if step == "consent" and opened.case.consent != codes.AWAITED:
        return f"Recorded: {consent.settled(opened.case)}"
    return STEPS[step].done if step in STEPS else ""


def reaches(step: str, opened: Opened) -> str:
    """What who complains notices of it, by name; empty when nothing reaches them."""
    kind = STEPS[step].reaches if step in STEPS else ""
    name = consent.complainer(opened.case)
    start = name if name != consent.NOBODY else "Who complains"
    if not kind:
        return ""
    if kind == MAILED:
        return BY_POST.format(name) if opened.needs_post else BY_MAIL.format(start)
    return (SEEN_ALONE if opened.needs_post else SEEN).format(start)
