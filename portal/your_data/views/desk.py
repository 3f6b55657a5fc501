"""Requests about information at the desk: the clock of each, who asks what, and the answer."""

from flask import Blueprint, Response, abort, make_response, render_template, request
from flask.typing import ResponseReturnValue

from portal.core import htmx
from portal.core.clock import in_words, today
from portal.core.forms import PublicForm
from portal.core.references import spaced
from portal.staff import allowed
from portal.your_data.forms import LongerForm, OutcomeForm
from portal.your_data.models import KINDS, OUTCOMES, WAYS
from portal.your_data.service import answering, shown
from portal.your_data.service.answering import AnswerError, Details

bp = Blueprint("your_data_desk", __name__, url_prefix="/staff/data-requests")

HERE = "/staff/data-requests"
WORDS = {"kinds": KINDS, "outcomes": OUTCOMES, "ways": WAYS, "spaced": spaced}
DONE = {
    "answered": "Noted: this request is answered",
    "extended": "It may take two months more",
}


@bp.get("")
@allowed("admin")
def show() -> ResponseReturnValue:
    """What waits, the most urgent first, and what was answered last. No names."""
    return render_template(
        "your_data/requests.html",
        waiting=answering.waiting(),
        answered=answering.answered(),
        done=DONE.get(request.args.get("done", ""), ""),
        **WORDS,
    )


@bp.get("/<reference>")
@allowed("admin")
def show_one(reference: str) -> ResponseReturnValue:
    """One request with all that was written: the audit trail notes who looked."""
    return _page(_opened(reference), OutcomeForm(formdata=None), LongerForm(formdata=None))


@bp.post("/<reference>/answer")
@allowed("admin")
def answer(reference: str) -> ResponseReturnValue:
    """Note that it was answered, and how."""
    form = OutcomeForm()
    if form.validate():
        try:
            answering.answer(reference, form.outcome.data)
            return htmx.redirect(f"{HERE}?done=answered")
        except AnswerError as error:
            form.outcome.errors = [str(error)]
    return _page(_opened(reference), form, LongerForm(formdata=None), form)


@bp.post("/<reference>/extend")
@allowed("admin")
def extend(reference: str) -> ResponseReturnValue:
    """Take two months more, once, in time."""
    form = LongerForm()
    if form.validate():
        try:
            answering.extend(reference, form.longer.data)
            return htmx.redirect(f"{HERE}/{reference}?done=extended")
        except AnswerError as error:
            form.longer.errors = [str(error)]
    return _page(_opened(reference), OutcomeForm(formdata=None), form, form)


def _opened(reference: str) -> Details:
    try:
        return answering.details(reference)
    except AnswerError:
        abort(404)


def _page(
    found: Details, outcome: OutcomeForm, longer: LongerForm, wrong: PublicForm | None = None
) -> Response:
    html = render_template(
        "your_data/request.html",
        found=found,
        outcome=outcome,
        longer=longer,
        wrong=wrong,
        due=in_words(found.answer_by),
        days=[{"key": what, "value": said} for what, said in shown.days_of(found.public_id)],
        days_left=(found.answer_by - today()).days,
        may_extend=not (found.answered_at or found.extended) and found.answer_by >= today(),
        done=DONE.get(request.args.get("done", ""), ""),
        **WORDS,
    )
    return make_response(html, 422 if wrong else 200)
