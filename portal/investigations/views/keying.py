"""Keying in a complaint, on one page. What was typed stays, whatever is wrong with it."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

import portal.staff as staff
from portal.core import htmx
from portal.core.screening import Found
from portal.core.security import allow_body
from portal.investigations.forms.keying import KeyForm
from portal.investigations.service import keying
from portal.investigations.service.listing import HERE
from portal.staff import allowed

bp = Blueprint("investigations_keying", __name__, url_prefix=HERE)

# 20,000 letters of four bytes each, three signs a byte; and the rest of the form.
MOST_BYTES = 500_000


@bp.url_value_preprocessor
def allow_long_complaints(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """As long as on the website; it comes before the size of the request is looked at."""
    allow_body(MOST_BYTES)


@bp.get("/new")
@allowed("investigator")
def show() -> ResponseReturnValue:
    """The empty form."""
    form = KeyForm(formdata=None)
    form.new_stamp()
    return _page(form)


@bp.post("/new")
@allowed("investigator")
def key_in() -> ResponseReturnValue:
    """Keep it."""
    form = KeyForm()
    if not form.validate():
        return _page(form, 422)
    unneeded = form.unneeded()
    if unneeded:
        return _page(form, 422, unneeded)
    case = keying.key_in(
        form.answers,
        stamp=form.key,
        channel=form.channel.data,
        received_at=form.received_at,
        place=form.place.data or "",
        by=staff.signed_in().public_id,
    )
    return htmx.redirect(f"{HERE}/{case}?done=keyed")


def _page(form: KeyForm, status: int = 200, unneeded: Sequence[Found] = ()) -> Response:
    page = "investigations/new.html"
    return htmx.render(page, page, status, form=form, unneeded=unneeded)
