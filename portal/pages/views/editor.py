"""One page in the editor: change it, look at it, keep it, hand it over."""

from flask import Blueprint, Response, abort, request
from flask.typing import ResponseReturnValue

import portal.staff as staff
from portal.core import htmx
from portal.core.differing import Run
from portal.pages.forms import PageForm, filled
from portal.pages.models import STATES
from portal.pages.service import versions, writing
from portal.pages.service.previewing import preview
from portal.pages.service.reading import ContentError
from portal.pages.service.versions import Opened
from portal.pages.service.writing import ChangedError, PageError
from portal.pages.views.desk import HAND_OVER, HERE, PREVIEW, allow_long_pages, sections
from portal.pages.views.frame import shelf
from portal.staff import allowed

bp = Blueprint("pages_editor", __name__, url_prefix=HERE)
bp.url_value_preprocessor(allow_long_pages)

DONE = {
    "saved": "The draft is kept",
    "handed": "It waits for a second person now",
    "dropped": "The draft is put aside. It is among the versions for 90 days",
    "restored": "A draft holds the older version now. Look at it, then hand it over",
}


@bp.get("/<slug>")
@allowed("editor")
def show(slug: str) -> ResponseReturnValue:
    """Open a page, as its draft has it, or as readers see it."""
    try:
        opened = versions.open_page(slug, shelf())
    except LookupError:
        abort(404)
    return _page(opened, _form(opened), done=DONE.get(request.args.get("done", ""), ""))


@bp.post("/<slug>")
@allowed("editor")
def save(slug: str) -> ResponseReturnValue:
    """Keep what was typed as a draft, or hand it to a second person at once."""
    if not versions.exists(slug, shelf()):
        abort(404)
    form, by = PageForm(sections()), staff.signed_in().public_id
    hand = request.form.get("action") == HAND_OVER
    status = 422
    if form.validate():
        seen = form.seen_version.data or ""
        try:
            writing.save(slug, form.text(), by=by, seen=seen, shelf=shelf(), hand=hand)
        except ChangedError as error:
            form.refuse(f"{error}. What you typed is still here")
            status = 409
        except PageError as error:
            form.refuse(*error.messages)
        else:
            return htmx.redirect(f"{HERE}/{slug}?done={'handed' if hand else 'saved'}")
    return _page(versions.look_again(slug, shelf()), form, status)


@bp.post(f"/<slug>/{PREVIEW}")
@allowed("editor")
def look(slug: str) -> ResponseReturnValue:
    """The same form with everything typed, and the page as it would look."""
    if not versions.exists(slug, shelf()):
        abort(404)
    return _page(versions.look_again(slug, shelf()), PageForm(sections()))


def _form(opened: Opened) -> PageForm:
    try:
        given = filled(opened.text)
    except ContentError:
        # Written under another release: nothing of it is lost.
        given = {"body": opened.text}
    return PageForm(sections(), formdata=None, data={**given, "seen_version": opened.stamp})


def _page(opened: Opened, form: PageForm, status: int = 200, done: str = "") -> Response:
    meanwhile: list[Run] = []
    if status == 409:
        meanwhile = versions.meanwhile(opened, form.seen_version.data or "", shelf())
        # Sent again, it goes on top of what the other person did.
        form.seen_version.data = opened.stamp
    slug = opened.line.slug
    return htmx.render(
        "pages/editor.html",
        "pages/_seen.html",
        status,
        opened=opened,
        line=opened.line,
        form=form,
        seen=preview(slug, form.text(), shelf()),
        here=f"{HERE}/{slug}",
        done=done,
        meanwhile=meanwhile,
        states=STATES,
    )
