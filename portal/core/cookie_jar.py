"""Sets and expires cookies exactly as the register lists them: the only place that does."""

import ipaddress
import re

from flask import Response, request
from werkzeug.http import dump_cookie

from portal.core.site import current_settings
from portal.core.visitor import parse_cookies
from portal.register import cookies

# RFC 6265: a name that can be written into a header at all.
TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,128}\Z")


class CookieJarError(ValueError):
    """A cookie was to be set that the register does not list, or with another value."""


def set_cookie(response: Response, name: str, value: str) -> None:
    """Set one of our cookies. Raises CookieJarError for a name or value that is not listed."""
    entry = cookies().ours(name)
    if entry is None or not entry.accepts(value):
        raise CookieJarError(f"{name} is not listed in cookies.toml with this value")
    if len(sent_cookies().get(name, [])) > 1:
        # Another site at a parent address has set the same name; with both we would read neither.
        expire(response, name)
    header = dump_cookie(
        name,
        value,
        max_age=entry.max_age or None,
        path=entry.path,
        secure=current_settings().secure,
        httponly=entry.http_only,
        samesite=entry.same_site,
        # Max-Age says it all; a date would only be another thing to get wrong.
        sync_expires=False,
    )
    response.headers.add("Set-Cookie", header)


def expire(response: Response, name: str) -> None:
    """Remove a cookie from this host, from ``.host`` and from every parent domain.

    Where one of the same name is then set on this host, the later header wins.
    """
    entry = cookies().ours(name)
    path = entry.path if entry else "/"
    for domain in [None, *_domains(request.host)]:
        header = dump_cookie(
            name,
            "",
            expires=0,
            max_age=0,
            domain=domain,
            path=path,
            secure=current_settings().secure,
            httponly=True,
            samesite="Lax",
        )
        response.headers.add("Set-Cookie", header)


def withdraw(response: Response) -> None:
    """Remove what consent had let in, by name, and each cookie of another company that was sent."""
    listed = [entry.name for entry in cookies().needing_consent() if not entry.is_pattern]
    theirs = [name for name in sent_cookies() if TOKEN.match(name) and cookies().theirs(name)]
    for name in dict.fromkeys([*listed, *theirs]):
        expire(response, name)


def sent_cookies() -> dict[str, list[str]]:
    """What this browser sent, declared or not."""
    return parse_cookies(request.headers.get("Cookie", ""))


def unreadable() -> bool:
    """Whether cookies came that the server handed on as nothing (docs/cookies.md).

    A browser that has none leaves the header out.
    """
    return request.environ.get("HTTP_COOKIE") == ""


def parent_domains() -> list[str]:
    """The addresses above this host, where other sites can leave cookies that come here too."""
    return _domains(request.host)[1:]


def _domains(host: str) -> list[str]:
    """The host and its parents, without the last label alone, where nothing can be kept."""
    name = host.rpartition(":")[0] if re.search(r":\d+\Z", host) else host
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        labels = name.split(".")
        return [name, *(".".join(labels[start:]) for start in range(1, len(labels) - 1))]
    return []
