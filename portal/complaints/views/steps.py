"""The form of small steps. What was answered travels sealed in the page: nothing is kept by us,
nor on the device, until it is sent. Each seal is of one page, so no other page's is taken.
"""

from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from portal.complaints.forms import steps as forms
from portal.complaints.forms.sealing import BAD, BAD_CHECK, OLD, Sealed, fresh, opened, sealed
from portal.complaints.forms.steps import StepForm
from portal.complaints.service import steps
from portal.complaints.service.steps import CHECK, KIND, STEPS, Draft
from portal.complaints.service.taking import TooManyError, take
from portal.complaints.views import receipt, wording
from portal.core.clock import wait_in_words
from portal.core.screening import is_urgent, numbers_in
from portal.core.security import allow_body

bp = Blueprint("complaints_steps", __name__, url_prefix="/complaints")

# TRUST B14: 20,000 emoji, as a form sends them, beside the sealed answers of all other steps.
MOST_BYTES = 640 * 1024
START = "/complaints/new/kind"
URGENT = "urgent"
STARTS = "We keep nothing before you send it, so the questions start here."
# Not no-store: a page that answers a POST could then not be gone back to, and what somebody
# typed on it would be gone (docs/adr/0010-going-back.md).
HEADERS = {"Cache-Control": "private, no-cache", "X-Robots-Tag": "noindex"}


@bp.url_value_preprocessor
def more_room(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Before anything reads the form: these pages carry more than others."""
    allow_body(MOST_BYTES)


@bp.get("/new")
def begin() -> ResponseReturnValue:
    """The first question."""
    return redirect(START, 303)


@bp.get("/new/<step>")
def show(step: str) -> ResponseReturnValue:
    """The first question: without what was answered there is no other."""
    _check_name(step)
    return _page(KIND, fresh(), note="" if step == KIND else STARTS)


@bp.post("/new/<step>")
def answer(step: str) -> ResponseReturnValue:
    """Take the answer to one question and ask the next, or the one that was wished for."""
    _check_name(step)
    found = opened(step, request.form)
    if found.trouble == BAD:
        return _mend(step, found)
    if step == CHECK:
        return _checked(found)
    form = forms.sent(step, found.draft)
    if "back" in request.form:
        return _back(step, found, form)
    if not form.validate():
        return _page(step, found.draft, form=form, status=422)
    return _warn(step, found.draft, form) or _go_on(step, found, form)


def _check_name(step: str) -> None:
    if step not in STEPS:
        abort(404)


def _go_on(step: str, found: Sealed, form: StepForm) -> Response:
    draft = found.draft
    draft.keep(step, form.values, stands=True)
    return _page(steps.after(draft, step), draft, note=found.trouble)


def _back(step: str, found: Sealed, form: StepForm) -> Response:
    """The page before, with what was typed here kept, right or wrong."""
    draft = found.draft
    is_right = form.validate()
    if form.is_too_long:
        return _page(step, draft, form=form, status=422)
    draft.keep(step, form.values, stands=is_right)
    return _page(steps.before(draft, step) or step, draft, note=found.trouble)


def _mend(step: str, found: Sealed) -> Response:
    """A page that was changed: what was typed on it stays, and the rest is asked again."""
    draft = found.draft
    if step == CHECK:
        return _page(KIND, draft, note=BAD_CHECK, status=422)
    form = forms.sent(step, draft)
    form.validate()
    form.refuse(BAD)
    return _page(step, draft, form=form, status=422)


def _warn(step: str, draft: Draft, form: StepForm) -> Response | None:
    """Who helps, first of all (RULES R34); then what we do not need (R32). Each is said once."""
    text = "\n".join(form.values.values())
    if URGENT not in draft.seen and is_urgent(text):
        draft.seen.append(URGENT)
        return _page(step, draft, form=form, warn=URGENT)
    found = [each for each in numbers_in(text) if each.kind not in draft.seen]
    if not found or step == steps.REACH:
        return None
    draft.seen += [each.kind for each in found]
    return _page(step, draft, form=form, warn="details", found=found)


def _checked(found: Sealed) -> ResponseReturnValue:
    """From the page of all answers: change one, go back, or send."""
    draft, change = found.draft, request.form.get("change", "")
    if change in steps.path(draft):
        draft.is_checking = True
        return _page(change, draft)
    draft.is_checking = False
    if "back" in request.form:
        return _page(steps.before(draft, CHECK), draft)
    is_meant = "send" in request.form and found.trouble != OLD
    if not is_meant or steps.first_open(draft) != CHECK:
        return _page(steps.first_open(draft), draft, note=found.trouble)
    return _send(draft)


def _send(draft: Draft) -> ResponseReturnValue:
    try:
        taken = take(steps.answers(draft), stamp=draft.key, address=request.remote_addr)
    except TooManyError as error:
        response = _page(CHECK, draft, status=429, note=_later(error.wait))
        response.headers["Retry-After"] = str(int(error.wait.total_seconds()) + 1)
        return response
    return receipt.show(taken)


def _later(wait: timedelta) -> str:
    return (
        "Very many complaints came from your network just now. Your answers are still here. "
        f"Send them again in {wait_in_words(wait)}, or call or write to us."
    )


def _page(
    step: str, draft: Draft, *, form: StepForm | None = None, status: int = 200, **shown: Any
) -> Response:
    """A step. `shown`: note, a line to say first; warn, what is warned of; found, the numbers."""
    form = form or forms.shown(step, draft)
    form.draft.data = sealed(step, draft)
    words: dict[str, Any] = {"note": "", "warn": "", "found": [], **shown}
    html = render_template(
        "complaints/check.html" if step == CHECK else "complaints/step.html",
        step=step,
        title=wording.title(step, draft),
        why=wording.WHY.get(step, ""),
        answers=draft,
        rows=wording.rows(draft) if step == CHECK else [],
        form=form,
        place=steps.place(draft, step),
        before=steps.before(draft, step),
        **words,
    )
    response = make_response(html, status)
    response.headers.update(HEADERS)
    return response
