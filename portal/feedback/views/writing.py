"""Sending feedback. Nobody's words are lost, whatever the answer to them is."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, current_app, render_template, request
from flask.typing import ResponseReturnValue

from portal.core import htmx, panels, screening
from portal.core.clock import wait_in_words
from portal.core.panels import Blocked
from portal.core.references import spaced
from portal.core.sealed import SealError, open_sealed, seal
from portal.core.security import no_store, private_page
from portal.core.site import current_settings
from portal.feedback.forms import FeedbackForm
from portal.feedback.service import taking
from portal.feedback.service.letters import paragraphs
from portal.feedback.service.taking import BlockedError, Receipt, TooManyError

bp = Blueprint("feedback_writing", __name__, url_prefix="/feedback")

RECEIVED = "feedback.received"
RECEIVED_SHOWN = timedelta(hours=1)
PAGE, FRAGMENT = "feedback/write.html", "feedback/_form.html"


@bp.get("")
def show() -> ResponseReturnValue:
    """The form. It is never cached: its stamp says when it was made."""
    form = FeedbackForm(formdata=None)
    form.page.data = _known_page(request.args.get("page", ""))
    form.new_stamp()
    return _form(form)


@bp.post("")
def send() -> ResponseReturnValue:
    """Take a message, after showing who helps and what should not be sent."""
    form = FeedbackForm()
    form.page.data = _known_page(form.page.data)
    if not form.validate():
        return _form(form, 422)
    text = form.message.data or ""
    if screening.is_urgent(text) and not form.has_seen_urgent:
        return _form(form, warn="urgent")
    found = screening.numbers_in(text)
    if form.unseen(found):
        return _form(form, warn="details", found=found)
    return _take(form)


@bp.get("/received")
@bp.get("/received/<sealed>")
@private_page
def received(sealed: str = "") -> ResponseReturnValue:
    """What happens next. An old bookmark shows the same without the reference."""
    try:
        receipt = open_sealed(RECEIVED, sealed, RECEIVED_SHOWN)
    except SealError:
        receipt = {}
    return render_template("feedback/received.html", receipt=receipt)


def words() -> str:
    """The plain text of the page, for the search. It is made without a visitor."""
    template = current_app.jinja_env.get_template("feedback/words.txt")
    return template.render(site=current_settings())


def _take(form: FeedbackForm) -> Response:
    try:
        receipt = taking.take(form.words(), request.remote_addr)
    except TooManyError as error:
        return _later(form, error.wait)
    except BlockedError as error:
        return _blocked(form, error.block)
    return htmx.redirect(f"/feedback/received/{seal(RECEIVED, _told(receipt))}")


def _blocked(form: FeedbackForm, block: Blocked) -> Response:
    """The truth: what is blocked, until when, and how to appeal; and their words to copy."""
    text = paragraphs(form.message.data or "")
    page, fragment = "feedback/blocked.html", "feedback/_blocked.html"
    return no_store(htmx.render(page, fragment, 403, block=block, text=text))


def _told(receipt: Receipt) -> dict[str, Any]:
    """The reference and what was chosen: nothing of what was written."""
    return {**vars(receipt), "reference": spaced(receipt.reference)}


def _later(form: FeedbackForm, wait: timedelta) -> Response:
    """Say when to try again, and keep what was typed."""
    form.refuse(f"A lot was sent from your network just now. Try again in {wait_in_words(wait)}")
    response = _form(form, 429)
    response.headers["Retry-After"] = str(int(wait.total_seconds()) + 1)
    return response


def _form(form: FeedbackForm, status: int = 200, **context: Any) -> Response:
    values: dict[str, Any] = {
        "warn": "",
        "found": [],
        "page_link": f"/{form.page.data}" if form.page.data else "",
        **context,
    }
    return no_store(htmx.render(PAGE, FRAGMENT, status, form=form, **values))


def _known_page(slug: str | None) -> str:
    return slug if slug and panels.first("pages.known", slug) else ""
