"""Several messages at once, chosen in the queue; what was done can be undone for a while."""

from datetime import timedelta

from flask import Blueprint, Response, abort, make_response, render_template, request
from flask.typing import ResponseReturnValue

import portal.staff as staff
from portal.core import htmx
from portal.core.forms import StepForm
from portal.core.references import spaced
from portal.core.sealed import SealError, open_sealed, seal
from portal.moderation.forms import TOGETHER
from portal.moderation.service import together
from portal.moderation.service.together import STEPS, Chosen, Outcome
from portal.moderation.views.queue import HERE
from portal.staff import allowed

bp = Blueprint("moderation_together", __name__, url_prefix=f"{HERE}/together")

UNDO, UNDO_FOR = "moderation.undo", timedelta(minutes=30)
ASKED = "confirmed"


@bp.post("")
@allowed("moderator")
def act() -> ResponseReturnValue:
    """Hide or close what was chosen, or block its authors; a reason is asked for first."""
    step = request.form.get("action", "")
    chosen = together.read(request.form.getlist("chosen"))
    if step not in STEPS:
        abort(422)
    if not chosen:
        return htmx.redirect(HERE)
    why = {}
    if step in TOGETHER:
        if ASKED not in request.form.getlist("step"):
            return _ask(TOGETHER[step](formdata=None), step, chosen)
        form = TOGETHER[step]()
        if not form.validate():
            return _ask(form, step, chosen, 422)
        why = form.why
    by = staff.signed_in().public_id
    return _tell(step, together.apply(step, chosen, by=by, **why), is_undo=False)


@bp.post("/undo")
@allowed("moderator")
def undo() -> ResponseReturnValue:
    """Take it back."""
    try:
        kept = open_sealed(UNDO, request.form.get("state", ""), UNDO_FOR)
    except SealError:
        return htmx.redirect(HERE)
    done = [Chosen(*each) for each in kept["done"]]
    outcome = together.undo(kept["step"], done, by=staff.signed_in().public_id)
    return _tell(kept["step"], outcome, is_undo=True)


def _ask(form: StepForm, step: str, chosen: list[Chosen], status: int = 200) -> Response:
    page = "moderation/together.html"
    html = render_template(page, form=form, chosen=chosen, step=step, spaced=spaced)
    return make_response(html, status)


def _tell(step: str, outcome: Outcome, *, is_undo: bool) -> Response:
    done = [(each.reference, each.version, each.block) for each in outcome.done]
    state = seal(UNDO, {"step": step, "done": done}) if done and not is_undo else ""
    html = render_template(
        "moderation/together_done.html",
        step=step,
        outcome=outcome,
        state=state,
        is_undo=is_undo,
        spaced=spaced,
    )
    return make_response(html)
