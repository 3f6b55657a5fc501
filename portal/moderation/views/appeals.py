"""Appeals: listed by the day they are due, heard by somebody else than the one who decided."""

from flask import Blueprint, Response, abort, request
from flask.typing import ResponseReturnValue

import portal.staff as staff
from portal.core import htmx
from portal.core.clock import today
from portal.core.references import spaced
from portal.feedback.models import APPEAL_STATES, APPEAL_WAITING
from portal.feedback.service.deciding import DecideError
from portal.feedback.service.letters import paragraphs
from portal.moderation.forms import OutcomeForm
from portal.moderation.service import hearing
from portal.moderation.service.hearing import Hearing
from portal.staff import allowed

bp = Blueprint("moderation_appeals", __name__, url_prefix="/staff/appeals")

HERE = "/staff/appeals"


@bp.get("")
@allowed("moderator", "admin")
def show() -> ResponseReturnValue:
    """Those that wait."""
    page = "moderation/appeals.html"
    done = "The appeal is answered" if request.args.get("done") == "answered" else ""
    waiting = hearing.waiting()
    return htmx.render(page, page, appeals=waiting, done=done, today=today(), paragraphs=paragraphs)


@bp.get("/<appeal>")
@allowed("moderator", "admin")
def show_one(appeal: str) -> ResponseReturnValue:
    """One appeal, beside the decision."""
    heard = hearing.open_appeal(appeal, staff.signed_in()) or abort(404)
    return _page(heard, OutcomeForm(formdata=None))


@bp.post("/<appeal>")
@allowed("moderator", "admin")
def decide(appeal: str) -> ResponseReturnValue:
    """Answer it."""
    person, form = staff.signed_in(), OutcomeForm()
    heard = hearing.hearing(appeal, person) or abort(404)
    if not form.validate():
        return _page(heard, form, 422)
    changed, words = form.changed.data == "yes", form.outcome.data or ""
    by = person.public_id
    try:
        hearing.decide(heard, changed=changed, words=words, by=by, seen_version=form.seen)
    except DecideError as error:
        form.refuse(str(error))
        again = hearing.hearing(appeal, person) or abort(404)
        return _page(again, form, 422)
    return htmx.redirect(f"{HERE}?done=answered")


def _page(heard: Hearing, form: OutcomeForm, status: int = 200) -> Response:
    page = "moderation/appeal.html"
    return htmx.render(
        page,
        page,
        status,
        heard=heard,
        appeal=heard.appeal,
        form=form,
        states=APPEAL_STATES,
        waits=APPEAL_WAITING,
        paragraphs=paragraphs,
        spaced=spaced,
    )
