"""Records, for admins: what is kept how long, and what we decided to share."""

from collections.abc import Iterable

from flask import Blueprint, Response, make_response, render_template, request
from flask.typing import ResponseReturnValue

from portal.core import htmx, panels, spreadsheet
from portal.core.clock import in_words
from portal.core.site import current_settings
from portal.records.service import holds, paper, processing, retention, sharing, tables
from portal.records.service.sharing import DisclosureError
from portal.register import cookies, personal_data, purposes, third_parties
from portal.register import retention as rules
from portal.staff.forms import DisclosureForm
from portal.staff.service import gone
from portal.staff.views.gate import allowed

bp = Blueprint("staff_records", __name__, url_prefix="/staff/records")

HERE = "/staff/records"
RUNS = 7
DONE = {
    "shared": "Written down",
}
# The service's names of what may be wrong, and the fields of the form.
FIELDS = {
    "recipient": "recipient",
    "what": "shared",
    "law": "law",
    "decided by": "decided",
    "record": "record",
}


@bp.get("")
@allowed("admin")
def show() -> ResponseReturnValue:
    """The registers in short, and the last runs."""
    runs = retention.recent(RUNS)
    return render_template(
        "staff/records.html",
        rules=rules().rules,
        names={rule.key: rule.what for rule in rules().rules},
        runs=runs,
        parts=retention.parts_of(runs),
        late=retention.is_late(),
        holds=len(holds.open_holds()),
        to_look_at=holds.to_look_at()[0],
        paper=paper.listed(),
        breaches=len(gone.breaches()),
        shared=len(sharing.listed()),
        counts=_counts(),
        not_kept=panels.first("home.not_kept") or 0,
    )


def _counts() -> list[tuple[str, int]]:
    """How much each register holds."""
    about_people = [table for table in personal_data().tables if table.is_about_people]
    return [
        ("Purposes", len(purposes().entries)),
        ("Tables about people", len(about_people)),
        ("Rules for how long", len(rules().rules)),
        ("Cookies", len(cookies().entries)),
        ("Other organisations", len(third_parties().entries)),
    ]


@bp.get("/processing")
@allowed("admin")
def show_processing() -> ResponseReturnValue:
    """The record of processing activities (UK GDPR Article 30)."""
    settings = current_settings()
    return render_template(
        "staff/processing.html",
        controller=processing.controller(settings),
        columns=processing.COLUMNS,
        activities=processing.activities(settings),
    )


@bp.get("/processing.csv")
@allowed("admin")
def download_processing() -> ResponseReturnValue:
    """The same as a file."""
    lines = (activity.cells() for activity in processing.activities(current_settings()))
    return _file("record-of-processing.csv", processing.COLUMNS, lines)


@bp.get("/disclosures")
@allowed("admin")
def show_disclosures() -> ResponseReturnValue:
    """What we decided to share with whom, and the form for one more."""
    return _disclosures(DisclosureForm(formdata=None))


@bp.post("/disclosures")
@allowed("admin")
def disclose() -> ResponseReturnValue:
    """Write down the decision to share something."""
    form = DisclosureForm()
    if not form.validate():
        return _disclosures(form, 422)
    try:
        sharing.log(
            form.recipient.data or "",
            form.shared.data or "",
            form.ground.data,
            form.decided.data or "",
            form.record.data or "",
            form.law.data or "",
        )
    except DisclosureError as error:
        part, _, said = str(error).partition(": ")
        form.refuse(FIELDS.get(part, "ground"), _sentence(said))
        return _disclosures(form, 422)
    return htmx.redirect(f"{HERE}/disclosures?done=shared")


@bp.get("/disclosures.csv")
@allowed("admin")
def download_disclosures() -> ResponseReturnValue:
    """The same as a file."""
    return _file("disclosures.csv", sharing.COLUMNS, sharing.cells(sharing.listed()))


def _done() -> str:
    return DONE.get(request.args.get("done", ""), "")


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _disclosures(form: DisclosureForm, status: int = 200) -> Response:
    listed = sharing.listed()
    html = render_template(
        "staff/disclosures.html",
        form=form,
        done=_done(),
        shared=[(in_words(each.shared_at), sharing.allows(each), each) for each in listed],
        references=tables.references_of({each.record for each in listed}),
    )
    return make_response(html, status)


def _file(name: str, head: Iterable[str], lines: Iterable[Iterable[str]]) -> Response:
    text = "".join(spreadsheet.line(cells) for cells in (head, *lines))
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text, mimetype="text/csv", headers=headers)
