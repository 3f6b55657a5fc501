"""One case: read it, and work on it. Whoever comes second is told, and loses nothing they typed."""

from typing import Any

from flask import Blueprint, Response, abort, render_template, request
from flask.typing import ResponseReturnValue

import portal.staff as staff
from portal.complaints.models import codes
from portal.complaints.service import answering, filing, pairs, ready
from portal.complaints.service import opening as codes_of_cases
from portal.complaints.service.filing import CaseError, ChangedError, UnknownError
from portal.core import htmx
from portal.core.clock import today
from portal.core.forms import StepForm
from portal.core.references import spaced
from portal.investigations.forms import OtherForm, wording
from portal.investigations.forms.fields import CHOOSE
from portal.investigations.forms.steps import AGREES, CarriedForm
from portal.investigations.service import keying, opening
from portal.investigations.service.listing import HERE
from portal.investigations.service.opening import Opened
from portal.investigations.service.seeing import may_see
from portal.investigations.views.steps import STEPS, TO_THEM
from portal.records.service import sharing
from portal.staff import allowed

bp = Blueprint("investigations_case", __name__, url_prefix=HERE)

ON_PAPER = "No mail goes to them: print it and post it, or ring them"
KEYED_IN = "keyed"
OK = 200
KEYED = "The complaint is kept"
KEPT = "It is kept. Print the copy and post it, or ring them; then note below on which day"
# What the page calls what is kept as a code.
WORDS: dict[str, Any] = {
    "codes": codes,
    "stands": wording.STANDS,
    "kinds": wording.KINDS,
    "who": wording.WHO,
    "relations": wording.RELATIONS,
    "grounds": sharing.GROUNDS,
    "spaced": spaced,
}
FASTER = "Somebody else was faster. Read what changed, then send this again if it fits"


@bp.get("/<case>")
@allowed("investigator")
def show(case: str) -> ResponseReturnValue:
    """Open a case."""
    opened = opening.open_case(case, staff.signed_in()) or abort(404)
    return _page(opened, done=request.args.get("done", ""))


@bp.post("/<case>/<step>")
@allowed("investigator")
def act(case: str, step: str) -> ResponseReturnValue:
    """Do one thing with it."""
    person = staff.signed_in()
    if step not in STEPS or not may_see(case, person.public_id):
        abort(404)
    form = STEPS[step].form()
    status = _try(step, form, case, person.public_id) if form.validate() else 422
    if status == OK and not _is_unsent(form, case):
        return htmx.redirect(_onward(case, step))
    if step == "other":
        return _others(case, form, status)
    opened = opening.open_case(case, person) or abort(404)
    return _page(opened, form, step, status, done=step if status == OK else "")


@bp.get("/<case>/others")
@allowed("investigator")
def show_others(case: str) -> ResponseReturnValue:
    """What we know of other people: apart, so that a look at it is a line of the trail."""
    return _others(case, OtherForm(formdata=None))


@bp.get("/<case>/copy")
@allowed("investigator")
def show_copy(case: str) -> ResponseReturnValue:
    """What the person may have on paper: their own words, and what was said."""
    opened = opening.open_copy(case, staff.signed_in()) or abort(404)
    return render_template(
        "investigations/copy.html",
        opened=opened,
        case=opened.case,
        here=f"{HERE}/{case}",
        codes=codes,
        spaced=spaced,
        today=today(),
        code=pairs.shown(opening.text_of(opened.case, "secret")),
    )


@bp.post("/<case>/code")
@allowed("investigator")
def renew(case: str) -> ResponseReturnValue:
    """Make a new code. It is shown once, or mailed; the old one opens nothing any more."""
    person, form = staff.signed_in(), StepForm()
    opened = opening.open_case(case, person) or abort(404)
    mail = filing.is_mailed(opened.case)
    try:
        secret = codes_of_cases.renew_secret(
            case, by=person.public_id, seen_version=form.seen, mail=mail
        )
    except CaseError:
        form.refuse(FASTER)
        return _page(opening.open_case(case, person) or abort(404), form, "code", 409)
    page, reference = "investigations/code.html", spaced(opened.case.reference)
    code = "" if mail else pairs.shown(secret)
    return htmx.render(page, page, case=case, mailed=mail, code=code, reference=reference)


def _try(step: str, form: StepForm, case: str, by: str) -> int:
    """Do it; returns 200, or the status of the page that says why it was not done."""
    each = STEPS[step]
    try:
        each.verb(case, **each.given(form), by=by, seen_version=form.seen)
    except UnknownError:
        return 404
    except ChangedError:
        form.refuse(FASTER)
        return 409
    except CaseError as error:
        form.refuse(str(error))
        return 422
    return 200


def _onward(case: str, step: str) -> str:
    if STEPS[step].ends_sight:
        return HERE
    if step == "other":
        return f"{HERE}/{case}/others"
    return f"{HERE}/{case}?done={step}"


def _others(case: str, form: StepForm, status: int = 200) -> Response:
    found = opening.open_others(case, staff.signed_in()) or abort(404)
    reference, version, notes = found
    page = "investigations/others.html"
    return htmx.render(
        page,
        page,
        status,
        form=form,
        here=f"{HERE}/{case}",
        reference=spaced(reference),
        version=version,
        notes=notes,
    )


def _page(
    opened: Opened, sent: StepForm | None = None, step: str = "", status: int = 200, done: str = ""
) -> Response:
    said = STEPS.get(done)
    reaches = said is not None and said.reaches_them
    return htmx.render(
        "investigations/case.html",
        "investigations/_case.html",
        status,
        opened=opened,
        case=opened.case,
        here=f"{HERE}/{opened.case.public_id}",
        forms=_choose(_forms(opened, sent) | ({step: sent} if sent is not None else {}), opened),
        sent=sent if status != OK else None,
        step=step if status != OK else "",
        done=_done(done, opened),
        is_unsent=bool(sent) and status == OK,
        is_new=done == KEYED_IN,
        reaches=(ON_PAPER if opened.needs_post else TO_THEM) if reaches else "",
        meanwhile=opened.since(sent.seen) if sent and status == 409 else [],
        **WORDS,
        today=today(),
        to_be_shown=answering.to_be_shown(opened.case),
        is_timed=keying.is_timed(opened.case),
    )


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
    forms["name"]["colleague"].choices = {**CHOOSE, **others}
    if opened.case.kind == codes.CARE:
        forms["file"]["area"].choices = {**CHOOSE, **codes.AREAS}
    if opened.case.relation == "died":
        may_be = {key: words for key, words in AGREES.items() if key != codes.RECORDED}
        forms["consent"]["consent"].choices = {**CHOOSE, **may_be}
    return forms


def _is_unsent(form: StepForm, case: str) -> bool:
    """Whether somebody wrote a message, and did something else with the case."""
    if not isinstance(form, CarriedForm) or not form.message.data:
        return False
    row = filing.find(case)
    return row is not None and form.message.data != ready.acknowledgement(row)


def _done(done: str, opened: Opened) -> str:
    """What is said at the top of the page after a step."""
    if done == "acknowledge" and not opened.case.acknowledged_at:
        return KEPT
    said = STEPS.get(done)
    return said.done if said else KEYED if done == KEYED_IN else ""


def _forms(opened: Opened, sent: StepForm | None) -> dict[str, StepForm]:
    """A form for each step, filled with how the case stands, and with what is not sent yet."""
    case = opened.case
    typed = sent.data if isinstance(sent, CarriedForm) else {}
    message = {name: typed.get(name) for name in ("message", "tells_nothing")}
    filled: dict[str, dict[str, Any]] = {
        "acknowledge": {**message, "message": typed.get("message") or ready.acknowledgement(case)},
        "reply": message,
        "ask": {"message": ready.ask_for_consent(case)},
        "assign": {"colleague": case.lead},
        "talk": {"planned_for": case.planned_for},
        "file": {"area": case.area, "subject": case.subject},
        "learn": {"learned": opened.learned},
        "ombudsman": {"said_on": case.ombudsman_on},
    }
    return {
        name: each.form(formdata=None, data=filled.get(name, {})) for name, each in STEPS.items()
    }
