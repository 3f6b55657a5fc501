"""What an auditor asks of one case: of which kind it is, how it stands, and what consent there is.

Closed words, days and organisations: no name of a person, and nothing that anybody wrote.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from portal.complaints.models import Complaint, ComplaintEvent, codes
from portal.complaints.service import agreed, consent, headline, sharing
from portal.complaints.service.clocks import answer_by, day_of
from portal.complaints.service.dates import clocks_of
from portal.complaints.service.filing import events, find
from portal.core.clock import in_words

WAITS = {
    "consent": "For consent",
    "details": "For an answer of who complained",
    "other-body": "For another organisation",
}
NOT_NEEDED = "Not needed: they complain for themselves"
ABOUT_NOBODY = "Not needed: it is about nobody else’s care or information"
AWAITED = "Needed, and not here yet: nothing about the person may be told"
LATER = "{} was agreed on {}; before, the last day was {}"
GIVEN = "We said that we answer by {}"
REFUSED = "refused"


def rows_of(public_id: str) -> list[tuple[str, str]]:
    """What it is and how it stands, a heading and its lines each; nothing of what is no case."""
    case = find(public_id)
    if case is None:
        return []
    happened = events(case)
    return [
        ("What kind", codes.KINDS.get(case.kind, case.kind)),
        ("How it came", codes.CHANNELS.get(case.channel, case.channel)),
        ("Who may see it", _seen(case, happened)),
        ("What it waits for", _waits(case)),
        ("How it ended", _ended(case)),
        ("Ombudsman", in_words(case.ombudsman_on) if case.ombudsman_on else "Not that we know"),
        ("Consent", _consent(case, happened)),
        ("May be passed on to", "\n".join(_organisations(case)) or "Nobody noted"),
    ]


def _seen(case: Complaint, happened: Sequence[ComplaintEvent]) -> str:
    if not case.restricted:
        return "Every investigator without a conflict of interest"
    since = [each.at for each in happened if each.event == "restricted"]
    return f"Restricted to named people{f', since {in_words(since[-1])}' if since else ''}"


def _waits(case: Complaint) -> str:
    if not case.paused:
        return "Nothing"
    since = f", since {in_words(case.paused_at)}" if case.paused_at else ""
    return f"{WAITS.get(case.paused, case.paused)}{since}"


def _ended(case: Complaint) -> str:
    if case.closed_at:
        return f"{headline.ended(case)}, on {in_words(case.closed_at)}"
    if case.state != codes.ANSWERED:
        return "It is open"
    # Nothing about somebody who refused is told, what was found least of all (RULES R14).
    found = "" if case.consent == codes.REFUSED else codes.OUTCOMES.get(case.outcome, "")
    return f"Our answer was sent{f': {found.lower()}' if found else ''}. It is not closed"


def answer_days(case: Complaint) -> Iterator[str]:
    """What else is to know of the last day to answer: that it is a later one that was agreed, and
    which day we gave when that is another.
    """
    if case.extended_to and case.extended_on:
        first = answer_by(day_of(case.reopened_at or case.received_at), case.kind)
        days = (case.extended_to, case.extended_on, first)
        yield LATER.format(*(in_words(day) for day in days))
    if case.planned_for and case.planned_for not in [clock.due for clock in clocks_of(case)[:2]]:
        yield GIVEN.format(in_words(case.planned_for))


def _consent(case: Complaint, happened: Sequence[ComplaintEvent]) -> str:
    """Whether it is needed to speak for somebody, what came of it, and when."""
    if case.consent == codes.NOT_NEEDED:
        return NOT_NEEDED if case.who == codes.SELF else ABOUT_NOBODY
    if case.consent == codes.AWAITED:
        asked = consent.asked_on(happened)
        return f"{AWAITED}. {f'We asked on {in_words(asked)}' if asked else 'Not asked for yet'}"
    last = [each for each in sharing.given(case) if each.recipient_sealed is None][-1:]
    given = f"{in_words(last[0].given_on)}" if last else "a day that is not known"
    if case.consent == codes.LAWFUL:
        return f"Not needed: the law lets somebody speak for them. Shown on {given}"
    if case.consent == codes.RECORDED:
        return f"Needed, and recorded. Given on {given}"
    if last and last[0].withdrawn_on:
        return f"Needed. Given on {given}, and withdrawn on {in_words(last[0].withdrawn_on)}"
    return f"Needed, and refused, noted on {in_words(_refused_on(happened))}"


def _refused_on(happened: Sequence[ComplaintEvent]) -> date:
    """The day of the newest refusal; a case that is refused has one."""
    noted = [each for each in happened if (each.event, each.detail) == ("consent", REFUSED)]
    return day_of((noted or happened)[-1].at)


def _organisations(case: Complaint) -> Iterator[str]:
    for each in sharing.given(case):
        if each.recipient_sealed is not None:
            yield f"{each.recipient}: {agreed.days(each)}"
