"""The list of paper, for admins: where each lies, when it is shredded, and what was gone before."""

from datetime import datetime

from flask import Blueprint, Response, abort, make_response, render_template, request
from flask.typing import ResponseReturnValue

from portal.core import htmx, panels
from portal.core.clock import LONDON, today
from portal.core.references import spaced
from portal.records.service import holds, paper, tables
from portal.records.service.paper import BREACHES, KeptError, Listed, PaperError
from portal.staff.forms import GoneForm, MoveForm, PaperForm
from portal.staff.service import gone as gone_because
from portal.staff.views.gate import allowed

bp = Blueprint("staff_paper", __name__, url_prefix="/staff/records/paper")

HERE = "/staff/records/paper"
DONE = {
    "shredded": "Noted: this paper is shredded",
    "gone": "Noted: this paper is gone before its day",
    "moved": "Noted where this paper lies now",
}
STILL = "If it is gone all the same, say why below"


@bp.get("")
@allowed("admin")
def show() -> ResponseReturnValue:
    """The paper list, and the form for more."""
    return _list(PaperForm(formdata=None))


@bp.post("")
@allowed("admin")
def enlist() -> ResponseReturnValue:
    """Put paper on the list."""
    form = PaperForm()
    if not form.validate():
        return _list(form, 422)
    since = datetime.combine(form.since.data or today(), datetime.min.time(), LONDON)
    try:
        made = paper.add(form.kind.data, form.place.data or "", since, form.email.data or "")
    except PaperError as error:
        form.refuse("kind", _sentence(str(error)))
        return _list(form, 422)
    return htmx.redirect(f"{HERE}?listed={made}")


@bp.post("/done")
@allowed("admin")
def shredded() -> ResponseReturnValue:
    """Note that paper was shredded on its day."""
    item = _find(request.form.get("reference", ""))
    try:
        if not paper.destroyed(item.reference):
            abort(404)
    except KeptError as error:
        form = GoneForm(item.reasons, formdata=None)
        form.refuse("ground", f"{error}. {STILL}")
        return _item(item, gone=form, status=422)
    return htmx.redirect(f"{HERE}?done=shredded")


@bp.get("/<number>")
@allowed("admin")
def show_one(number: str) -> ResponseReturnValue:
    """One paper: until when it is kept and why, and what may become of it."""
    return _item(_find(number))


@bp.post("/<number>/moved")
@allowed("admin")
def move(number: str) -> ResponseReturnValue:
    """Note that it lies elsewhere."""
    item, form = _find(number), MoveForm()
    if not form.validate():
        return _item(item, form, status=422)
    if not paper.move(item.reference, form.place.data or ""):
        abort(404)
    return htmx.redirect(f"{HERE}/{item.reference}?done=moved")


@bp.post("/<number>/gone")
@allowed("admin")
def gone(number: str) -> ResponseReturnValue:
    """Note that it is gone before its day, and why."""
    item = _find(number)
    form = GoneForm(item.reasons)
    if not form.validate():
        return _item(item, gone=form, status=422)
    if not paper.destroyed(item.reference, form.ground.data):
        abort(404)
    return htmx.redirect(f"{HERE}/{item.reference}?done=gone")


def _find(number: str) -> Listed:
    return paper.find(number) or abort(404)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _done() -> str:
    return DONE.get(request.args.get("done", ""), "")


def _list(form: PaperForm, status: int = 200) -> Response:
    listed, items = request.args.get("listed", "")[:20], paper.listed()
    html = render_template(
        "staff/paper.html",
        form=form,
        done=_done(),
        listed=listed if listed in {item.reference for item in items} else "",
        paper=items,
        breaches=gone_because.breaches(),
        spaced=spaced,
        grounds=holds.GROUNDS,
    )
    return make_response(html, status)


def _item(
    item: Listed, move: MoveForm | None = None, gone: GoneForm | None = None, status: int = 200
) -> Response:
    html = render_template(
        "staff/one_paper.html",
        item=item,
        number=spaced(item.reference),
        move=move or MoveForm(formdata=None, data={"place": item.place}),
        gone=gone or GoneForm(item.reasons, formdata=None),
        done=_done(),
        why=gone_because.told(item.reference) if item.gone_at else "",
        breach=item.gone_at and gone_because.why(item.reference) in BREACHES,
        way=panels.first("record.way", item.reference),
        case=tables.references_of({item.record}).get(item.record, ""),
    )
    return make_response(html, status)
