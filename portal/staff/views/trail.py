"""The audit trail, for admins: who looked at what, and who did what."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, make_response, render_template, request
from flask.typing import ResponseReturnValue

from portal.core import htmx, panels, spreadsheet
from portal.core.references import is_reference, spaced, unspaced
from portal.records.service import paper, tables
from portal.staff.forms import LookUpForm
from portal.staff.service import audit, proof, trail
from portal.staff.service.audit import ACTIONS, PAST
from portal.staff.service.trail import Filters
from portal.staff.views.gate import allowed

bp = Blueprint("staff_trail", __name__, url_prefix="/staff/audit")

HERE = "/staff/audit"
COLUMNS = ("Number", "When", "Who", "What", "Record", "Detail")
LONGEST = 60
LONGEST_NUMBER = 12
NO_RECORD = (
    "Enter a reference like KD4-WM7-RT3, or a number that stands in the trail. What you entered is "
    "neither, and is not kept"
)


@bp.get("")
@allowed("admin")
def show() -> ResponseReturnValue:
    """A page of the trail."""
    filters = _filters(request.args)
    if not trail.may_ask(filters.record):
        return _refused(filters)
    _note(filters, "audit.viewed")
    problem = trail.state()
    found = trail.page(filters, before=_number("before"), after=_number("after"))
    return _page(
        filters,
        found=found,
        references=tables.references_of({each.about for each in found.entries}),
        problem=problem,
        newest=f"{trail.NEWEST:,}",
        file=f"{HERE}/trail.csv?{_query(filters)}",
        **_of_record(filters),
        ways={
            "newest": _link(filters) if found.newer else "",
            "newer": _link(filters, after=found.newer) if found.newer else "",
            "older": _link(filters, before=found.older) if found.older else "",
            "oldest": _link(filters, after=0) if found.older else "",
        },
    )


@bp.post("")
@allowed("admin")
def look_up() -> ResponseReturnValue:
    """Go to what was chosen, unless its record may not stand in an address."""
    filters = _filters(request.form)
    if not trail.may_ask(filters.record):
        return _refused(filters)
    return htmx.redirect(_link(filters))


@bp.get("/trail.csv")
@allowed("admin")
def download() -> ResponseReturnValue:
    """The same as a file for a spreadsheet."""
    filters = _filters(request.args)
    if not trail.may_ask(filters.record):
        abort(404)
    _note(filters, "audit.exported")
    lines = [spreadsheet.line(COLUMNS)]
    for each in trail.every(filters):
        cells = (str(each.number), each.at.isoformat(), each.who, each.what)
        lines.append(spreadsheet.line((*cells, each.about, each.detail)))
    return Response("".join(lines), mimetype="text/csv", headers=_as_file("audit-trail.csv"))


def _of_record(filters: Filters) -> dict[str, Any]:
    """What is said of the record that is asked for, and the way to it for who may see it."""
    number = trail.known(filters)
    if not number:
        return {"record": "", "reference": ""}
    found = paper.find(number)
    case = found.record if found else ""
    return {
        "record": number,
        "reference": trail.asked_by(filters),
        "proof": proof.of(filters.record),
        "paper": found,
        "case": tables.references_of({case}).get(case, ""),
        "way": panels.first("record.way", number),
    }


def _as_file(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}


def _note(filters: Filters, action: str) -> None:
    """Write down the look, and which record was looked up: known ones only, never what is typed."""
    about = trail.known(filters)
    if filters.record:
        audit.view("audit.searched", about, "" if about else "not found")
    audit.view(action)


def _refused(filters: Filters) -> Response:
    """Say what may be asked for. What was typed is not shown again: it may be a name."""
    audit.view("audit.searched", "", "not found")
    form = LookUpForm(formdata=None)
    form.refuse("record", NO_RECORD)
    return _page(replace(filters, record=""), form, 422)


def _page(
    filters: Filters, form: LookUpForm | None = None, status: int = 200, **more: object
) -> Response:
    html = render_template(
        "staff/audit.html",
        form=form or LookUpForm(formdata=None, record=filters.record),
        filters=filters,
        themes=_themes(),
        actors=sorted(trail.actors().items(), key=lambda pair: pair[1].casefold()),
        **more,
    )
    return make_response(html, status)


def _themes() -> list[tuple[str, list[tuple[str, str]]]]:
    """Every act that may be found, by what it is about, which its name begins with; each group by
    its words.
    """
    offered = {name: label for name, label in ACTIONS.items() if name not in PAST}
    named = sorted((_theme(name), label, name) for name, label in offered.items())
    return [
        (theme, [(name, label) for _, label, name in group])
        for theme, group in groupby(named, key=itemgetter(0))
    ]


def _theme(name: str) -> str:
    return name.partition(".")[0].replace("_", " ").capitalize()


def _filters(sent: Mapping[str, str]) -> Filters:
    said = {name: sent.get(name, "").strip()[:LONGEST] for name in ("did", "by", "record")}
    if is_reference(said["record"]):
        said["record"] = spaced(unspaced(said["record"]))
    days = (_day(sent.get(name, "")) for name in ("from", "to"))
    return Filters(said["did"], said["by"], said["record"], *days)


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written.strip())
    except ValueError:
        return None


def _number(name: str) -> int | None:
    written = request.args.get(name, "")[:LONGEST_NUMBER]
    return int(written) if written.isascii() and written.isdecimal() else None


def _query(filters: Filters) -> str:
    asked = {
        "did": filters.action,
        "by": filters.actor,
        "record": filters.record,
        "from": filters.since,
        "to": filters.until,
    }
    return urlencode({name: value for name, value in asked.items() if value})


def _link(filters: Filters, **place: int) -> str:
    """The trail from an entry on, with the same filters: `before` or `after` its number."""
    parts = [_query(filters), urlencode(place)]
    return f"{HERE}?{'&'.join(part for part in parts if part)}".rstrip("?")
