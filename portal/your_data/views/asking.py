"""Asking, for a link or for a person. Every address gets the same answer (TRUST B9)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, current_app, render_template, request
from flask.typing import ResponseReturnValue

from portal.core import htmx
from portal.core.clock import wait_in_words
from portal.core.security import no_store
from portal.core.site import current_settings
from portal.your_data.forms import AskForm, EmailForm
from portal.your_data.service import requests
from portal.your_data.service.requests import TooManyError

bp = Blueprint("your_data_asking", __name__, url_prefix="/your-data")

CHECK_YOUR_EMAIL = "/your-data/check-your-email"


@bp.get("")
def show() -> ResponseReturnValue:
    """What you can do, and where a link is asked for."""
    form = EmailForm(formdata=None)
    form.new_stamp()
    return _start(form)


@bp.post("")
def send_link() -> ResponseReturnValue:
    """Mail a link, whether or not we hold anything."""
    form = EmailForm()
    if not form.validate():
        return _start(form, 422)
    try:
        requests.ask_for_link(form.email.data or "", form.key, request.remote_addr)
    except TooManyError as error:
        return _later(form, error.wait, _start)
    return htmx.redirect(CHECK_YOUR_EMAIL)


@bp.get("/ask")
def show_ask() -> ResponseReturnValue:
    """What needs a person."""
    form = AskForm(formdata=None)
    form.new_stamp()
    return _ask(form)


@bp.post("/ask")
def ask() -> ResponseReturnValue:
    """Take a request; a person answers it within a month."""
    form = AskForm()
    if not form.validate():
        return _ask(form, 422)
    try:
        requests.ask_person(form.wish(), request.remote_addr)
    except TooManyError as error:
        return _later(form, error.wait, _ask)
    return htmx.redirect(CHECK_YOUR_EMAIL)


@bp.get("/check-your-email")
def check_your_email() -> ResponseReturnValue:
    """What happens next; the same for everybody."""
    return render_template("your_data/check_your_email.html")


def words() -> str:
    """The plain text of the page, for the search. It is made without a visitor."""
    template = current_app.jinja_env.get_template("your_data/words.txt")
    return template.render(site=current_settings())


def _later(form: Any, wait: timedelta, page: Callable[[Any, int], Response]) -> Response:
    """Say when to try again, and keep what was typed."""
    form.refuse(f"Many people on your network asked just now. Try again in {wait_in_words(wait)}")
    response = page(form, 429)
    response.headers["Retry-After"] = str(int(wait.total_seconds()) + 1)
    return response


def _start(form: EmailForm, status: int = 200) -> Response:
    return no_store(
        htmx.render("your_data/start.html", "your_data/_link_form.html", status, form=form)
    )


def _ask(form: AskForm, status: int = 200) -> Response:
    return no_store(
        htmx.render("your_data/ask.html", "your_data/_ask_form.html", status, form=form)
    )
