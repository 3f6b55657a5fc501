"""One case: read it, and work on it. Whoever comes second is told, and loses nothing they typed."""

from typing import Any

from flask import Blueprint, Response, abort, render_template, request
from flask.typing import ResponseReturnValue

import portal.staff as staff
from portal.complaints.models import codes
from portal.complaints.service import answering, consent, ending, filing, pairs
from portal.complaints.service import opening as codes_of_cases
from portal.complaints.service.filing import CaseError, ChangedError, UnknownError
from portal.core import htmx
from portal.core.clock import today
from portal.core.forms import StepForm
from portal.core.references import spaced
from portal.core.security import allow_body
from portal.investigations.forms import OtherForm, wording
from portal.investigations.service import ahead, copying, danger, keying, opening, reading
from portal.investigations.service.listing import HERE
from portal.investigations.service.opening import Opened
from portal.investigations.service.seeing import may_see
from portal.investigations.service.todos import Todo
from portal.investigations.views import saying
from portal.investigations.views.steps import STEPS, titles
from portal.investigations.views.typed import forms_of, posted, typed
from portal.records.service import sharing
from portal.staff import allowed

bp = Blueprint("investigations_case", __name__, url_prefix=HERE)

OK = 200
# All texts of the page at their longest, of four bytes each letter, three signs a byte.
MOST_BYTES = 1_500_000
# What the page calls what is kept as a code.
WORDS: dict[str, Any] = {
    "codes": codes,
    "stands": wording.STANDS,
    "kinds": wording.KINDS,
    "pauses": wording.PAUSES,
    "who": wording.WHO,
    "relations": wording.RELATIONS,
    "allows": sharing.allows,
    "spaced": spaced,
}
FASTER = "Somebody else was faster. Read what changed, then send this again if it fits"
UNSENT = "Something below is not sent yet. Send it or empty it, then make the new code"
STAY = "Something below is not sent yet. Send it or empty it, then go to the answer"
LOST = "Something below is not sent yet, and would be lost. Send it or empty it first"
LEAVE = "leave"
# What follows once the decision to share something is logged.
PASSING = ("note", "pause")
Kept = dict[str, StepForm]


@bp.url_value_preprocessor
def allow_long_texts(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Let all that stands on the page in; it comes before the size of the request is looked at."""
    allow_body(MOST_BYTES)


@bp.get("/<case>")
@allowed("investigator")
def show(case: str) -> ResponseReturnValue:
    """Open a case."""
    opened = opening.open_case(case, staff.signed_in()) or abort(404)
    return _page(opened, {}, done=request.args.get("done", ""))


@bp.post("/<case>/<step>")
@allowed("investigator")
def act(case: str, step: str) -> ResponseReturnValue:
    """Do one thing with it."""
    person = staff.signed_in()
    if step not in STEPS or not may_see(case, person.public_id):
        abort(404)
    form, kept = posted(step), _typed(case, step)
    if kept and STEPS[step].ends_sight:
        form.refuse(LOST)
    is_right = form.validate() and not form.trouble
    status = _try(step, form, case, person.public_id) if is_right else 422
    if status == OK and not kept:
        return htmx.redirect(_onward(case, step))
    if step == "other":
        return _others(case, form, status)
    opened = opening.open_case(case, person) or abort(404)
    if status == OK:
        return _page(opened, kept, done=step)
    return _page(opened, kept, form, step, status)


@bp.post("/<case>/leave")
@allowed("investigator")
def leave(case: str) -> ResponseReturnValue:
    """Go to the answer; when something is typed and not sent, stay, and say so."""
    person, form = staff.signed_in(), StepForm()
    opened = opening.open_case(case, person) or abort(404)
    kept = typed(opened.case)
    if kept:
        form.refuse(STAY)
        return _page(opened, kept, form, LEAVE, 422)
    shown = request.args.get("show", "")
    query = f"?show={shown}" if shown in {"close", "reopen"} else ""
    return htmx.redirect(f"{HERE}/{case}/answer{query}")


@bp.get("/<case>/others")
@allowed("investigator")
def show_others(case: str) -> ResponseReturnValue:
    """What we know of other people: apart, so that a look at it is a line of the trail."""
    return _others(case, OtherForm(formdata=None, prefix="other."))


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
        days=copying.days(opened),
        code=pairs.shown(reading.text_of(opened.case, "secret")),
    )


@bp.post("/<case>/code")
@allowed("investigator")
def renew(case: str) -> ResponseReturnValue:
    """Make a new code. It is shown once, or mailed; the old one opens nothing any more."""
    person, form = staff.signed_in(), StepForm()
    opened = opening.open_case(case, person) or abort(404)
    mail, kept = filing.is_mailed(opened.case), typed(opened.case)
    if kept:
        form.refuse(UNSENT)
        return _page(opened, kept, form, "code", 422)
    try:
        secret = codes_of_cases.renew_secret(
            case, by=person.public_id, seen_version=form.seen, mail=mail
        )
    except CaseError:
        form.refuse(FASTER)
        return _page(opening.open_case(case, person) or abort(404), {}, form, "code", 409)
    return _code(opened, "" if mail else pairs.shown(secret))


def _code(opened: Opened, code: str) -> Response:
    """The new code; empty when it was mailed."""
    page, case = "investigations/code.html", opened.case.public_id
    reference, todos = spaced(opened.case.reference), _ahead(case)
    return _whole(
        htmx.render(
            page,
            page,
            case=case,
            mailed=not code,
            to_post=not opened.needs_visit,
            code=code,
            reference=reference,
            ahead=todos,
        )
    )


def _whole(answer: Response) -> Response:
    """A page of its own, and not a part of the one that was asked from."""
    if htmx.is_fragment():
        answer.headers.update(htmx.WHOLE_PAGE)
    return answer


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
        saying.refuse(form, error, each.takes)
        return 422
    return 200


def _onward(case: str, step: str) -> str:
    if STEPS[step].ends_sight:
        row = filing.find(case)
        return f"{HERE}?done={step}&with={row.lead if row is not None else ''}"
    if step == "other":
        return f"{HERE}/{case}/others?done={step}"
    return f"{HERE}/{case}?done={step}"


def _others(case: str, form: StepForm, status: int = 200) -> Response:
    found = opening.open_others(case, staff.signed_in()) or abort(404)
    reference, version, notes = found
    page = "investigations/others.html"
    is_done = request.args.get("done") == "other" and status == OK
    return _whole(
        htmx.render(
            page,
            page,
            status,
            form=form,
            here=f"{HERE}/{case}",
            reference=spaced(reference),
            version=version,
            notes=notes,
            done=STEPS["other"].done if is_done else "",
            ahead=_ahead(case),
        )
    )


def _typed(case: str, step: str) -> Kept:
    """What stands in the other forms of the page, before anything is done."""
    row = filing.find(case)
    return typed(row, step) if row is not None else {}


def _page(
    opened: Opened,
    kept: Kept,
    sent: StepForm | None = None,
    step: str = "",
    status: int = OK,
    done: str = "",
) -> Response:
    kept = kept | ({step: sent} if sent is not None and step in STEPS else {})
    return htmx.render(
        "investigations/case.html",
        "investigations/_case.html",
        status,
        forms=forms_of(opened, kept),
        unsent=[name for name in kept if name != step],
        leaves=step == LEAVE,
        sent=sent,
        meanwhile=opened.since(sent.seen) if sent and status == 409 else [],
        **_next(opened, {step, *kept, *(PASSING if done == "share" else ())}),
        **_case(opened),
        **_done(done, opened),
        **WORDS,
    )


def _next(opened: Opened, parts: set[str]) -> dict[str, Any]:
    """What comes next; its parts of the page are open, and those that are wanted."""
    todos = ahead.ahead(opened.case)
    return {
        "ahead": todos,
        "is_feared": any(danger.says(each) for each in todos),
        "is_danger": any(each.where == danger.DANGER for each in todos),
        "unfolded": parts | {each.part for each in todos},
    }


def _case(opened: Opened) -> dict[str, Any]:
    """What is said of the case as it stands."""
    case = opened.case
    return {
        "opened": opened,
        "case": case,
        "here": f"{HERE}/{case.public_id}",
        "titles": titles(case),
        "settled": consent.settled(case),
        "unfiled": ending.unfiled(case),
        "today": today(),
        "to_be_shown": answering.to_be_shown(case),
        "is_timed": keying.is_timed(case),
    }


def _done(done: str, opened: Opened) -> dict[str, Any]:
    """What is said of what was just done."""
    return {
        "done": saying.done(done, opened),
        "reaches": saying.reaches(done, opened),
        "is_new": done == saying.KEYED_IN,
        "is_recorded": done == "consent",
        "is_shared": done == "share",
        "is_resumed": done == "resume",
        "to_ring": done == "acknowledge" and opened.needs_call,
    }


def _ahead(case: str) -> list[Todo]:
    """What comes next, on a page beside the one of the case."""
    row = filing.find(case)
    return ahead.ahead(row) if row is not None else []
