"""Whether a consent stands in a case, for the log of what we share: admins write that log, and may
not read the case.
"""

from portal.complaints.models import Complaint, ComplaintConsent
from portal.complaints.service import sharing
from portal.complaints.service.filing import find
from portal.core.clock import in_words

FIRST = (
    "An investigator records the consent in the case first, with the same name; or choose the law "
    "that asks for it"
)
NONE = "No consent that names {} is recorded in this case"
ENDED = "The consent that names {} was withdrawn on {}"


def refused(record: str, recipient: str) -> str:
    """Why nothing may be shared of a record with an organisation because somebody agreed, and what
    to do; "" when it may, or when the record is no complaint.
    """
    case = find(record)
    if case is None or sharing.agreed_to(case, recipient):
        return ""
    ended = _ended(case, recipient)
    if ended is None or ended.withdrawn_on is None:
        return f"{NONE.format(recipient)}. {FIRST}"
    return f"{ENDED.format(recipient, in_words(ended.withdrawn_on))}. {FIRST}"


def stands(record: str, recipient: str) -> str:
    """Whether the consent that names an organisation stands in a case, with its days; "" when the
    record is no complaint.
    """
    case = find(record)
    if case is None:
        return ""
    given = sharing.agreed_to(case, recipient) or _ended(case, recipient)
    if given is None:
        return NONE.format(recipient)
    return f"That consent {'is withdrawn' if given.withdrawn_on else 'stands'}: {days(given)}"


def days(given: ComplaintConsent) -> str:
    """When somebody agreed, and when they no longer did."""
    ended = f", withdrawn on {in_words(given.withdrawn_on)}" if given.withdrawn_on else ""
    return f"given on {in_words(given.given_on)}{ended}"


def _ended(case: Complaint, recipient: str) -> ComplaintConsent | None:
    """The newest consent that names them and is withdrawn."""
    named = sharing.folded(recipient)
    theirs = [each for each in sharing.given(case) if sharing.folded(each.recipient or "") == named]
    return next((each for each in theirs[::-1] if each.withdrawn_on), None)
