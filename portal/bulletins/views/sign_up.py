"""Signing up, and asking for a link to one's choices. Every address gets the same answer (B13)."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from portal.bulletins.forms import EmailForm, SignUpForm
from portal.bulletins.service import requests
from portal.bulletins.service.requests import TooManyError
from portal.bulletins.service.topics import WORDING, WORDINGS, topics
from portal.core import htmx
from portal.core.clock import wait_in_words
from portal.core.security import no_store

bp = Blueprint("bulletins_sign_up", __name__, url_prefix="/bulletins")

CHECK_YOUR_EMAIL = "/bulletins/check-your-email"
START = "start"


@bp.get("/sign-up")
def show() -> ResponseReturnValue:
    """The form."""
    form = SignUpForm(formdata=None)
    form.new_stamp()
    return _sign_up(form)


@bp.post("/sign-up")
def send() -> ResponseReturnValue:
    """Take a sign-up. From the home page only an address comes: the rest is asked here."""
    form = SignUpForm()
    if request.form.get("step") == START and not form.topics.data:
        form.new_stamp()
        return _sign_up(form)
    if not form.validate():
        return _sign_up(form, 422)
    try:
        requests.request_subscription(form.wish(), request.remote_addr)
    except TooManyError as error:
        return _later(form, error.wait, _sign_up)
    return htmx.redirect(CHECK_YOUR_EMAIL)


@bp.post("/sign-up/check")
def check() -> ResponseReturnValue:
    """Look at the address as soon as it is typed. Nothing is kept."""
    form = SignUpForm()
    if form.email.data:
        form.email.validate(form)
    if not form.stamp.data:
        form.new_stamp()
    response = htmx.render("bulletins/sign_up.html", "bulletins/_email.html", **_context(form))
    if form.email.errors:
        # The focus has moved on: said by the page's live region.
        say = f"Error: {form.email.errors[0]}"
        response.headers["HX-Trigger"] = json.dumps({"portal:say": {"say": say}})
    return no_store(response)


@bp.get("/check-your-email")
def check_your_email() -> ResponseReturnValue:
    """What happens next; the same for everybody."""
    return render_template("bulletins/check_your_email.html")


@bp.get("/manage")
def manage() -> ResponseReturnValue:
    """Where a link to one's choices is asked for."""
    form = EmailForm(formdata=None)
    form.new_stamp()
    return _manage(form)


@bp.post("/manage")
def send_link() -> ResponseReturnValue:
    """Mail a link, if the address gets our bulletins."""
    form = EmailForm()
    if not form.validate():
        return _manage(form, 422)
    try:
        requests.request_preferences(form.wish(), request.remote_addr)
    except TooManyError as error:
        return _later(form, error.wait, _manage)
    return htmx.redirect(CHECK_YOUR_EMAIL)


def _later(form: Any, wait: timedelta, page: Callable[[Any, int], Response]) -> Response:
    """Say when to try again, and keep what was typed."""
    form.refuse(f"Many people on your network asked just now. Try again in {wait_in_words(wait)}")
    response = page(form, 429)
    response.headers["Retry-After"] = str(int(wait.total_seconds()) + 1)
    return response


def _context(form: SignUpForm) -> dict[str, Any]:
    return {
        "form": form,
        "hints": {topic.slug: topic.summary for topic in topics().values()},
        "wording": WORDINGS[WORDING],
    }


def _sign_up(form: SignUpForm, status: int = 200) -> Response:
    return no_store(
        htmx.render(
            "bulletins/sign_up.html", "bulletins/_sign_up_form.html", status, **_context(form)
        )
    )


def _manage(form: EmailForm, status: int = 200) -> Response:
    return no_store(
        htmx.render("bulletins/manage.html", "bulletins/_manage_form.html", status, form=form)
    )
