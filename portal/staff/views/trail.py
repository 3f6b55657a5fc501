"""The audit trail, for admins: who looked at what, and who did what."""

from datetime import date
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from portal.core import spreadsheet
from portal.staff.service import audit, trail
from portal.staff.service.audit import ACTIONS
from portal.staff.service.trail import Filters
from portal.staff.views.gate import allowed

bp = Blueprint("staff_trail", __name__, url_prefix="/staff/audit")

HERE = "/staff/audit"
COLUMNS = ("Number", "When", "Who", "What", "Record", "Detail")
LONGEST = 60


@bp.get("")
@allowed("admin")
def show() -> ResponseReturnValue:
    """A page of the trail."""
    filters = _filters()
    _note(filters, "audit.viewed")
    problem = trail.state()
    found = trail.page(filters, request.args.get("page", 1, type=int))
    return render_template(
        "staff/audit.html",
        found=found,
        filters=filters,
        record=trail.known(filters),
        reference=trail.asked_by(filters),
        problem=problem,
        newest=f"{trail.NEWEST:,}",
        actions=sorted(ACTIONS.items(), key=lambda pair: pair[1]),
        actors=sorted(trail.actors().items(), key=lambda pair: pair[1].casefold()),
        file=f"{HERE}/trail.csv?{_query(filters)}",
        previous=_page(filters, found.number - 1) if found.number > 1 else "",
        following=_page(filters, found.number + 1) if found.number < found.pages else "",
    )


@bp.get("/trail.csv")
@allowed("admin")
def download() -> ResponseReturnValue:
    """The same as a file for a spreadsheet."""
    filters = _filters()
    _note(filters, "audit.exported")
    lines = [spreadsheet.line(COLUMNS)]
    for each in trail.every(filters):
        cells = (str(each.number), each.at.isoformat(), each.who, each.what)
        lines.append(spreadsheet.line((*cells, each.about, each.detail)))
    return Response("".join(lines), mimetype="text/csv", headers=_as_file("audit-trail.csv"))


def _as_file(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}


def _note(filters: Filters, action: str) -> None:
    """Write down the look, and which record was looked up: known ones only, never what is typed."""
    about = trail.known(filters)
    if filters.record:
        audit.view("audit.searched", about, "" if about else "not found")
    audit.view(action)


def _filters() -> Filters:
    sent = {name: request.args.get(name, "").strip()[:LONGEST] for name in ("did", "by", "record")}
    return Filters(sent["did"], sent["by"], sent["record"], _day("from"), _day("to"))


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(request.args.get(name, "").strip())
    except ValueError:
        return None


def _query(filters: Filters) -> str:
    asked = {
        "did": filters.action,
        "by": filters.actor,
        "record": filters.record,
        "from": filters.since,
        "to": filters.until,
    }
    return urlencode({name: value for name, value in asked.items() if value})


def _page(filters: Filters, number: int) -> str:
    return f"{HERE}?{_query(filters)}&page={number}"
