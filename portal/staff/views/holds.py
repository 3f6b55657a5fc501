"""Legal holds, for admins: which records must wait, and when somebody looks at each again."""

from flask import Blueprint, Response, abort, make_response, render_template, request
from flask.typing import ResponseReturnValue

from portal.core import htmx
from portal.core.clock import today
from portal.records.models import LegalHold
from portal.records.service import holds, tables
from portal.records.service.holds import HoldError
from portal.staff.forms import HoldForm, KeepForm
from portal.staff.service import holders
from portal.staff.views.gate import allowed, fresh

bp = Blueprint("staff_holds", __name__, url_prefix="/staff/records/holds")

HERE = "/staff/records/holds"
DONE = {
    "held": "The record is held",
    "kept": "The record stays held, and the day of the next look is noted",
    "released": "The record is held no more. The next run removes it if its time is over",
}


@bp.get("")
@allowed("admin")
def show() -> ResponseReturnValue:
    """Every hold, and the form for one more."""
    return _holds(HoldForm(formdata=None))


@bp.post("")
@allowed("admin")
def hold() -> ResponseReturnValue:
    """Hold a record."""
    form = HoldForm()
    if not form.validate():
        return _holds(form, 422)
    day = form.review.data or today()
    try:
        holds.place(form.record.data or "", form.ground.data, form.owner.data or "", day)
    except HoldError as error:
        form.refuse_hold(error)
        return _holds(form, 422)
    return htmx.redirect(f"{HERE}?done=held")


@bp.get("/<record>")
@allowed("admin")
def show_one(record: str) -> ResponseReturnValue:
    """One hold, to be looked at again; or the last one on this record, when it has ended."""
    found = holds.held(record) or next(iter(holds.holds_of(record)), None) or abort(404)
    return _hold(found, KeepForm(formdata=None))


@bp.post("/<record>")
@allowed("admin")
def keep(record: str) -> ResponseReturnValue:
    """It is still needed: note when somebody looks next."""
    form, found = KeepForm(), _held(record)
    if not form.validate():
        return _hold(found, form, 422)
    try:
        holds.keep(found.record, form.review.data or today())
    except HoldError as error:
        form.refuse_hold(error)
        return _hold(found, form, 422)
    return htmx.redirect(f"{HERE}?done=kept")


@bp.post("/release")
@allowed("admin")
@fresh
def release() -> ResponseReturnValue:
    """Let a record go. It may be removed within the hour, so the password is asked for."""
    try:
        holds.release(request.form.get("record", ""))
    except HoldError:
        abort(404)
    return htmx.redirect(f"{HERE}?done=released")


def _held(record: str) -> LegalHold:
    return holds.held(record) or abort(404)


def _holds(form: HoldForm, status: int = 200) -> Response:
    listed, ended = holders.told(holds.open_holds()), holders.told(holds.ended_holds())
    html = render_template(
        "staff/holds.html",
        form=form,
        done=DONE.get(request.args.get("done", ""), ""),
        holds=listed,
        ended=ended,
        references=tables.references_of({each.hold.record for each in (*listed, *ended)}),
        today=today(),
        latest=holds.latest(),
    )
    return make_response(html, status)


def _hold(hold: LegalHold, form: KeepForm, status: int = 200) -> Response:
    reference = tables.references_of({hold.record}).get(hold.record, "")
    html = render_template(
        "staff/hold.html",
        title=f"The hold on {reference or 'a record'}",
        form=form,
        hold=hold,
        told=holders.told([hold])[0],
        reference=reference,
        today=today(),
        latest=holds.latest(),
    )
    return make_response(html, status)
