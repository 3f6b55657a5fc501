"""What surrounds every page: the navigation, and ways on from an address that leads nowhere."""

from pathlib import Path
from typing import TypedDict

from flask import current_app, g, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.routing import RequestRedirect
from werkzeug.security import safe_join

from portal.core.database import SAFE_METHODS
from portal.core.security import local_path
from portal.pages.service.library import EXTENSION, HUB, Library
from portal.pages.service.shelf import Shelf

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
    return shelf().library


def shelf() -> Shelf:
    """The files, with what staff published laid over them."""
    found: Shelf = current_app.extensions[EXTENSION]
    return found


def keep_current() -> None:
    """Before a page is read: see whether staff published something, at most every two seconds."""
    if request.method in SAFE_METHODS and request.endpoint != "static":
        shelf().keep_current()


def leads(path: str) -> bool:
    """Whether a path of this portal leads to a page or a file."""
    adapter = current_app.create_url_adapter(request)
    if adapter is None or not path.startswith("/"):
        return False
    try:
        endpoint, values = adapter.match(path, method="GET")
    except RequestRedirect:
        return True
    except HTTPException:
        return False
    if endpoint == "pages.show":
        return library().link(values["slug"]) is not None
    if endpoint == "static":
        found = safe_join(current_app.static_folder or "", values["filename"])
        return found is not None and Path(found).is_file()
    return True


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
