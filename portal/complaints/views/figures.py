"""Complaints in figures, for anybody: years that are over, with small numbers left out."""

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from portal.complaints.service import counting, reporting
from portal.core.clock import today

bp = Blueprint("complaints_figures", __name__, url_prefix="/complaints/figures")


@bp.get("")
def years() -> ResponseReturnValue:
    """Which years there are."""
    return render_template("complaints/figures.html", years=_years())


@bp.get("/<int:year>")
def show(year: int) -> ResponseReturnValue:
    """One year."""
    counted = counting.counts()
    if year not in reporting.published_years(counted):
        abort(404)
    report = reporting.report(year, counted)
    care, *others = reporting.published(report)
    return render_template(
        "complaints/figures_year.html",
        report=report,
        care=care,
        others=others,
        years=_years(),
        today=today(),
    )


def _years() -> list[int]:
    return reporting.published_years(counting.counts())
