"""Promises not kept, at the desk: how many of what, and the way to those very cases."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from portal.notice.service import failing, promises
from portal.staff import allowed, signed_in

bp = Blueprint("promises_desk", __name__, url_prefix="/staff/promises")

HERE = "/staff/promises"


@bp.get("")
@allowed("admin", "investigator", "moderator")
def show() -> ResponseReturnValue:
    """What is not as it should be, as far as it is for whoever looks."""
    person = signed_in()
    return render_template(
        "notice/desk.html",
        failing=failing.seen_by(person),
        sees_all=person.has("admin"),
        may_open={role for role in ("admin", "investigator", "moderator") if person.has(role)},
        checked=promises.last_checked(promises.results()),
    )
