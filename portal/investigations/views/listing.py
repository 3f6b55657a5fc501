"""The list of complaints, by what is due; and finding one."""

from urllib.parse import urlencode

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

import portal.staff as staff
from portal.complaints.models import codes
from portal.core import htmx
from portal.core.clock import today
from portal.core.references import spaced
from portal.investigations.forms import FindForm
from portal.investigations.forms.wording import KINDS, PAUSES, STANDS
from portal.investigations.service import listing
from portal.investigations.service.listing import HERE, Line, Listed
from portal.investigations.views.steps import STEPS
from portal.staff import allowed

bp = Blueprint("investigations_list", __name__, url_prefix=HERE)

LONGEST_NUMBER = 4


@bp.get("")
@allowed("investigator")
def show() -> ResponseReturnValue:
    """A page of the list, filtered."""
    person, only = staff.signed_in(), request.args.get("only", "")
    if only not in {**listing.TABS, **listing.MORE}:
        only = listing.OPEN
    listed = listing.page(only, person, _number())
    tabs = [
        (label, link(name), count, name == only)
        for (name, label), count in zip(
            listing.TABS.items(), listing.counts(person).values(), strict=True
        )
    ]
    return _page(
        FindForm(formdata=None),
        listed,
        tabs=tabs,
        heading=listing.MORE.get(only, ""),
        waiting=listing.numbers(person),
        done=STEPS["conflict"].done if request.args.get("done") == "conflict" else "",
        taken_by=staff.names().get(request.args.get("with", ""), ""),
        previous=link(only, listed.number - 1) if listed.number > 1 else "",
        following=link(only, listed.number + 1) if listed.number < listed.pages else "",
    )


@bp.post("/find")
@allowed("investigator")
def find() -> ResponseReturnValue:
    """Find cases by a reference or an email address, which no address line ever holds."""
    form = FindForm()
    if not form.validate():
        return _found(form, [], 422)
    found = listing.look_for(form.q.data or "", staff.signed_in())
    if len(found) == 1:
        return htmx.redirect(f"{HERE}/{found[0].public_id}")
    return _found(form, found)


def link(only: str, number: int = 1) -> str:
    """A page of the list."""
    query = {"only": only} if only else {}
    if number > 1:
        query["page"] = str(number)
    return f"{HERE}?{urlencode(query)}" if query else HERE


def _number() -> int:
    written = request.args.get("page", "")[:LONGEST_NUMBER]
    return int(written) if written.isascii() and written.isdecimal() else 1


def _found(form: FindForm, lines: list[Line], status: int = 200) -> Response:
    return _page(form, Listed(lines, 1, 1), status, heading="Found", is_search=True)


def _page(form: FindForm, listed: Listed, status: int = 200, **more: object) -> Response:
    return htmx.render(
        "investigations/list.html",
        "investigations/_list.html",
        status,
        form=form,
        listed=listed,
        kinds=KINDS,
        stands=STANDS,
        pauses=PAUSES,
        awaited=codes.AWAITED,
        refused=codes.REFUSED,
        answered=codes.ANSWERED,
        closed=codes.CLOSED,
        spaced=spaced,
        today=today(),
        **more,
    )
