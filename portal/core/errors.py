"""Every error is a plain page with a way on. No database and no network is needed to say so."""

import logging
from datetime import timedelta

from flask import Flask, Response, g, make_response, render_template, request
from sqlalchemy.exc import InternalError, OperationalError, ProgrammingError
from sqlalchemy.exc import TimeoutError as NoConnectionError
from werkzeug.exceptions import (
    HTTPException,
    InternalServerError,
    ServiceUnavailable,
    TooManyRequests,
)

from portal.core.clock import wait_in_words
from portal.core.htmx import VARY, WHOLE_PAGE, is_fragment
from portal.core.keeping import sending

logger = logging.getLogger(__name__)

WORDS = {
    400: ("We could not read that", "Something in the address or the form was not right."),
    403: ("You cannot do that from there", "This form has to be sent from our own pages."),
    404: ("Page not found", "The address may be mistyped, or the page may have moved."),
    405: ("That does not work here", "This address cannot be used in that way."),
    413: (
        "That is too long to send",
        "Make your text shorter, or send it to us in parts or by post.",
    ),
    415: ("We could not read that", "This address expects a form."),
    422: ("There is a problem", "Something in the form was not right. Go back and check it."),
    429: ("Please wait a little", "This was tried many times in a short while."),
    500: ("Something went wrong here", "It is our fault, and we have been told."),
    503: ("The portal is not ready", "It should be back in a few minutes."),
}
NOT_TAKEN = ("We could not save that", "Nothing was saved or sent. It is our fault, not yours.")
BACK_AGAIN = timedelta(minutes=2)
# A database that is full, locked, read-only or away: it passes.
PASSING = (OperationalError, InternalError, NoConnectionError)
# PostgreSQL's names of a table and a column that is not there: before it is migrated.
NOT_MIGRATED = {"42P01", "42703"}


# There is no page at such an address, so there is none to come back to.
NOWHERE = frozenset({400, 404, 405})


def init_app(app: Flask) -> None:
    """One handler for all."""
    app.register_error_handler(HTTPException, _known)
    app.register_error_handler(Exception, _unknown)


def _known(error: HTTPException) -> Response:
    if error.response is not None:
        return make_response(error.response)
    return _page(error)


def _unknown(error: Exception) -> Response:
    # The message may hold what a person wrote; the log keeps the kind and the place only.
    logger.error("unhandled %s", type(error).__name__, exc_info=error)
    return _page(ServiceUnavailable() if _passes(error) else InternalServerError())


def _passes(error: Exception) -> bool:
    if isinstance(error, ProgrammingError):
        return getattr(error.orig, "sqlstate", "") in NOT_MIGRATED
    return isinstance(error, PASSING)


def _page(error: HTTPException) -> Response:
    code = error.code or 500
    title, message = WORDS.get(code, WORDS[500] if code >= 500 else WORDS[400])
    kept = sending() if code == ServiceUnavailable.code else None
    if kept:
        title, message = NOT_TAKEN
    retry_after = getattr(error, "retry_after", None)
    if code == ServiceUnavailable.code:
        retry_after = retry_after or BACK_AGAIN
    # The page must not depend on anything that may be what failed.
    g.private_page = True
    g.is_nowhere = code in NOWHERE
    html = render_template(
        "errors/error.html",
        code=code,
        title=title,
        message=message,
        retry_after=wait_in_words(retry_after) if retry_after else None,
        suggestions=g.get("suggestions", []),
        sending=kept,
        path=request.path,
    )
    response = make_response(html, code)
    response.headers.update(error.get_headers(scope=None))
    response.content_type = "text/html; charset=utf-8"
    response.headers["Cache-Control"] = "no-store"
    if retry_after:
        response.headers["Retry-After"] = str(int(retry_after.total_seconds()) + 1)
    response.vary.update(VARY)
    if kept and is_fragment():
        response.headers.update(WHOLE_PAGE)
    return response


def too_many(wait: timedelta) -> TooManyRequests:
    """The error to raise when a limit is reached: it says when to try again."""
    error = TooManyRequests()
    error.retry_after = wait  # type: ignore[assignment]  # a timedelta until the page is made
    return error
