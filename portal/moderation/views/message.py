"""One message: read it, and decide. Whoever comes second is told, and loses nothing they typed."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, abort, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import Forbidden

import portal.staff as staff
from portal.core import htmx
from portal.core.forms import StepForm
from portal.feedback.models import CATEGORIES, DECISIONS
from portal.feedback.service import deciding
from portal.feedback.service.deciding import ChangedError, DecideError, UnknownError
from portal.feedback.service.letters import paragraphs
from portal.feedback.service.reading import Details
from portal.moderation.forms import FOR_TEAMS, STEPS
from portal.moderation.service import opening
from portal.moderation.service.opening import MODERATOR, Opened
from portal.moderation.views.queue import EVERYBODY, HERE, words
from portal.staff import allowed

bp = Blueprint("moderation_message", __name__, url_prefix=HERE)

DONE = {
    "answer": "The answer is kept. It is mailed if there is an address",
    "publish": "It is published, with our answer",
    "hide": "It is hidden. Its author is told why, if there is an address",
    "redact": "The words are out. Its author is told why, if there is an address",
    "restore": "The last decision is taken back",
    "forward": "It is passed on",
    "file": "It is filed",
    "urgent": "It is marked as urgent",
    "ordinary": "It is not marked as urgent any more",
    "close": "It is closed",
    "reopen": "It is open again",
}
# Each step, with what its form holds.
VERBS: dict[str, tuple[Callable[..., None], dict[str, Any], tuple[str, ...]]] = {
    "answer": (deciding.answer, {}, ("answer",)),
    "publish": (deciding.publish, {}, ()),
    "hide": (deciding.hide, {}, ("category", "reason")),
    "redact": (deciding.redact, {}, ("redacted", "category", "reason")),
    "restore": (deciding.restore, {}, ()),
    "forward": (deciding.forward, {}, ("forwarded_to",)),
    "file": (deciding.file_under, {}, ("topic",)),
    "urgent": (deciding.mark, {"urgent": True}, ()),
    "ordinary": (deciding.mark, {"urgent": False}, ()),
    "close": (deciding.close, {}, ()),
    "reopen": (deciding.reopen, {}, ()),
}
# What a verb takes by its place.
BY_PLACE = frozenset({"answer", "redacted", "forwarded_to", "topic"})


@bp.get("/<reference>")
@allowed(*EVERYBODY)
def show(reference: str) -> ResponseReturnValue:
    """Open a message."""
    person = staff.signed_in()
    public_id = opening.find(reference, person) or abort(404)
    opened = opening.open_message(public_id, person) or abort(404)
    return _page(opened, done=DONE.get(request.args.get("done", ""), ""))


@bp.post("/<reference>/<step>")
@allowed(*EVERYBODY)
def act(reference: str, step: str) -> ResponseReturnValue:
    """Do one thing with it."""
    person = staff.signed_in()
    public_id = opening.find(reference, person)
    if not public_id or step not in STEPS:
        abort(404)
    if not person.has(MODERATOR) and step not in FOR_TEAMS:
        raise Forbidden
    form = STEPS[step]()
    status = 422
    if form.validate():
        status = _try(step, form, public_id, person.public_id)
    if status == 200:
        return htmx.redirect(f"{HERE}/{reference}?done={step}")
    opened = opening.look_again(public_id, person) or abort(404)
    return _page(opened, form, step, status)


def _try(step: str, form: StepForm, public_id: str, by: str) -> int:
    """Do it; returns 200, or the status of the page that says why it was not done."""
    verb, more, names = VERBS[step]
    given = {name: form[name].data or "" for name in names}
    placed = [given.pop(name) for name in names if name in BY_PLACE]
    try:
        verb(public_id, *placed, **given, **more, by=by, seen_version=form.seen)
    except UnknownError:
        return 404
    except ChangedError:
        form.refuse("Somebody else was faster. Read what changed, then send this again if it fits")
        return 409
    except DecideError as error:
        form.refuse(str(error))
        return 422
    return 200


def _page(
    opened: Opened, sent: StepForm | None = None, step: str = "", status: int = 200, done: str = ""
) -> Response:
    message, person = opened.message, staff.signed_in()
    return htmx.render(
        "moderation/message.html",
        "moderation/_message.html",
        status,
        opened=opened,
        message=message,
        forms=_forms(message) | ({step: sent} if sent is not None else {}),
        sent=sent,
        step=step,
        done=done,
        meanwhile=opening.changes_since(opened, sent.seen) if sent and status == 409 else [],
        following=opening.following(message.public_id, person),
        is_moderator=person.has(MODERATOR),
        categories=CATEGORIES,
        decisions=DECISIONS,
        paragraphs=paragraphs,
        **words(),
    )


def _forms(message: Details) -> dict[str, StepForm]:
    """A form for each step, filled with how the message stands."""
    filled = {
        "answer": message.answer,
        "redacted": message.redacted or message.message,
        "forwarded_to": message.forwarded_to,
        "topic": message.topic,
    }
    return {name: kind(formdata=None, data=filled) for name, kind in STEPS.items()}
