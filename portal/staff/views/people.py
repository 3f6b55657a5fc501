"""Other people: for admins. What cannot be taken back by oneself asks for the password again."""

from flask import Blueprint, Response, abort, make_response, render_template, request
from flask.typing import ResponseReturnValue

from portal.core import htmx
from portal.staff.forms import InviteForm, RolesForm
from portal.staff.service import holding, people, trail
from portal.staff.service.people import Member, StaffError
from portal.staff.views.gate import allowed, fresh, signed_in

bp = Blueprint("staff_people", __name__, url_prefix="/staff/people")

HERE = "/staff/people"
JOINED, DISABLED = "staff.joined", "staff.disabled"
DONE = {
    "invited": "An invitation is on its way. Its link works for 48 hours",
    "roles": "The roles are changed, from the next click on",
    "disabled": "They cannot sign in any more, and every session has ended",
}


@bp.get("")
@allowed("admin")
def show() -> ResponseReturnValue:
    """Everybody."""
    done = DONE.get(request.args.get("done", ""), "")
    found = people.everybody()
    return render_template(
        "staff/people.html",
        people=found,
        since=holding.since([each.public_id for each in found]),
        done=done,
    )


@bp.get("/invite")
@allowed("admin")
def show_invite() -> ResponseReturnValue:
    """Who is to come."""
    return _invite_page(InviteForm(formdata=None))


@bp.post("/invite")
@allowed("admin")
@fresh
def invite() -> ResponseReturnValue:
    """Add somebody, and mail the invitation."""
    form = InviteForm()
    if not form.validate():
        return _invite_page(form, 422)
    try:
        people.invite(form.name.data or "", form.email.data or "", form.roles.data or [])
    except StaffError as error:
        form.refuse("email", str(error))
        return _invite_page(form, 422)
    return htmx.redirect(f"{HERE}?done=invited")


@bp.get("/<person>")
@allowed("admin")
def show_one(person: str) -> ResponseReturnValue:
    """One person, and what can be done."""
    member = _find(person)
    return _page(member, RolesForm(formdata=None, data={"roles": list(member.roles)}))


@bp.post("/<person>/roles")
@allowed("admin")
@fresh
def set_roles(person: str) -> ResponseReturnValue:
    """Change what somebody may do."""
    member, form = _find(person), RolesForm()
    if not form.validate():
        return _page(member, form, 422)
    try:
        people.set_roles(person, form.roles.data or [])
    except StaffError as error:
        form.refuse("roles", str(error))
        return _page(member, form, 422)
    return htmx.redirect(f"{HERE}?done=roles")


@bp.post("/<person>/access")
@allowed("admin")
@fresh
def change_access(person: str) -> ResponseReturnValue:
    """Disable somebody, or have them begin anew with an invitation."""
    member = _find(person)
    action = request.form.get("action", "")
    try:
        if action == "disable":
            people.disable(person)
            return htmx.redirect(f"{HERE}?done=disabled")
        if action != "reset":
            abort(422)
        people.reset(person)
    except StaffError as error:
        form = RolesForm(formdata=None, data={"roles": list(member.roles)})
        form.refuse("roles", str(error))
        return _page(member, form, 422)
    return htmx.redirect(f"{HERE}?done=invited")


def _find(public_id: str) -> Member:
    return people.find(public_id) or abort(404)


def _invite_page(form: InviteForm, status: int = 200) -> Response:
    return make_response(render_template("staff/invite.html", form=form), status)


def _page(member: Member, form: RolesForm, status: int = 200) -> Response:
    is_self = member.public_id == signed_in().public_id
    # Disabling somebody takes away when they joined; the trail knows it, and who did it.
    done = {each.action: each for each in trail.acts([member.public_id], JOINED, DISABLED)}
    html = render_template(
        "staff/person.html",
        member=member,
        form=form,
        is_self=is_self,
        joined=member.joined_at or (done[JOINED].at if JOINED in done else None),
        may_have_joined=bool(member.disabled_at) and trail.is_cut(),
        disabled=done.get(DISABLED),
    )
    return make_response(html, status)
