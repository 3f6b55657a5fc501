"""Finding things: the search and the site map."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from portal.core import panels
from portal.core.panels import Place
from portal.pages.service import search
from portal.pages.service.library import HUB, Library
from portal.pages.views.frame import library

bp = Blueprint("finding", __name__)

LONGEST_QUERY = 200
# Tasks that no file describes.
TASKS = (
    ("Sign up for bulletins", "/bulletins/sign-up"),
    ("Past bulletins", "/bulletins"),
    ("Change or stop your bulletins", "/bulletins/manage"),
    ("Cookies and your choice", "/cookies"),
    ("Make this site easier to use", "/accessibility/settings"),
    ("Search", "/search"),
)


@bp.get("/search")
def results() -> ResponseReturnValue:
    """The search form, and what was found."""
    query = _printable(request.args.get("q", "")[:LONGEST_QUERY])
    found = search.find(query)
    return render_template(
        "pages/search.html",
        query=query,
        results=found,
        title=_title(query, len(found)),
        suggestions=library().like(query) if query and not found else [],
    )


def _printable(text: str) -> str:
    """The words without what no page may hold: control characters and the like."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def _title(query: str, count: int) -> str:
    if not query:
        return "Search"
    return f"{count or 'No'} {'result' if count == 1 else 'results'} for “{query}”"


@bp.get("/sitemap")
def site_map() -> ResponseReturnValue:
    """Every page, for people."""
    groups: dict[str, list[Place]] = {}
    for place in places(library()):
        groups.setdefault(place.group, []).append(place)
    return render_template("pages/sitemap.html", groups=groups)


def places(pages: Library) -> list[Place]:
    """Every address that may be listed, group by group."""
    tasks = [Place(href, title, "What you can do here") for title, href in TASKS]
    fronts = [Place(f"/{HUB}", "Health and wellbeing", "Health and wellbeing")]
    reading: list[Place] = []
    for section in pages.sections.values():
        if section.slug not in pages.pages:
            fronts.append(Place(section.link.href, section.title, "Health and wellbeing"))
        reading += [
            Place(page.href, page.title, section.title, page.reviewed)
            for page in pages.in_section(section.slug)
        ]
    about = [
        (page.order, Place(page.href, page.title, "About this portal", page.reviewed))
        for page in pages.pages.values()
        if not page.section
    ]
    about += [
        (own.order, Place(own.href, own.title, "About this portal", own.changed))
        for own in panels.gather("pages.elsewhere")
    ]
    about.sort(key=lambda pair: (pair[0], pair[1].title))
    home = [Place("/", "Home", "What you can do here")]
    rest = [*(place for _, place in about), *panels.gather("sitemap.urls")]
    return [*home, *tasks, *fronts, *reading, *rest]
