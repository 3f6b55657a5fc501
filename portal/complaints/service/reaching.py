"""Where we write to the person, as they told staff; what stood there before stays in the file."""

from portal.complaints.models import Complaint, codes
from portal.complaints.service import pairs
from portal.complaints.service.filing import claim, done, note, undone
from portal.complaints.service.talking import write

EVENT = "reach"
NOWHERE = "Write an email address or a postal address."


def reach(
    public_id: str, email: str, address: str, how: str, *, by: str, seen_version: int
) -> None:
    """Note where they want us to write, and how we know. Our mails go to an email address then.

    Raises CaseError when neither is given.
    """
    case = claim(public_id, seen_version)
    given = {"email": email, "address": address}
    new = {name: words for name, words in given.items() if words}
    if not new:
        raise undone(NOWHERE)
    before = [words for name in new if (words := getattr(case, name))]
    instead = f" Before, it was: {'; '.join(before)}" if before else ""
    for name, words in new.items():
        setattr(case, name, words)
    _choose(case, new)
    write(case, codes.NOTE, f"{how}{instead}", by)
    for name in list(new)[:-1]:
        note(case, EVENT, name, by)
    done(case, EVENT, list(new)[-1], by)


def _choose(case: Complaint, new: dict[str, str]) -> None:
    """Mail is how they hear from us once they gave an email address; a call stays a call."""
    if "email" in new:
        case.email_index = pairs.email_index(new["email"])
        case.contact = "email"
    elif case.contact != "phone":
        case.contact = "post"
