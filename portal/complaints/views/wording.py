"""What each step is called, why we ask it, and how an answer stands on the page of all answers."""

from dataclasses import dataclass
from datetime import date

from portal.complaints.models import codes
from portal.complaints.service import steps
from portal.complaints.service.steps import Draft

TITLES = {
    steps.KIND: "What is your complaint about?",
    steps.WHO: "Who are you complaining for?",
    steps.OTHER: "About the person you complain for",
    steps.HAPPENED: "What happened?",
    steps.WHEN: "When did it happen?",
    steps.LATE: "Is there a reason why you tell us now?",
    steps.SERVICE: "Where did it happen?",
    steps.WANTED: "What would you like to happen?",
    steps.CONTACT: "Your name, and how we reach you",
    steps.REACH: "Where do we reach you?",
    steps.NEEDS: "Do you need any help from us?",
    steps.BIRTH: "What is your date of birth?",
    steps.CHECK: "Check your answers",
}
WHOSE_SERVICE = "Which service or team is it about?"
WHOSE = "Whose care or information is it?"
THEIR_BIRTH = "What is the date of birth of the person who had the care?"
WHY = {
    steps.KIND: "So that we ask you only what we need, and count the days that the law gives us.",
    steps.WHO: "If it is about somebody else, we need to know whether they agree.",
    steps.OTHER: "We need to know whose care it is, and whether we may tell you about it. Send "
    "your complaint even if they have not said yes yet. Until we know, we tell nobody about "
    "their care.",
    steps.HAPPENED: "It is what we look into. Only staff who look into complaints read it.",
    steps.WHEN: "It helps us to find the right records and the right people.",
    steps.LATE: "It seems to be more than 12 months ago. We still look at whether we can help.",
    steps.SERVICE: "So that we ask the right people. We ask you before we pass anything on.",
    steps.WANTED: "So that our answer deals with what matters to you.",
    steps.CONTACT: "To tell you that we have it, to ask you things, and to send our answer.",
    steps.REACH: "We use it for your complaint alone. What you wrote is never in an email of ours.",
    steps.NEEDS: "So that you can read, hear and say what you need to.",
    steps.BIRTH: "Two people may have the same name. We never ask for an NHS number.",
}
LABELS = {
    "kind": "What it is about",
    "who": "Who complains",
    "other_name": "Person it is about",
    "relation": "Why, or whether they agree",
    "happened": "What happened",
    "happened_when": "When it happened",
    "late_reason": "Why you tell us now",
    "service": "Which service, and where",
    "gp": "GP surgery",
    "treatment": "Treatment or care",
    "wanted": "What you would like to happen",
    "name": "Your name",
    "contact": "How we reach you",
    "email": "Your email address",
    "phone": "Your phone number",
    "address": "Your postal address",
    "safely": "How to reach you safely",
    "needs": "Help you need",
}
MY_BIRTH = "Your date of birth"
WHOSE_BIRTH = "Date of birth of the person who had the care"
WORDS = {
    "kind": codes.KINDS,
    "who": codes.WHO,
    "relation": codes.RELATIONS,
    "contact": codes.CONTACT,
}


@dataclass(frozen=True)
class Row:
    """One answer, with the step that changes it. An empty text was not provided."""

    label: str
    text: str
    step: str


def title(step: str, draft: Draft) -> str:
    """The one question of a page."""
    if step == steps.BIRTH and draft["who"] != codes.SELF:
        return THEIR_BIRTH
    if step == steps.OTHER and draft["who"] == codes.AFFECTED:
        return WHOSE
    if step == steps.SERVICE and draft["kind"] == codes.INFORMATION:
        return WHOSE_SERVICE
    return TITLES[step]


def rows(draft: Draft) -> list[Row]:
    """Every answer that will be sent, in the order of the questions."""
    found = []
    for step in steps.path(draft):
        if step == steps.BIRTH:
            whose = MY_BIRTH if draft["who"] == codes.SELF else WHOSE_BIRTH
            found.append(Row(whose, _born(draft), step))
            continue
        for name in steps.asked(draft, step):
            text = draft[name]
            found.append(Row(LABELS[name], WORDS.get(name, {}).get(text, text), step))
    return found


def _born(draft: Draft) -> str:
    """A date of birth in words, since 3/4 may be either way round; as written while it is wrong."""
    day, month, year = (draft[name] for name in steps.BIRTH_PARTS)
    if steps.BIRTH in draft.done and day:
        return f"{int(day)} {date(int(year), int(month), 1):%B} {int(year)}"
    return " ".join((day, month, year)).strip()
