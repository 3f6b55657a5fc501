"""The versions of a page: who wrote and published what, what differs, and what comes of them."""

from collections.abc import Callable

from flask import Blueprint, Response, abort, request
from flask.typing import ResponseReturnValue

import portal.staff as staff
from portal.core import htmx
from portal.pages.forms import SendBackForm
from portal.pages.models import STATES
from portal.pages.service import versions, writing
from portal.pages.service.previewing import preview
from portal.pages.service.versions import FILE, Opened, difference
from portal.pages.service.writing import PageError
from portal.pages.views.desk import HERE
from portal.pages.views.frame import shelf
from portal.staff import allowed

bp = Blueprint("pages_past", __name__, url_prefix=HERE)

LOOKED = "pages.compared"
DONE = {
    "published": "It is published. Readers see it within two seconds",
    "sent-back": "It went back to who wrote it, with your reason",
    "asked": "It waits for a second person now",
}
GIVE_WAY = "give-way"
STEPS: dict[str, tuple[Callable[..., object], str]] = {
    "publish": (writing.publish, "/versions?done=published"),
    "drop": (writing.drop, "?done=dropped"),
    GIVE_WAY: (writing.give_way, "/versions?done=asked"),
}
RESTORE, SEND_BACK = "restore", "send-back"


@bp.get("/<slug>/versions")
@allowed("editor")
def show(slug: str) -> ResponseReturnValue:
    """All versions, and what differs between two."""
    opened = _opened(slug)
    done = DONE.get(request.args.get("done", ""), "")
    return _list(opened, SendBackForm(formdata=None), done=done)


@bp.get("/<slug>/versions/<int:number>")
@allowed("editor")
def show_one(slug: str, number: int) -> ResponseReturnValue:
    """One version: what it changes, how it looks, and what can be done with it."""
    opened = _opened(slug, f"version {number}")
    return _one(opened, number, SendBackForm(formdata=None))


@bp.post("/<slug>/versions/<int:number>/<step>")
@allowed("editor")
def act(slug: str, number: int, step: str) -> ResponseReturnValue:
    """Publish it, send it back, put it aside, make a draft of it, or go back to the file."""
    if not versions.exists(slug, shelf()) or step not in {*STEPS, RESTORE, SEND_BACK}:
        abort(404)
    form = SendBackForm()
    if step == SEND_BACK and not form.validate():
        return _one(versions.look_again(slug, shelf()), number, form, 422)
    try:
        onward = _do(step, slug, number, form)
    except PageError as error:
        opened = versions.look_again(slug, shelf())
        form.refuse(*error.messages)
        return _list(opened, form, 409) if step == GIVE_WAY else _one(opened, number, form, 409)
    return htmx.redirect(f"{HERE}/{slug}{onward}")


@bp.get("/<slug>/versions/<int:number>/page.md")
@allowed("editor")
def download(slug: str, number: int) -> ResponseReturnValue:
    """A version as a file, to be shipped with the next release."""
    text = versions.download(slug, number, shelf())
    if text is None:
        abort(404)
    response = Response(text, content_type="text/markdown; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{slug}.md"'
    return response


def _do(step: str, slug: str, number: int, form: SendBackForm) -> str:
    """One step; returns the way on. Raises PageError."""
    by, seen = staff.signed_in().public_id, form.seen_version.data or ""
    if step == SEND_BACK:
        writing.send_back(slug, form.reason.data or "", by=by, seen=seen, shelf=shelf())
        return "/versions?done=sent-back"
    if step == RESTORE:
        writing.restore(slug, number, by=by, seen=seen, shelf=shelf())
        return "?done=restored"
    verb, onward = STEPS[step]
    verb(slug, by=by, seen=seen, shelf=shelf())
    return onward


def _opened(slug: str, about: str = "") -> Opened:
    try:
        return versions.open_page(slug, shelf(), LOOKED, about)
    except LookupError:
        abort(404)


def _list(opened: Opened, form: SendBackForm, status: int = 200, done: str = "") -> Response:
    texts = versions.choices(opened, shelf())
    old, new = (request.args.get(name, "") for name in ("old", "new"))
    runs = difference(texts[old], texts[new]) if old in texts and new in texts else None
    page = "pages/versions.html"
    return htmx.render(
        page,
        page,
        status,
        opened=opened,
        line=opened.line,
        form=form,
        here=f"{HERE}/{opened.line.slug}",
        texts=texts,
        chosen=(old, new),
        runs=runs,
        done=done,
        states=STATES,
    )


def _one(opened: Opened, number: int, form: SendBackForm, status: int = 200) -> Response:
    slug = opened.line.slug
    version = opened.find(number)
    if version is None and (number != FILE or not opened.line.has_file):
        abort(404)
    text = version.text if version else shelf().files.texts[slug]
    page = "pages/version.html"
    return htmx.render(
        page,
        page,
        status,
        opened=opened,
        line=opened.line,
        version=version,
        number=number,
        form=form,
        here=f"{HERE}/{slug}",
        seen=preview(slug, text, shelf()) if text else None,
        compared=versions.against_shown(opened, version, text, shelf()),
        may_decide=version is not None and staff.signed_in().public_id not in version.writers,
        states=STATES,
    )
