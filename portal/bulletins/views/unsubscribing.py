"""Leaving: the page, its buttons, and the one click of a mail program (RFC 8058)."""

from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from portal.bulletins.service import journal, subscriptions
from portal.bulletins.service.journal import UNSUBSCRIBE
from portal.bulletins.service.subscriptions import UNDO_LIFE
from portal.bulletins.service.topics import FREQUENCIES, MONTHLY, WEEKLY, topics
from portal.core import tokens
from portal.core.sealed import SealError, open_sealed, seal
from portal.core.security import exempt_from_origin_check, private_page

bp = Blueprint("bulletins_unsubscribing", __name__, url_prefix="/bulletins")

UNDO = "bulletins.undo"
ONE_CLICK = "List-Unsubscribe"
NO_TOPIC = "Choose the topic to stop"
NO_BUTTON = "Press one of the buttons below"


@bp.get("/unsubscribe/<token>")
@private_page
def show(token: str) -> ResponseReturnValue:
    """Every way to get less. The database is not asked: it works, and looks, the same always."""
    return _page(token)


@bp.post("/unsubscribe/<token>")
@exempt_from_origin_check
@private_page
def leave(token: str) -> ResponseReturnValue:
    """Do it before the answer. The token is the authority; an unknown one has left already."""
    if ONE_CLICK in request.form:
        journal.leave_by_token(token)
        return render_template("bulletins/unsubscribed.html", token="", state="")
    action = ACTIONS.get(request.form.get("action") or "leave")
    # A button that is not ours says nothing of what somebody wants: they choose again.
    return action(token) if action else (_page(token, NO_BUTTON, "leave"), 422)


@bp.get("/left")
def left() -> ResponseReturnValue:
    """After leaving from the preferences page."""
    return render_template("bulletins/unsubscribed.html", token="", state="")


def _leave(token: str) -> ResponseReturnValue:
    return _left(token, journal.leave_by_token(token))


def _left(token: str, kept: dict[str, Any] | None, last: str = "") -> ResponseReturnValue:
    """They are gone; ``last`` is the topic that was the last of theirs, if they stopped that."""
    state = seal(UNDO, kept) if kept else ""
    return render_template(
        "bulletins/unsubscribed.html", token=tokens.clean(token), state=state, last=last
    )


def _undo(token: str) -> ResponseReturnValue:
    try:
        kept = open_sealed(UNDO, request.form.get("state", ""), UNDO_LIFE)
    except SealError:
        return render_template("bulletins/undo_closed.html")
    is_theirs = kept["public_id"] == tokens.read(UNSUBSCRIBE, token)
    if not is_theirs or not subscriptions.undo_leave(kept):
        return render_template("bulletins/undo_closed.html")
    return _done("You are subscribed again", "Nothing has changed: you get what you chose before.")


def _slow_down(token: str) -> ResponseReturnValue:
    frequency = request.form["action"]
    public_id = tokens.read(UNSUBSCRIBE, token)
    if public_id:
        subscriptions.slow_down(public_id, frequency)
    how = FREQUENCIES[frequency].lower()
    return _done(f"We will write {how}", "All the news of that time comes in one email.")


def _pause(token: str) -> ResponseReturnValue:
    public_id = tokens.read(UNSUBSCRIBE, token)
    if public_id:
        subscriptions.pause(public_id)
    return _done("We will send nothing for 30 days", "After that, bulletins come again.")


def _stop_topic(token: str) -> ResponseReturnValue:
    topic = topics().get(request.form.get("topic", ""))
    public_id = tokens.read(UNSUBSCRIBE, token)
    if topic is None:
        return _page(token, NO_TOPIC, "topic"), 422
    kept = subscriptions.stop_topic(public_id, topic.slug) if public_id else None
    if kept:
        return _left(token, kept, topic.title)
    # True of a topic that they never had, too: a forwarded link does not tell which those are.
    return _done("That topic is stopped", f"You get nothing about “{topic.title}” from now on.")


def _page(token: str, problem: str = "", at: str = "") -> str:
    """The choices; with a problem, and the id of the control that mends it."""
    return render_template(
        "bulletins/unsubscribe.html",
        token=tokens.clean(token),
        topics=topics().values(),
        problem=problem,
        at=at,
    )


def _done(heading: str, words: str) -> ResponseReturnValue:
    return render_template("bulletins/unsubscribe_done.html", heading=heading, words=words)


ACTIONS = {
    "leave": _leave,
    "undo": _undo,
    WEEKLY: _slow_down,
    MONTHLY: _slow_down,
    "pause": _pause,
    "topic": _stop_topic,
}
