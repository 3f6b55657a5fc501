"""The desk: what waits, in numbers; and the password again, before a dangerous step."""

from flask import Blueprint, Response, make_response, render_template, request
from flask.typing import ResponseReturnValue

from portal.core import htmx
from portal.core.security import local_path
from portal.staff.forms import AgainForm
from portal.staff.service import codes, navigation, signing_in
from portal.staff.service.signing_in import TooManyError
from portal.staff.views.gate import AGAIN, ROOT, allowed, signed_in

bp = Blueprint("staff_desk", __name__)

FEW_CODES = 3


@bp.get("/staff/")
@allowed()
def show() -> ResponseReturnValue:
    """What waits for somebody with these roles."""
    person = signed_in()
    waiting = navigation.waiting_for(person)
    left = codes.codes_left(person.public_id)
    return render_template("staff/desk.html", waiting=waiting, few=left < FEW_CODES, left=left)


@bp.get(AGAIN)
@allowed()
def show_again() -> ResponseReturnValue:
    """Ask for the password, on the way to a page."""
    return _page(AgainForm(formdata=None), _onward(request.args.get("next")))


@bp.post(AGAIN)
@allowed()
def again() -> ResponseReturnValue:
    """Take the password, and go on."""
    form, onward = AgainForm(), _onward(request.form.get("next"))
    if not form.validate():
        return _page(form, onward, 422)
    try:
        if signing_in.again(signed_in(), form.again.data or "", request.remote_addr):
            return htmx.redirect(onward)
        form.refuse_password()
    except TooManyError as error:
        form.refuse_for_now(error.wait)
        return _page(form, onward, 429)
    return _page(form, onward, 422)


def _onward(path: str | None) -> str:
    found = local_path(path, "")
    return found if found.startswith(f"{ROOT}/") else f"{ROOT}/"


def _page(form: AgainForm, onward: str, status: int = 200) -> Response:
    html = render_template("staff/again.html", form=form, kept=[("next", onward)], action=AGAIN)
    return make_response(html, status)
