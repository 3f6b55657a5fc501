"""The desk over pages: the list, and a new page."""

from typing import Any

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

import portal.staff as staff
from portal.core import htmx
from portal.core.clock import today
from portal.core.security import allow_body
from portal.pages.forms import NewPageForm, PageForm
from portal.pages.models import STATES
from portal.pages.service import versions, writing
from portal.pages.service.checking import LOOK_AGAIN
from portal.pages.service.previewing import preview
from portal.pages.service.writing import PageError, stamp
from portal.pages.views.frame import shelf
from portal.staff import allowed

bp = Blueprint("pages_desk", __name__, url_prefix="/staff/pages")

HERE = "/staff/pages"
NEW = "new"
TAKEN = "Choose another name: there is something at this address already"
PREVIEW, HAND_OVER = "preview", "hand-over"
# Several times the longest page: what is too long comes back, and is not thrown away.
MOST_BYTES = 1_000_000


def allow_long_pages(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Let a long page in; it comes before the size of the request is looked at."""
    allow_body(MOST_BYTES)


bp.url_value_preprocessor(allow_long_pages)


@bp.get("")
@allowed("editor")
def show() -> ResponseReturnValue:
    """Every page that can be changed here."""
    return htmx.render(
        "pages/desk.html",
        "pages/desk.html",
        lines=versions.overview(shelf()),
        states=STATES,
        review_before=today() - LOOK_AGAIN,
    )


@bp.get(f"/{NEW}")
@allowed("editor")
def show_new() -> ResponseReturnValue:
    """The form for a new page."""
    form = NewPageForm(sections(), formdata=None, data={"order": "100", "reviewed": today()})
    return _new(form)


@bp.post(f"/{NEW}")
@allowed("editor")
def make() -> ResponseReturnValue:
    """Keep a new page as a draft."""
    form = NewPageForm(sections())
    slug = form.slug.data or ""
    if not form.validate():
        return _new(form, 422)
    if slug == NEW or shelf().leads(f"/{slug}") or versions.exists(slug, shelf()):
        form.slug.errors = [TAKEN]
        return _new(form, 422)
    by, seen = staff.signed_in().public_id, stamp(None, "")
    hand = request.form.get("action") == HAND_OVER
    try:
        writing.save(slug, form.text(), by=by, seen=seen, shelf=shelf(), hand=hand)
    except PageError as error:
        form.refuse(*error.messages)
        return _new(form, 422)
    return htmx.redirect(f"{HERE}/{slug}?done={'handed' if hand else 'saved'}")


@bp.post(f"/{NEW}/{PREVIEW}")
@allowed("editor")
def look_new() -> ResponseReturnValue:
    """The same form, with the page as it would look."""
    return _new(NewPageForm(sections()))


def sections() -> dict[str, str]:
    """The sections that a page can stand in."""
    return {section.slug: section.title for section in shelf().library.sections.values()}


def _new(form: PageForm, status: int = 200) -> Response:
    name = str(form["slug"].data or "") or NEW
    seen = preview(name, form.text(), shelf()) if form.body.data else None
    return htmx.render(
        "pages/new.html", "pages/_seen.html", status, form=form, seen=seen, here=f"{HERE}/{NEW}"
    )
