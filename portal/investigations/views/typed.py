"""The forms on the page of a case. They are sent together: whichever button is pressed, what was
typed into the others stays on the page, with scripts and without.
"""

from datetime import date
from typing import Any

from flask import request
from werkzeug.datastructures import MultiDict

from portal.complaints.models import Complaint, codes
from portal.complaints.service import consent, passing, ready, sharing, waiting
from portal.core.forms import StepForm, tidy
from portal.investigations.forms.fields import CHOOSE
from portal.investigations.forms.steps import AGREES
from portal.investigations.forms.wording import PAUSES
from portal.investigations.service.opening import Opened
from portal.investigations.service.reading import text_of
from portal.investigations.views.steps import STEPS

VERSION, PRESSED = "seen_version", "pressed."
CONSENT = "consent"


def posted(step: str) -> StepForm:
    """The form of a step as it was sent; its controls are called after it: call.message."""
    given = MultiDict(request.form)
    given[f"{step}.{VERSION}"] = given.get(VERSION, "")
    # What a button stands for goes before the list of the same form: htmx sends it after that.
    for name, value in request.form.items():
        if name.startswith(pressed := f"{step}.{PRESSED}"):
            given[f"{step}.{name.removeprefix(pressed)}"] = value
    return STEPS[step].form(formdata=given, prefix=f"{step}.")


def typed(case: Complaint, step: str = "") -> dict[str, StepForm]:
    """The forms of other steps into which somebody typed, as they were sent.

    Ask before the step is done: what a form is filled with follows how the case stands.
    """
    filled = _filled(case)
    return {
        name: posted(name)
        for name in STEPS
        if name != step and _is_typed(name, filled.get(name, {}))
    }


def forms_of(opened: Opened, kept: dict[str, StepForm]) -> dict[str, StepForm]:
    """A form for each step: as somebody left it, or filled with how the case stands."""
    filled = _filled(opened.case)
    forms = {name: _form(name, filled.get(name, {})) for name in STEPS}
    if "acknowledge" in kept and opened.case.acknowledged_at and "reply" not in kept:
        # Somebody else was faster, or it was said on the phone: then it is a message.
        forms["reply"]["message"].data = kept["acknowledge"]["message"].data
    return _choose({**forms, **kept}, opened)


def _form(step: str, filled: dict[str, Any]) -> StepForm:
    return STEPS[step].form(formdata=None, data=filled, prefix=f"{step}.")


def _filled(case: Complaint) -> dict[str, dict[str, Any]]:
    """What stands in a form before anybody types."""
    return {
        "acknowledge": {"message": ready.acknowledgement(case)},
        "ask": {"message": ready.ask_for_consent(case)},
        "assign": {"colleague": case.lead},
        "talk": {"planned_for": case.planned_for},
        "file": {"area": case.area, "subject": case.subject},
        "learn": {"learned": text_of(case, "learned")},
        "ombudsman": {"said_on": case.ombudsman_on},
        "pass": _to_pass(case),
    }


def _to_pass(case: Complaint) -> dict[str, str]:
    """The organisation that somebody agreed to, so that it is named as it was there."""
    name = passing.to_pass(case)
    return {"recipient": name, "ground": sharing.CONSENT} if name else {}


def _is_typed(step: str, filled: dict[str, Any]) -> bool:
    """Whether something else was sent than what stood there."""
    sent = {
        name.removeprefix(f"{step}."): value
        for name, value in request.form.items()
        if name.startswith(f"{step}.")
    }
    return any(tidy(value) != _shown(filled.get(name)) for name, value in sent.items())


def _shown(value: str | date | None) -> str:
    """A value as its control sends it."""
    return value.isoformat() if isinstance(value, date) else str(tidy(value or ""))


def _open_tasks(opened: Opened) -> dict[str, str]:
    """What may still be dropped: what it is, and who has it."""
    still = [each for each in opened.tasks if each.done_at is None]
    return {
        each.public_id: f"{place}. {each.text if consent.fits(each.text) else ''} ({each.who})"
        for place, each in enumerate(still, 1)
    }


def _pauses(case: Complaint) -> dict[str, str]:
    """What we may wait for from who complains; another organisation has a button of its own."""
    left_out = {waiting.BODY} | ({CONSENT} if case.consent != codes.AWAITED else set())
    return {key: words for key, words in PAUSES.items() if key not in left_out}


def _choose(forms: dict[str, StepForm], opened: Opened) -> dict[str, StepForm]:
    """Put the colleagues into the lists: those who may see the case, or who do not yet."""
    everybody, hidden = opened.investigators, set(opened.conflicts)
    may = {key: name for key, name in everybody.items() if key not in hidden}
    named = may
    if opened.case.restricted:
        # When all who were named have left, anybody may take it up.
        named = {key: name for key, name in may.items() if key in opened.named} or may
    others = {key: name for key, name in may.items() if key not in opened.named}
    forms["assign"]["colleague"].choices = {"": "Nobody", **named}
    forms["task"]["colleague"].choices = {"": "Nobody yet", **named}
    forms["pause"]["paused"].choices = {**CHOOSE, **_pauses(opened.case)}
    forms["give"]["colleague"].choices = {**CHOOSE, **named}
    for step in ("drop", "give"):
        forms[step]["record"].choices = {**CHOOSE, **_open_tasks(opened)}
    forms["name"]["colleague"].choices = {**CHOOSE, **others}
    if opened.case.kind == codes.CARE:
        forms["file"]["area"].choices = {**CHOOSE, **codes.AREAS}
    if opened.case.relation == "died":
        may_be = {key: words for key, words in AGREES.items() if key != codes.RECORDED}
        forms["consent"]["consent"].choices = {**CHOOSE, **may_be}
    return forms
