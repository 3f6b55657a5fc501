"""What surrounds every page: the navigation, and ways on from an address that leads nowhere."""

from typing import TypedDict

from flask import current_app, g, request
from werkzeug.exceptions import NotFound

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
    """Whether there is a content page of this name."""
    return slug in library().pages


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


def suggest() -> None:
    """Before a page is not found: remember the pages whose names are nearest."""
    if isinstance(request.routing_exception, NotFound):
        g.suggestions = library().like(request.path)
