"""Which host may be asked for: ours, however it is spelt. Any other gets 400 (TRUST B5)."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, request
from werkzeug.exceptions import SecurityError

from portal.config import Settings, host_and_port
from portal.core.cookie_gate import StartResponse, Wsgi
from portal.core.site import EXTENSION, current_settings

# Balancers ask a machine by its number. These pages hold no link, so the name makes no difference.
PROBES = frozenset({"/health/live", "/health/ready"})


class OneSpelling:
    """Writes the Host of each request as the settings do, so that nothing repeats what was sent.

    A probe is as if it had asked for the address of the portal.
    """

    def __init__(self, app: Wsgi, settings: Settings) -> None:
        self.app = app
        self.ours = urlsplit(settings.base_url).netloc

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """Pass the request on under its one name; one that is no host stays as it is, and fails."""
        if environ.get("PATH_INFO") in PROBES:
            environ["HTTP_HOST"] = self.ours
        elif "HTTP_HOST" in environ:
            sent = environ["HTTP_HOST"]
            environ["HTTP_HOST"] = one_spelling(sent) or sent
        return self.app(environ, start_response)


def one_spelling(host: str) -> str:
    """A host with its port, in small letters and without a last dot; nothing when it is none."""
    name, port = host_and_port(host)
    return f"{name}:{port}" if port else name


def init_app(app: Flask) -> None:
    """Look at the host first: before any guard, redirect or page."""
    app.wsgi_app = OneSpelling(app.wsgi_app, app.extensions[EXTENSION])  # type: ignore[method-assign]  # Flask's own idiom
    app.before_request(_refuse_others)


def _refuse_others() -> None:
    # Without a Host (HTTP/1.0) it is the address that the server listens at.
    name, _ = host_and_port(request.host)
    if not any(_fits(name, ours) for ours in current_settings().trusted_hosts):
        raise SecurityError


def _fits(name: str, ours: str) -> bool:
    """A dot in front stands for the name behind it and every name below that one."""
    return name == ours.removeprefix(".") or (ours.startswith(".") and name.endswith(ours))
