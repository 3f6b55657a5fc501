"""Routes of the cookie choice, the cookies page, and the list of what this browser holds."""

from urllib.parse import urlencode

from flask import Blueprint, Response, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from portal.cookies import service
from portal.cookies.forms import ChoiceForm, DeleteForm
from portal.core import cookie_jar, htmx
from portal.core.security import local_path, private_page
from portal.core.site import current_settings
from portal.core.visitor import CONSENT, REVISION, assume, visitor
from portal.register import third_parties

bp = Blueprint("cookies", __name__)
PAGE = "/cookies"
YOURS = "/cookies/yours"


def question() -> dict[str, object]:
    """What every page needs to ask about cookies."""
    return {
        "banner_open": visitor().asked,
        "cookies_unreadable": cookie_jar.unreadable(),
        "consent_services": third_parties().asked_for(current_settings()),
    }


@bp.get(PAGE)
def show() -> ResponseReturnValue:
    """The register as tables, and the choice."""
    back = local_path(request.args.get("next"), "")
    chosen = "allow" if visitor().allows else "deny"
    form = ChoiceForm(formdata=None, data={"choice": chosen, "next": PAGE, "back": back})
    saved = request.args.get("saved") == "yes"
    return _page(form, saved=saved, back="" if back == PAGE else back)


@bp.post("/cookies/choice")
def choose() -> ResponseReturnValue:
    """Keep the answer in the visitor's own cookies; withdrawing removes what it had let in."""
    form = ChoiceForm()
    if not form.validate():
        form.next.data = PAGE
        return _page(form, status=422)
    choice = form.choice.data
    service.record(choice, visitor().question, form.place)
    withdrawn = visitor().consent == "allow" and choice != "allow"
    response = _answered(form, choice, withdrawn)
    cookie_jar.set_cookie(response, CONSENT, choice)
    cookie_jar.set_cookie(response, REVISION, str(visitor().question))
    if choice != "allow":
        cookie_jar.withdraw(response)
    return response


@bp.get(YOURS)
@private_page
def yours() -> ResponseReturnValue:
    """Each cookie that this browser sent."""
    return _list(deleted=request.args.get("deleted", ""))


@bp.post("/cookies/yours/delete")
@private_page
def delete() -> ResponseReturnValue:
    """Remove one cookie, ours or not, as far as a server can."""
    form = DeleteForm()
    if not form.validate():
        return _list(status=422, form=form)
    there = form.name.data in cookie_jar.sent_cookies()
    response = make_response(redirect(f"{YOURS}?deleted={'yes' if there else 'no'}", code=303))
    if there:
        cookie_jar.expire(response, form.name.data)
    return response


def _answered(form: ChoiceForm, choice: str, withdrawn: bool) -> Response:
    goal = local_path(form.next.data)
    if not htmx.is_fragment():
        if goal == PAGE:
            query = {"saved": "yes", "next": local_path(form.back.data, "")}
            goal += "?" + urlencode({key: text for key, text in query.items() if text}, safe="/")
        return htmx.redirect(goal)
    assume(consent=choice)
    html = render_template("cookies/_banner.html", answered=choice, here=goal)
    response = make_response(html)
    if withdrawn:
        # Only a fresh page is without the frames that the consent had let in.
        response.headers["HX-Refresh"] = "true"
    response.vary.update(htmx.VARY)
    return response


def _page(
    form: ChoiceForm, status: int = 200, saved: bool = False, back: str = ""
) -> ResponseReturnValue:
    parties = third_parties().asked_for(current_settings())
    services = {party.key for party in parties}
    html = render_template(
        "cookies/cookies.html",
        form=form,
        saved=saved,
        back=back,
        necessary=service.rows("necessary", services),
        appearance=service.rows("appearance", services),
        staff_rows=service.rows("staff", services),
        consent=service.rows("consent", services),
        unused=service.unused_rows(services),
        parties=parties,
        party_rows=[(party.name, party.company, party.transfers) for party in parties],
    )
    return html, status


def _list(
    status: int = 200, deleted: str = "", form: DeleteForm | None = None
) -> ResponseReturnValue:
    parents = cookie_jar.parent_domains()
    html = render_template(
        "cookies/yours.html",
        sightings=service.look_at(cookie_jar.sent_cookies(), parents),
        parents=parents,
        deleted=deleted,
        form=form,
    )
    return html, status
