"""Joining, behind a link mailed within 48 hours: a password, an authenticator, recovery codes."""

from datetime import timedelta

from flask import Blueprint, Response, make_response, render_template
from flask.typing import ResponseReturnValue

from portal.core.sealed import SealError, open_sealed, seal
from portal.staff.forms import WRONG_CODE, CodeForm, NewPasswordForm
from portal.staff.service import codes, joining
from portal.staff.service.joining import Guest
from portal.staff.views.gate import entrance

bp = Blueprint("staff_joining", __name__, url_prefix="/staff/welcome")

STATE_LIFE = timedelta(minutes=30)


@bp.get("/<token>")
@entrance
def show(token: str) -> ResponseReturnValue:
    """Choose a password."""
    guest = joining.guest(token)
    if guest is None:
        return closed()
    return _password_page(NewPasswordForm(guest.name, guest.email, formdata=None), guest, token)


@bp.post("/<token>")
@entrance
def choose(token: str) -> ResponseReturnValue:
    """Take the password, and show what the authenticator is set up with."""
    guest = joining.guest(token)
    if guest is None:
        return closed()
    form = NewPasswordForm(guest.name, guest.email)
    if not form.validate():
        return _password_page(form, guest, token, 422)
    kept = joining.prepare(form.new_password.data or "")
    asked = CodeForm(formdata=None)
    asked.state.data = seal(_form(token), kept)
    return _code_page(asked, guest, token, kept["secret"])


@bp.post("/<token>/code")
@entrance
def prove(token: str) -> ResponseReturnValue:
    """Take one code as proof, and show the recovery codes, once."""
    form = CodeForm()
    try:
        kept = open_sealed(_form(token), form.state.data or "", STATE_LIFE)
    except SealError:
        return show(token)
    if joining.has_finished(token, kept):
        return _codes_page(kept["codes"])
    guest = joining.guest(token)
    if guest is None:
        return closed()
    if not form.validate():
        return _code_page(form, guest, token, kept["secret"], 422)
    if not joining.finish(token, kept, form.code.data or ""):
        form.refuse("code", WRONG_CODE)
        return _code_page(form, guest, token, kept["secret"], 422)
    return _codes_page(kept["codes"])


def closed() -> Response:
    """What a link that is unknown, used or too old leads to."""
    return make_response(render_template("staff/closed.html"), 404)


def _form(token: str) -> str:
    return f"staff.joining\0{token}"


def _password_page(form: NewPasswordForm, guest: Guest, token: str, status: int = 200) -> Response:
    html = render_template("staff/welcome.html", form=form, guest=guest, token=token)
    return make_response(html, status)


def _code_page(
    form: CodeForm, guest: Guest, token: str, secret: str, status: int = 200
) -> Response:
    html = render_template(
        "staff/authenticator.html",
        form=form,
        guest=guest,
        token=token,
        secret=" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        picture=codes.picture(secret, guest.email),
    )
    return make_response(html, status)


def _codes_page(made: list[str]) -> Response:
    html = render_template("staff/recovery_codes.html", codes=made, joined=True)
    return make_response(html)
