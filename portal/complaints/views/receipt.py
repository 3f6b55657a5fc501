"""What somebody reads after sending: the reference, the code, and what happens by which date."""

from datetime import date, timedelta
from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template
from flask.typing import ResponseReturnValue

from portal.complaints.models.codes import CARE
from portal.complaints.service import pairs
from portal.complaints.service.showing import showing
from portal.complaints.service.taking import Receipt
from portal.core.references import spaced
from portal.core.sealed import SealError, open_sealed, seal
from portal.core.security import private_page

bp = Blueprint("complaints_receipt", __name__, url_prefix="/complaints/received")

FORM = "complaints.received"
SHOWN_FOR = timedelta(hours=1)
# So that nobody finds the answers with the Back button of a shared computer.
CLEAR = '"cache"'


def show(taken: Receipt) -> ResponseReturnValue:
    """Go on to the page, which may be loaded again for an hour: nobody can read its address."""
    told: dict[str, Any] = {
        "reference": spaced(taken.reference),
        "secret": pairs.shown(taken.secret),
        "kind": taken.kind,
        "acknowledge_by": taken.acknowledge_by.isoformat(),
        "answer_by": taken.answer_by.isoformat(),
        "contact": taken.contact,
        "has_email": taken.has_email,
        "urgent": taken.urgent,
        "consent_awaited": taken.consent_awaited,
        "relation": taken.relation,
    }
    return redirect(f"/complaints/received/{seal(FORM, told)}", 303)


@bp.get("")
@bp.get("/<sealed>")
@private_page
def received(sealed: str = "") -> Response:
    """What happens next. An old bookmark says where the reference and the code are."""
    try:
        told = open_sealed(FORM, sealed, SHOWN_FOR)
    except SealError:
        told = {}
    for name in ("acknowledge_by", "answer_by"):
        if told:
            told[name] = date.fromisoformat(told[name])
    needed = showing(told.get("relation", ""))
    page = render_template("complaints/received.html", receipt=told, care=CARE, showing=needed)
    response = make_response(page)
    response.headers["Clear-Site-Data"] = CLEAR
    return response
