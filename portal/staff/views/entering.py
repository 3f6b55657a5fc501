"""Signing in, in two steps. No cookie is set before both are right."""

from datetime import timedelta

from flask import Blueprint, Response, make_response, render_template, request
from flask.typing import ResponseReturnValue

from portal.core import cookie_jar, htmx
from portal.core.sealed import SealError, open_sealed, seal
from portal.core.security import local_path
from portal.staff.forms import WRONG, WRONG_CODE, CodeForm, SignInForm
from portal.staff.service import signing_in
from portal.staff.service.signing_in import Passed, TooManyError
from portal.staff.views import gate
from portal.staff.views.gate import allowed, entrance, signed_in

bp = Blueprint("staff_entering", __name__, url_prefix="/staff")

PENDING = "staff.pending"
PENDING_LIFE = timedelta(minutes=5)
# What a browser could still show of the desk (TRUST C8); visitors' own choices are left alone.
CLEAR = '"cache", "storage"'


@bp.get("/sign-in")
@entrance
def show() -> ResponseReturnValue:
    """The first step."""
    form = SignInForm(formdata=None)
    form.next.data = _onward(request.args.get("next"))
    return _password_page(form)


@bp.post("/sign-in")
@entrance
def give_password() -> ResponseReturnValue:
    """Look at the password; when it is right, ask for a code."""
    form = SignInForm()
    if not form.validate():
        return _password_page(form, 422)
    try:
        passed = signing_in.check_password(
            form.email.data or "", form.password.data or "", request.remote_addr
        )
    except TooManyError as error:
        form.refuse_for_now(error.wait, "password")
        return _later(_password_page(form, 429), error)
    if passed is None:
        form.refuse("email", WRONG)
        return _password_page(form, 422)
    state = {"person": passed.public_id, "mark": passed.mark, "next": _onward(form.next.data)}
    asked = CodeForm(formdata=None)
    asked.state.data = seal(PENDING, state)
    return _code_page(asked)


@bp.post("/sign-in/code")
@entrance
def give_code() -> ResponseReturnValue:
    """Look at the code; when it is right, open a session and set its cookie."""
    form = CodeForm()
    try:
        state = open_sealed(PENDING, form.state.data or "", PENDING_LIFE)
    except SealError:
        return _start_again()
    if not form.validate():
        return _code_page(form, 422)
    passed = Passed(state["person"], state["mark"])
    code = form.code.data or ""
    try:
        token = signing_in.check_code(passed, code, request.remote_addr, gate.sent_token())
    except TooManyError as error:
        form.refuse_for_now(error.wait, "code")
        return _later(_code_page(form, 429), error)
    if not token:
        form.refuse("code", WRONG_CODE)
        return _code_page(form, 422)
    response = htmx.redirect(_onward(state["next"]) or f"{gate.ROOT}/")
    cookie_jar.set_cookie(response, gate.cookie_name(), token)
    return response


@bp.post("/sign-out")
@allowed()
def sign_out() -> ResponseReturnValue:
    """End the session here and in the browser."""
    signing_in.sign_out(signed_in())
    response = htmx.redirect(f"{gate.SIGN_IN}/bye")
    cookie_jar.expire(response, gate.cookie_name())
    response.headers["Clear-Site-Data"] = CLEAR
    return response


@bp.get("/sign-in/bye")
@entrance
def bye() -> ResponseReturnValue:
    """What somebody sees who has just signed out."""
    form = SignInForm(formdata=None)
    return _password_page(form, bye=True)


def _onward(path: str | None) -> str:
    """A page of the desk to go on to, or nothing."""
    found = local_path(path, "")
    return found if found.startswith(f"{gate.ROOT}/") and ".." not in found else ""


def _password_page(form: SignInForm, status: int = 200, bye: bool = False) -> Response:
    return make_response(render_template("staff/sign_in.html", form=form, bye=bye), status)


def _code_page(form: CodeForm, status: int = 200) -> Response:
    return make_response(render_template("staff/code.html", form=form), status)


def _start_again() -> Response:
    form = SignInForm(formdata=None)
    form.refuse("email", "That took longer than 5 minutes. Enter your address and password again")
    return _password_page(form, 422)


def _later(response: Response, error: TooManyError) -> Response:
    response.headers["Retry-After"] = str(int(error.wait.total_seconds()) + 1)
    return response
