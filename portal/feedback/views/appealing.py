"""Appealing, by a link alone. A block never closes it, and the page says what came of it."""

from flask import Blueprint, Response, make_response, render_template
from flask.typing import ResponseReturnValue

from portal.core import htmx
from portal.core.panels import Subject
from portal.core.security import private_page
from portal.feedback.forms import AppealForm
from portal.feedback.models import APPEAL_STATES, APPEAL_WAITING
from portal.feedback.service import appeals, letters

bp = Blueprint("feedback_appealing", __name__, url_prefix="/appeal")


@bp.get("/<token>")
@private_page
def show(token: str) -> ResponseReturnValue:
    """What was decided and why, and where to say that it is wrong."""
    subject = _subject(token)
    if subject is None:
        return _nothing()
    return _page(AppealForm(formdata=None), subject, token)


@bp.post("/<token>")
@private_page
def send(token: str) -> ResponseReturnValue:
    """Take the appeal; a second one changes nothing, and the page shows the first."""
    subject = _subject(token)
    if subject is None:
        return _nothing()
    form = AppealForm()
    if appeals.find_for(subject) is None:
        if not form.validate():
            return _page(form, subject, token, 422)
        appeals.take(subject, form.words.data or "")
    # Another address than that of the form: lynx would show the form again, which it kept.
    return htmx.redirect(f"/appeal/{token}?done=sent")


def _subject(token: str) -> Subject | None:
    kind, public_id = letters.read_token(token)
    return appeals.subject_of(kind, public_id) if kind else None


def _nothing() -> Response:
    """A link that is not ours, or to a decision that stands no more."""
    return make_response(render_template("feedback/no_appeal.html"), 404)


def _page(form: AppealForm, subject: Subject, token: str, status: int = 200) -> Response:
    return htmx.render(
        "feedback/appeal.html",
        "feedback/_appeal_form.html",
        status,
        form=form,
        subject=subject,
        token=token,
        appeal=appeals.find_for(subject),
        waits=APPEAL_WAITING,
        states=APPEAL_STATES,
        paragraphs=letters.paragraphs,
    )
