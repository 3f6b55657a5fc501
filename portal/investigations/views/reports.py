"""The yearly report and the counts of KO41a, for staff: every number, on a page and as a file."""

from flask import Blueprint, Response, abort, render_template
from flask.typing import ResponseReturnValue

from portal.complaints.service import counting, reporting, suppressing
from portal.complaints.service.clocks import reporting_year
from portal.core import htmx
from portal.core.clock import today
from portal.investigations.service import reports
from portal.investigations.service.listing import HERE
from portal.staff import allowed

bp = Blueprint("investigations_reports", __name__, url_prefix=f"{HERE}/reports")

# Numbers alone, about nobody: who answers for the portal sees them too.
WHO = ("investigator", "admin")


@bp.get("")
@allowed(*WHO)
def newest() -> ResponseReturnValue:
    """The year that runs."""
    return htmx.redirect(f"{HERE}/reports/{reporting_year(today())}")


@bp.get("/<int:year>")
@allowed(*WHO)
def show(year: int) -> ResponseReturnValue:
    """The report of a year, to be read and printed."""
    reports.note(year)
    counted = counting.counts()
    years = reporting.years(counted)
    if year not in years:
        return render_template("investigations/no_report.html", year=year, years=years), 404
    found = reporting.report(year, counted)
    return render_template(
        "investigations/report.html",
        report=found,
        parts=reports.tables(found),
        columns=("What", *reports.columns(found)),
        years=years,
        today=today(),
        fewest=suppressing.FEWEST_SHOWN,
        suppressed=suppressing.SUPPRESSED,
    )


@bp.get("/<int:year>/counts.csv")
@allowed(*WHO)
def counts(year: int) -> ResponseReturnValue:
    """The counts as a file for a spreadsheet."""
    reports.note(year)
    counted = counting.counts()
    if year not in reporting.years(counted):
        abort(404)
    answer = Response(reports.csv(reporting.report(year, counted)), mimetype="text/csv")
    name = f"complaints-{year - 1}-{year}.csv"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
