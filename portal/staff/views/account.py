"""One's own account: sessions, password, recovery codes."""

from flask import Blueprint, Response, make_response, render_template, request
from flask.typing import ResponseReturnValue

from portal.core import htmx
from portal.staff.forms import WRONG_PASSWORD, ChangePasswordForm
from portal.staff.service import account, people, sessions, signing_in
from portal.staff.service.signing_in import TooManyError
from portal.staff.views.gate import allowed, fresh, signed_in

bp = Blueprint("staff_account", __name__, url_prefix="/staff/account")

HERE = "/staff/account"
DONE = {
    "password": "Your password is changed. Every other session has ended",
    "ended": "The session has ended",
}


@bp.get("")
@allowed()
def show() -> ResponseReturnValue:
    """Where one is signed in, and what can be changed."""
    return _page(DONE.get(request.args.get("done", ""), ""))


@bp.post("/end")
@allowed()
def end() -> ResponseReturnValue:
    """End one other session, or all of them."""
    person, which = signed_in(), request.form.get("session", "")
    if which == "others":
        account.end_others(person)
    elif which != person.session:
        account.end_one(person, which)
    return htmx.redirect(f"{HERE}?done=ended")


@bp.post("/codes")
@allowed()
@fresh
def renew() -> ResponseReturnValue:
    """New recovery codes, shown once."""
    made = account.renew_codes(signed_in())
    return render_template("staff/recovery_codes.html", codes=made, joined=False)


@bp.get("/password")
@allowed()
def show_password() -> ResponseReturnValue:
    """Where a new password is chosen."""
    return _password_page(_form(blank=True))


@bp.post("/password")
@allowed()
def change_password() -> ResponseReturnValue:
    """Take a new password from whoever knows the old one."""
    person, form = signed_in(), _form()
    if not form.validate():
        return _password_page(form, 422)
    try:
        right = signing_in.is_password(person, form.password.data or "", request.remote_addr)
    except TooManyError as error:
        form.refuse_for_now(error.wait, "password")
        return _password_page(form, 429)
    if not right:
        form.refuse("password", WRONG_PASSWORD)
        return _password_page(form, 422)
    account.change_password(person, form.new_password.data or "")
    return htmx.redirect(f"{HERE}?done=password")


def _form(*, blank: bool = False) -> ChangePasswordForm:
    member = people.find(signed_in().public_id)
    formdata = None if blank else request.form
    name, email = (member.name, member.email) if member else ("", "")
    return ChangePasswordForm(name, email, formdata=formdata)


def _page(done: str) -> str:
    person = signed_in()
    return render_template(
        "staff/account.html",
        done=done,
        member=people.find(person.public_id),
        sessions=sessions.own(person),
    )


def _password_page(form: ChangePasswordForm, status: int = 200) -> Response:
    member = people.find(signed_in().public_id)
    return make_response(render_template("staff/password.html", form=form, member=member), status)
