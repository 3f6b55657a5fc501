"""What keeps other sites out: response headers, the origin check, and local paths only."""

import re
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import Flask, Response, current_app, g, make_response, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import Forbidden, RequestEntityTooLarge, UnsupportedMediaType

from portal.core import hosts
from portal.core.database import SAFE_METHODS
from portal.core.site import current_settings

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])

LOCAL_PATH = re.compile(r"/(?![/\\])[A-Za-z0-9_\-./]*\Z")
CSP = {
    "default-src": ("'none'",),
    "script-src": ("'self'",),
    "style-src": ("'self'",),
    "img-src": ("'self'",),
    "font-src": ("'self'",),
    "connect-src": ("'self'",),
    "form-action": ("'self'",),
    "frame-src": ("'self'",),
    "frame-ancestors": ("'none'",),
    "base-uri": ("'none'",),
    "manifest-src": ("'self'",),
}
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), "
    "browsing-topics=()",
}
PRIVATE = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
}
# What a form can send, and nothing at all: a button with no fields.
FORM_TYPES = {"", "application/x-www-form-urlencoded", "multipart/form-data"}
EXEMPT = "portal_origin_exempt"


def local_path(value: str | None, default: str = "/") -> str:
    """A path of this portal from a ``next`` field, or the default (TRUST B4)."""
    return value if value and LOCAL_PATH.match(value) else default


def add_csp(directive: str, *sources: str) -> None:
    """Allow this one response more sources, each of which the register names."""
    extra: dict[str, list[str]] = g.setdefault("csp", {})
    extra.setdefault(directive, []).extend(sources)


def set_csp(policy: str) -> None:
    """Give this one response a policy of its own."""
    g.csp_whole = policy


def no_store(response: Response) -> Response:
    """Keep a page with somebody's data out of every cache."""
    response.headers["Cache-Control"] = "no-store"
    return response


def private_page(view: View) -> View:
    """Decorate a view behind a mailed link: not stored, not indexed, no referrer (B62)."""

    @wraps(view)
    def wrapped(*args: Any, **kwargs: Any) -> ResponseReturnValue:
        g.private_page = True
        response = make_response(view(*args, **kwargs))
        response.headers.update(PRIVATE)
        return response

    return wrapped  # type: ignore[return-value]  # the decorated view keeps its signature


def allow_body(most: int) -> None:
    """Let this one request bring so many bytes; call it before anything reads the form."""
    request.max_content_length = most
    request.max_form_memory_size = most


def exempt_from_origin_check(view: View) -> View:
    """Let a mail program post here (RFC 8058): the token in the link is the authority."""
    setattr(view, EXEMPT, True)
    return view


def init_app(app: Flask) -> None:
    """Check every request that changes something, and dress every response."""
    app.before_request(_check_origin)
    app.before_request(_check_content)
    app.before_request(_check_size)
    app.after_request(_dress)


def _check_origin() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    if request.method in SAFE_METHODS or getattr(view, EXEMPT, False):
        return
    if not is_same_origin():
        raise Forbidden


def _check_content() -> None:
    """Only what an HTML form sends: JSON would reach the fields past what a form can hold."""
    if request.method not in SAFE_METHODS and request.mimetype not in FORM_TYPES:
        raise UnsupportedMediaType


def _check_size() -> None:
    """Too long is too long, also where nobody reads the body, and where it came in chunks."""
    most = request.max_content_length or 0
    if request.method in SAFE_METHODS:
        return
    length = request.content_length
    if length is None:
        # In chunks: werkzeug would cut it off at the limit and call the rest a form.
        length = len(request.get_data())
        most -= 1
    if length > most:
        raise RequestEntityTooLarge


def is_same_origin() -> bool:
    """Whether a request comes from our own pages (TRUST B1).

    With neither header there is no browser that could be tricked, and no session to ride on.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = request.headers.get("Origin")
    if origin is None:
        return True
    scheme, _, host = origin.partition("://")
    ours = {current_settings().base_url, request.host_url.rstrip("/")}
    return f"{scheme}://{hosts.one_spelling(host)}" in ours


def _dress(response: Response) -> Response:
    headers = response.headers
    for name, value in HEADERS.items():
        headers.setdefault(name, value)
    if "Content-Security-Policy" not in headers:
        headers["Content-Security-Policy"] = g.get("csp_whole") or _policy()
    if current_settings().secure:
        headers["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains; preload"
    if request.user_agent.string.startswith("Lynx/"):
        _name_the_host(response)
    if "Cache-Control" not in headers:
        headers["Cache-Control"] = "no-cache"
    return response


def _name_the_host(response: Response) -> None:
    # Lynx shows its old copy of a page when a redirect names no host (RFC 9110 allows both).
    location = response.headers.get("Location", "")
    if location.startswith("/"):
        response.headers["Location"] = request.host_url.rstrip("/") + location


def _policy() -> str:
    extra: dict[str, list[str]] = g.get("csp", {})
    directives = {**CSP, **{name: CSP.get(name, ()) for name in extra}}
    parts = [
        " ".join([name, *sources, *dict.fromkeys(extra.get(name, ()))])
        for name, sources in directives.items()
    ]
    if current_settings().secure:
        parts.append("upgrade-insecure-requests")
    return "; ".join(parts)
