"""What we have to be shown before we tell anything (RULES R14): how it is asked for and recorded,
and in which words, by how it stands with the person it is about.
"""

from collections.abc import Iterable
from datetime import date

from portal.complaints.models import Complaint, ComplaintEvent, codes
from portal.complaints.service.clocks import day_of
from portal.core.crypto import CryptoError

ASKED, SETTLED, FORBIDS = "asked", "consent", "forbids"
# Where the form is: a message that says so asks for consent, whichever message it is.
FORM = "/complaints/consent-form"
NOBODY = "who complains"
# What is longer, or turns the words around it, stands in the file and not in our sentences.
LONGEST_NAME = 60
TURNS = frozenset("\n\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
SPEAKS = {"died": "speak", "child": "act", "capacity": "act"}
WHOSE = {
    codes.INFORMATION: "the person whose information it is",
    codes.DECISION: "the other person",
}


def is_guarded(case: Complaint) -> bool:
    """Whether nothing about the person may be told to who complains for them (RULES R14)."""
    return case.consent in {codes.AWAITED, codes.REFUSED}


def complainer(case: Complaint) -> str:
    """Who complains: their name, when they gave one."""
    return _written(case, "name") or NOBODY


def other(case: Complaint) -> str:
    """Whose care or information it is: their name, when we know it."""
    return _written(case, "other_name") or WHOSE.get(case.kind, "the person whose care it is")


def claim(case: Complaint) -> str:
    """What has to be shown, with the names."""
    speaks = SPEAKS.get(case.relation)
    if speaks:
        return f"{complainer(case)} may {speaks} for {other(case)}"
    return f"{other(case)} agrees"


def to_record(case: Complaint) -> str:
    """What the step is called that records it."""
    return f"Record whether {claim(case)}"


def to_pass_on(case: Complaint) -> str:
    """What the step is called that records that something may be passed on: who has to agree."""
    theirs = case.who == codes.SELF or case.relation == "died"
    return f"Record that {complainer(case) if theirs else other(case)} agrees to pass something on"


def settled(case: Complaint) -> str:
    """What is recorded of it, as one sentence."""
    if case.consent == codes.RECORDED:
        return f"{_start(other(case))} agrees"
    may = f"{complainer(case)} may {SPEAKS.get(case.relation, 'speak')} for {other(case)}"
    if case.consent == codes.LAWFUL:
        return f"{_start(may)}: the law allows it"
    return f"Not shown, or not agreed: nothing about {other(case)} may be told"


def asked_on(happened: Iterable[ComplaintEvent]) -> date | None:
    """The day on which we asked for it, while no answer is recorded; events stand oldest first."""
    asked = None
    for each in happened:
        if each.event == ASKED:
            asked = day_of(each.at)
        elif each.event == SETTLED:
            asked = None
    return asked


def forbids(happened: Iterable[ComplaintEvent]) -> bool:
    """Whether the person it is about said what they do not want told."""
    return any(each.detail == FORBIDS for each in happened)


def asks(case: Complaint, text: str) -> bool:
    """Whether a message to who complains asks for it: it says where the form is."""
    return is_guarded(case) and FORM in text


def _written(case: Complaint, name: str) -> str:
    """A sealed name that fits into a sentence; nothing when it does not, or its key is gone."""
    try:
        written = getattr(case, name) or ""
    except CryptoError:
        return ""
    return written if fits(written) else ""


def fits(written: str) -> bool:
    """Whether somebody's words may stand in a sentence of ours."""
    return len(written) <= LONGEST_NAME and not TURNS.intersection(written)


def _start(words: str) -> str:
    return words[:1].upper() + words[1:]
