"""How to show that we may tell what we find about another person (RULES R14): who fills in which
part of the consent form, and where it goes.

It is said here once, so that the page of a case, the receipt, the mail, what staff write and the
printed form say the same.
"""

from dataclasses import dataclass

from portal.complaints.models import codes
from portal.core.site import current_settings

SIGN = (
    "The person it is about fills in part 1 of the form and signs it. Part 2 stays empty. If they "
    "do not agree, or you cannot ask them, tell us."
)
SPEAK = (
    "You fill in part 2 of the form and sign it. Part 1 stays empty. With it, send a copy of a "
    "paper that shows it, such as {}. If you have none, say how you are related, and we talk with "
    "you."
)
CHILD = " A child who understands what it is about can fill in part 1 and sign it instead."
PAPERS = {
    "child": "a birth certificate or a court order",
    "capacity": "a lasting power of attorney or a court order",
    "died": "a will or a grant of probate",
}
MARK = "Write your reference on it, but never your code."
PRINT = "If you cannot print it, call {}, and we post it to you."
POST = "Complaints, {}"
EMAIL = "send a photo or a scan of it to {}"
CALL = "the person it is about can call {}, give your reference, and tell us that they agree"


@dataclass(frozen=True)
class Showing:
    """What we need to be shown, who fills in which part, and each way to send it."""

    what: str
    sign: str
    to_print: str
    mark: str
    ways: tuple[tuple[str, str], ...]


def showing(relation: str) -> Showing:
    """How it is shown, by how it stands with the person it is about; "" is for anybody."""
    here = current_settings()
    ways = [
        ("By post", POST.format(here.contact_address)),
        ("By email", EMAIL.format(here.contact_email)),
    ]
    if relation not in PAPERS:
        ways.append(("By phone", CALL.format(here.contact_phone)))
    return Showing(
        what=codes.SHOWS[relation],
        sign=_sign(relation),
        to_print=PRINT.format(here.contact_phone),
        mark=MARK,
        ways=tuple(ways),
    )


def _sign(relation: str) -> str:
    if relation not in PAPERS:
        return SIGN
    return SPEAK.format(PAPERS[relation]) + (CHILD if relation == "child" else "")
