"""A subscriber's own choices, behind a link mailed within the hour (B8)."""

from datetime import timedelta

from flask import Blueprint, Response, make_response, render_template, request
from flask.typing import ResponseReturnValue

from portal.bulletins.forms import PreferencesForm
from portal.bulletins.service import subscriptions
from portal.bulletins.service.requests import TooManyError
from portal.bulletins.service.subscriptions import Choices
from portal.bulletins.service.topics import topics
from portal.core import htmx
from portal.core.clock import wait_in_words
from portal.core.security import private_page

bp = Blueprint("bulletins_preferences", __name__, url_prefix="/bulletins/preferences")

SAVED, MOVING, PAUSED, RESUMED = "saved", "moving", "paused", "resumed"
WORDS = {
    SAVED: "Your choices are saved",
    MOVING: "Check your new email address",
    PAUSED: "We will send nothing for 30 days",
    RESUMED: "We will send bulletins again",
}


@bp.get("/<token>")
@private_page
def show(token: str) -> ResponseReturnValue:
    """The form, filled with what was chosen."""
    public_id = subscriptions.open_link(token)
    if public_id is None:
        return _closed()
    chosen = subscriptions.choices(public_id)
    return _form(PreferencesForm(formdata=None, obj=chosen), token, chosen)


@bp.get("/<token>/<what>")
@private_page
def done(token: str, what: str) -> ResponseReturnValue:
    """The form again, saying what was done."""
    public_id = subscriptions.open_link(token)
    if public_id is None or what not in WORDS:
        return _closed()
    chosen = subscriptions.choices(public_id)
    return _form(PreferencesForm(formdata=None, obj=chosen), token, chosen, notice=what)


@bp.post("/<token>")
@private_page
def save(token: str) -> ResponseReturnValue:
    """Keep new choices, pause, or leave."""
    public_id = subscriptions.open_link(token)
    if public_id is None:
        return _closed()
    action = request.form.get("action", "save")
    if action == "leave":
        subscriptions.leave(public_id)
        return htmx.redirect("/bulletins/left")
    if action in {"pause", "resume"}:
        change = subscriptions.pause if action == "pause" else subscriptions.resume
        change(public_id)
        return htmx.redirect(f"/bulletins/preferences/{token}/{action}d")
    # A field that was not sent stays as it is. No box ticked is sent as nothing: no topic.
    form = PreferencesForm(obj=subscriptions.choices(public_id))
    if not form.validate():
        return _form(form, token, subscriptions.choices(public_id), status=422)
    try:
        moves = subscriptions.save(public_id, form.choices())
    except TooManyError as error:
        return _later(form, token, public_id, error.wait)
    return htmx.redirect(f"/bulletins/preferences/{token}/{MOVING if moves else SAVED}")


def _later(
    form: PreferencesForm, token: str, public_id: str, wait: timedelta
) -> ResponseReturnValue:
    form.refuse(f"You tried several new addresses today. Try again in {wait_in_words(wait)}")
    response = _form(form, token, subscriptions.choices(public_id), status=429)
    response.headers["Retry-After"] = str(int(wait.total_seconds()) + 1)
    return response


def _form(
    form: PreferencesForm, token: str, chosen: Choices, *, notice: str = "", status: int = 200
) -> Response:
    return htmx.render(
        "bulletins/preferences.html",
        "bulletins/_preferences_form.html",
        status,
        form=form,
        action=f"/bulletins/preferences/{token}",
        paused_until=chosen.paused_until,
        notice=notice,
        words=WORDS.get(notice, ""),
        hints={topic.slug: topic.summary for topic in topics().values()},
    )


def _closed() -> ResponseReturnValue:
    return make_response(render_template("bulletins/preferences_closed.html"), 404)
