"""The answer as a letter: what was written, and what no letter goes without.

The right to go to the Ombudsman or to the Information Commissioner is not written by anybody, so
nobody can leave it out: it follows from what the complaint is about (RULES R10, R16).
"""

from dataclasses import dataclass
from datetime import date

from portal.complaints.models import Complaint, ComplaintAnswer, codes
from portal.complaints.service.clocks import day_of
from portal.core.references import spaced

DECISIONS = {
    codes.UPHELD: "We uphold your complaint: it was not as it should have been.",
    codes.PARTLY: "We uphold a part of your complaint, and not the rest.",
    codes.NOT_UPHELD: "We do not uphold your complaint. We say below why.",
}
# The headings of the letter, in its order, each with the part of the answer under it.
HEADINGS = {
    "considered": "How we looked into it",
    "found": "What we found",
    "conclusion": "What we conclude",
    "action": "What we do about it",
}


@dataclass(frozen=True)
class Section:
    """A heading of the letter, and the paragraphs under it."""

    heading: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class Letter:
    """One answer, ready to be shown or printed. What is not written yet is empty."""

    reference: str
    number: int
    kind: str
    about: str
    name: str
    address: tuple[str, ...]
    received_on: date
    sent_on: date | None
    is_signed: bool
    decision: str
    apology: tuple[str, ...]
    delay: tuple[str, ...]
    sections: tuple[Section, ...]
    signed_by: str
    signed_as: str
    approved_on: date | None


def letter_of(case: Complaint, answer: ComplaintAnswer) -> Letter:
    """The letter of an answer, sent or not."""
    moment = answer.sent_at or answer.signed_at
    return Letter(
        reference=spaced(case.reference),
        number=answer.number,
        kind=case.kind,
        about=codes.KINDS[case.kind],
        name=case.name or "",
        address=paragraphs(case.address),
        received_on=case.received_on,
        sent_on=day_of(moment) if moment else None,
        is_signed=answer.signed_at is not None,
        decision=DECISIONS.get(answer.outcome, ""),
        apology=paragraphs(answer.apology),
        delay=paragraphs(answer.delay),
        sections=tuple(
            Section(heading, paragraphs(getattr(answer, name)))
            for name, heading in HEADINGS.items()
        ),
        signed_by=answer.signed_by or "",
        signed_as=answer.signed_as or "",
        approved_on=answer.approved_on,
    )


def paragraphs(text: str | None) -> tuple[str, ...]:
    """The lines of a text that hold something."""
    return tuple(line.strip() for line in (text or "").splitlines() if line.strip())
