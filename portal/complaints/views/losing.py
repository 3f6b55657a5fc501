"""Asking for a lost code. Every address gets the same answer (TRUST B9)."""

from flask import Blueprint, Response, make_response, render_template, request
from flask.typing import ResponseReturnValue

from portal.complaints.forms.case import LostForm
from portal.complaints.service import losing
from portal.complaints.service.opening import TooManyError
from portal.core import htmx
from portal.core.clock import wait_in_words
from portal.core.security import private_page

bp = Blueprint("complaints_losing", __name__, url_prefix="/complaints/case/lost")


@bp.get("")
@private_page
def show() -> ResponseReturnValue:
    """Where the address is entered, and who helps without one."""
    form = LostForm(formdata=None)
    form.new_stamp()
    return _page(form)


@bp.post("")
@private_page
def send() -> ResponseReturnValue:
    """Mail the codes of this address, if it has any."""
    form = LostForm()
    if not form.validate():
        return _page(form, 422)
    try:
        losing.ask(form.email.data or "", request.remote_addr)
    except TooManyError as error:
        form.refuse(
            f"Many people on your network asked just now. Try again in {wait_in_words(error.wait)}"
        )
        response = _page(form, 429)
        response.headers["Retry-After"] = str(int(error.wait.total_seconds()) + 1)
        return response
    return htmx.redirect("/complaints/case/lost/sent")


@bp.get("/sent")
@private_page
def sent() -> ResponseReturnValue:
    """What happens next; the same for everybody."""
    return make_response(render_template("complaints/lost_sent.html"))


def _page(form: LostForm, status: int = 200) -> Response:
    return make_response(render_template("complaints/lost.html", form=form), status)
