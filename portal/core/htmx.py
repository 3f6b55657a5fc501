"""One URL, two renderings: a whole page, or the fragment that htmx asked for."""

from typing import Any

from flask import Response, make_response, render_template, request
from flask import redirect as flask_redirect

VARY = ("HX-Request", "HX-Request-Type")
# What an answer that is a page says to htmx, which asked for a part of one.
WHOLE_PAGE = {"HX-Retarget": "#main", "HX-Reselect": "#main", "HX-Reswap": "outerHTML"}


def is_fragment() -> bool:
    """Whether htmx asked for a part of the page, and not for a whole one."""
    headers = request.headers
    return (
        headers.get("HX-Request") == "true"
        and headers.get("HX-Request-Type", "partial") != "full"
        and headers.get("HX-Boosted") != "true"
        and headers.get("HX-History-Restore-Request") != "true"
    )


def render(page: str, fragment: str, status: int = 200, **context: Any) -> Response:
    """Render the fragment for htmx and the page for everybody else."""
    template = fragment if is_fragment() else page
    response = make_response(render_template(template, **context), status)
    response.vary.update(VARY)
    return response


def redirect(url: str) -> Response:
    """Go on after a success: 303, or HX-Redirect, since htmx would swap a followed page in."""
    if is_fragment():
        response = Response(status=200)
        response.headers["HX-Redirect"] = url
    else:
        response = make_response(flask_redirect(url, code=303))
    response.vary.update(VARY)
    return response
