"""Putting right and erasing, by the link alone. A page first, a button then (TRUST B10)."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from portal.core import htmx
from portal.core.sealed import SealError, open_sealed, seal
from portal.core.security import private_page
from portal.records import Erasure
from portal.your_data.forms import CorrectForm
from portal.your_data.service import opening, requests
from portal.your_data.views.seeing import closed

bp = Blueprint("your_data_changing", __name__, url_prefix="/your-data")

ERASED = "your_data.erased"
ERASED_SHOWN = timedelta(hours=1)


@bp.get("/see/<token>/correct")
@private_page
def show_correct(token: str) -> ResponseReturnValue:
    """What can be put right here, and words for a person about the rest."""
    email = opening.open_link(token)
    if not email:
        return closed()
    form = CorrectForm(opening.facts(email), formdata=None)
    form.new_stamp()
    return _correct(form, token)


@bp.post("/see/<token>/correct")
@private_page
def correct(token: str) -> ResponseReturnValue:
    """Do it, and ask a person about the rest."""
    email = opening.open_link(token)
    if not email:
        return closed()
    form = CorrectForm(opening.facts(email))
    if not form.validate():
        return _correct(form, token, 422)
    saved, asked = opening.put_right(email, form.changes), bool(form.message.data)
    if asked:
        requests.ask_by_link(form.wish(email))
    what = "both" if saved and asked else "asked" if asked else "saved"
    return htmx.redirect(f"/your-data/see/{token}/done/{what}")


@bp.get("/see/<token>/delete")
@private_page
def show_delete(token: str) -> ResponseReturnValue:
    """What goes and what stays, before the button."""
    email = opening.open_link(token)
    if not email:
        return closed()
    return render_template("your_data/delete.html", token=token, outcome=opening.what_goes(email))


@bp.post("/see/<token>/delete")
@private_page
def delete(token: str) -> ResponseReturnValue:
    """Erase it. The link opens nothing more; what it came to travels sealed."""
    email = opening.open_link(token)
    if not email:
        return closed()
    outcome = opening.erase(email)
    return htmx.redirect(f"/your-data/erased/{seal(ERASED, _told(outcome))}")


@bp.get("/erased/<outcome>")
@private_page
def erased(outcome: str) -> ResponseReturnValue:
    """What was erased, and what was kept, why and until when."""
    try:
        told = open_sealed(ERASED, outcome, ERASED_SHOWN)
    except SealError:
        return closed()
    return render_template("your_data/erased.html", outcome=told)


def _told(outcome: Erasure) -> dict[str, Any]:
    """Titles, numbers and rules: nothing of what was held."""
    return {
        "came_to": opening.came_to(outcome),
        "erased": outcome.erased,
        "kept": [vars(each) for each in opening.in_few_words(outcome.kept)],
        "paper": [vars(each) for each in outcome.paper],
    }


def _correct(form: CorrectForm, token: str, status: int = 200) -> Response:
    return htmx.render(
        "your_data/correct.html",
        "your_data/_correct_form.html",
        status,
        form=form,
        token=token,
        action=f"/your-data/see/{token}/correct",
    )
