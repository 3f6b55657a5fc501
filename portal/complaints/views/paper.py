"""The blank forms to print, and the way into the form from the page about complaining."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from portal.complaints.models import codes
from portal.complaints.service.showing import showing

bp = Blueprint("complaints_paper", __name__, url_prefix="/complaints")

PAGE = "complaints"


@bp.get("/form")
def blank() -> ResponseReturnValue:
    """The same questions on paper."""
    return render_template("complaints/form.html", codes=codes)


@bp.get("/consent-form")
def consent() -> ResponseReturnValue:
    """What the person it is about signs, or whoever may speak for them (RULES R14)."""
    return render_template("complaints/consent_form.html", showing=showing(""))


def start(slug: str) -> Markup:
    """The way to begin, on the page about complaining and on no other."""
    if slug != PAGE:
        return Markup()
    return Markup(render_template("complaints/_start.html"))  # noqa: S704 - escaped by the template
