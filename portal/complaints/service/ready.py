"""Words that are ready for whoever works on a case: to say that we have it, and to ask for consent.

They are a beginning: staff read them, change them, and send them as their own.
"""

from portal.complaints.models import Complaint, codes
from portal.complaints.service import answering, consent
from portal.core.clock import in_words
from portal.core.site import current_settings

OFFERS = {
    codes.OFFERED: (
        "We would like to talk with you about how we look into it, and by when we answer. Tell us "
        "what suits you. If you would rather not talk, we decide it and write to you."
    ),
    codes.WANTED: (
        "You would like to talk with us about how we look into it, and by when we answer. I "
        "will contact you to find a time."
    ),
    codes.TAKEN_UP: "We talked about how we look into it, and by when we answer.",
    codes.DECLINED: (
        "You would rather not talk about how we look into it. So we decide it, and write to you."
    ),
}
SAME_CARE = "Your care is the same, whether you complain or not."
NOBODYS_CARE = "Complaining never changes the care that anyone gets."
TO_SIGN = "They can fill in part 1 of our form and sign it. Or they can ring us and tell us so."
TO_SHOW = "Please fill in part 2 of our form, and send a copy of what shows it, such as {}."
SHOWN_BY = {
    "child": "a birth certificate or a court order. A child who understands it can agree in part 1",
    "capacity": "a lasting power of attorney or a court order",
    "died": "a will or a grant of probate. If you have none, tell us how you are related",
}

LONGER = "If we need longer, we ask you or tell you why before that day."


def acknowledgement(case: Complaint) -> str:
    """What we write when a person has read a complaint, with the offer to talk (RULES R12)."""
    latest = answering.due_on(case)
    due = in_words(case.planned_for or latest)
    paragraphs = [
        "I have read your complaint. Thank you for telling us.",
        OFFERS[case.offer],
        f"You will have our answer by {due}. {LONGER}",
    ]
    if case.consent == codes.AWAITED:
        paragraphs.append(_needed(case))
    if case.who == codes.SELF:
        paragraphs.append(SAME_CARE)
    elif case.relation != "died":
        paragraphs.append(NOBODYS_CARE)
    return "\n\n".join(paragraphs)


def ask_for_consent(case: Complaint) -> str:
    """What we write to be shown that somebody may be told what we find (RULES R14)."""
    return f"{_needed(case)}\n\nYou can send us a photo, a scan or the paper itself."


def _needed(case: Complaint) -> str:
    """What we have to be shown, and how, by how it stands with the person it is about."""
    shown_by = SHOWN_BY.get(case.relation)
    how = TO_SHOW.format(shown_by) if shown_by else TO_SIGN
    return (
        "We look into it now. Before we can tell you anything about the person it is about, we "
        f"need to see {codes.SHOWS[case.relation]}. {how} You find the form at "
        f"{current_settings().base_url}{consent.FORM}, and we post it to you if you ask."
    )
