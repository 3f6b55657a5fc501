"""Bulletins at the desk, for editors: how each stands, and sending one after a second look."""

from flask import Blueprint, Response, abort, make_response, render_template, request
from flask.typing import ResponseReturnValue

from portal.bulletins.service import pausing, steering
from portal.bulletins.service.issues import IssueError
from portal.bulletins.service.steering import ChangedError, Standing
from portal.bulletins.service.topics import titles
from portal.core import htmx
from portal.staff import allowed, fresh

bp = Blueprint("bulletins_desk", __name__, url_prefix="/staff/bulletins")

DESK = "/staff/bulletins"
CHANGED = "The text was changed since you looked. Read it again, then send it"
STATES = {
    "accepted": "taken by mail servers",
    "due": "waiting",
    "claimed": "being sent",
    "deferred": "to be tried again",
    "stopped": "held back",
    "refused": "refused",
    "skipped": "not wanted any more, or not possible",
    "uncertain": "uncertain",
    "parked": "could not be built",
    "returned": "came back",
    "complained": "reported as unwanted",
}
ACTS = {"hold": steering.hold, "continue": steering.go_on}
DONE = {
    "sent": "It is on its way. The worker sends one mail after the other",
    "hold": "What has not left yet is held back",
    "continue": "The rest is on its way",
}


@bp.get("")
@allowed("editor")
def show() -> ResponseReturnValue:
    """Every bulletin, and the digests made of them."""
    return render_template(
        "bulletins/desk.html",
        issues=steering.overview(),
        digests=steering.digests(),
        states=STATES,
    )


@bp.get("/<slug>")
@allowed("editor")
def show_one(slug: str) -> ResponseReturnValue:
    """One bulletin: what became of its mails, and whom it would reach now."""
    return _page(steering.find(slug) or abort(404))


@bp.post("/<slug>")
@allowed("editor")
def act(slug: str) -> ResponseReturnValue:
    """Hold it back, or let it go on."""
    standing, step = steering.find(slug) or abort(404), request.form.get("action", "")
    if step not in ACTS or standing.sent_at is None:
        abort(422)
    ACTS[step](slug)
    return htmx.redirect(f"{DESK}/{slug}?done={step}")


@bp.get("/<slug>/send")
@allowed("editor")
def ask(slug: str) -> ResponseReturnValue:
    """A second look: what would go, and to how many."""
    standing = steering.find(slug) or abort(404)
    if not standing.may_send or not steering.reach(standing):
        return htmx.redirect(f"{DESK}/{slug}")
    return _ask(standing)


@bp.post("/<slug>/send")
@allowed("editor")
@fresh
def send(slug: str) -> ResponseReturnValue:
    """Send what was on the screen. Nobody takes a mail back, so the password is asked for."""
    standing = steering.find(slug) or abort(404)
    try:
        steering.send(slug, request.form.get("seen_version", ""))
    except ChangedError:
        return _ask(steering.find(slug) or standing, CHANGED, 409)
    except IssueError:
        return _page(standing, "Nothing was sent. Put right first what is wrong", 422)
    return htmx.redirect(f"{DESK}/{slug}?done=sent")


def _ask(standing: Standing, trouble: str = "", status: int = 200) -> Response:
    html = render_template(
        "bulletins/desk_send.html",
        issue=standing,
        reach=steering.reach(standing),
        topics=titles(list(standing.topics)),
        trouble=trouble,
    )
    return make_response(html, status)


def _page(standing: Standing, trouble: str = "", status: int = 200) -> Response:
    html = render_template(
        "bulletins/desk_issue.html",
        issue=standing,
        reach=steering.reach(standing) if standing.may_send else 0,
        topics=titles(list(standing.topics)),
        states=STATES,
        stopped_since=pausing.WORDS,
        trouble=trouble,
        done=DONE.get(request.args.get("done", ""), ""),
    )
    return make_response(html, status)
