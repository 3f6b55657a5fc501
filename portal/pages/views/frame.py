"""What surrounds every page: the navigation, and ways on from an address that leads nowhere."""

from typing import TypedDict

from flask import current_app, g, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException, NotFound

from portal.core.database import SAFE_METHODS
from portal.core.security import local_path
from portal.pages.service.library import EXTENSION, HUB, Library

URGENT_HELP = "/urgent-help"
NAVIGATION = (
    ("Home", "/"),
    ("Health and wellbeing", f"/{HUB}"),
    ("Bulletins", "/bulletins"),
    ("Tell us what you think", "/feedback"),
    ("Make a complaint", "/complaints"),
    ("Your information", "/your-information"),
)


class Item(TypedDict):
    """An entry of the navigation."""

    label: str
    href: str
    current: bool


def library() -> Library:
    """The pages of the running application."""
    found: Library = current_app.extensions[EXTENSION]
    return found


def is_known(slug: str) -> bool:
    """Whether there is a page of this name."""
    return library().has_page(slug)


def frame() -> dict[str, object]:
    """Give every template ``navigation`` and ``urgent_help_url``."""
    return {
        "navigation": [
            Item(label=label, href=href, current=_is_current(href)) for label, href in NAVIGATION
        ],
        "urgent_help_url": URGENT_HELP,
    }


def _is_current(href: str) -> bool:
    path = request.path
    if href == "/":
        return path == "/"
    if href == f"/{HUB}" and library().is_about_wellbeing(path[1:]):
        return True
    return path == href or path.startswith(f"{href}/")


def suggest() -> ResponseReturnValue | None:
    """Before a page is not found: go where it surely is, or remember the names nearest to it."""
    if not isinstance(request.routing_exception, NotFound):
        return None
    meant = without_slash()
    if meant:
        return redirect(meant, 301)
    g.suggestions = library().like(request.path)
    return None


def without_slash() -> str:
    """The address that was meant, when a slash too many was written behind it, or nothing."""
    path = local_path(request.path.rstrip("/"), "")
    adapter = current_app.create_url_adapter(request)
    if not path or path == request.path or request.method not in SAFE_METHODS or adapter is None:
        return ""
    try:
        endpoint, _ = adapter.match(path, method="GET")
    except HTTPException:
        return ""
    return "" if endpoint == "pages.show" else path
