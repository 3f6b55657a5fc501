"""Addresses that get no bulletins, for admins: how many, and letting one be written to again."""

from flask import Blueprint, Response, make_response, render_template, request
from flask.typing import ResponseReturnValue

from portal.bulletins.forms import WriteAgainForm
from portal.bulletins.service import suppressing
from portal.core import htmx
from portal.staff import allowed, fresh

bp = Blueprint("bulletins_not_written_to", __name__, url_prefix="/staff/mail/stopped")

MAIL = "/staff/mail"
HERE = "/staff/mail/stopped"
NOT_STOPPED = "Bulletins go to this address already, or nobody has signed up with it"
DONE = "Bulletins go to that address again"


@bp.get("")
@allowed("admin")
def show() -> ResponseReturnValue:
    """How many, and the form."""
    return _page(WriteAgainForm(formdata=None))


@bp.post("")
@allowed("admin")
@fresh
def lift() -> ResponseReturnValue:
    """Write to one again, and say why in the trail."""
    form = WriteAgainForm()
    if not form.validate():
        return _page(form, 422)
    if not suppressing.lift_for(form.email.data or "", form.ground.data):
        form.email.errors = [NOT_STOPPED]
        return _page(form, 422)
    return htmx.redirect(f"{HERE}?done=lifted")


def _page(form: WriteAgainForm, status: int = 200) -> Response:
    html = render_template(
        "bulletins/desk_stopped.html",
        form=form,
        standing=suppressing.standing_now(),
        done=DONE if request.args.get("done") == "lifted" else "",
    )
    return make_response(html, status)
