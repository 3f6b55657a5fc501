"""The home page, section fronts and content pages."""

from flask import Blueprint, g, redirect, render_template
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from portal.core import panels, share
from portal.core.site import absolute
from portal.pages.service.library import HUB, Link, Page
from portal.pages.views.frame import library, without_slash

bp = Blueprint("pages", __name__)

SIGN_UP = "/bulletins/sign-up"


@bp.get("/")
def home() -> ResponseReturnValue:
    """What you can do here."""
    return render_template(
        "pages/home.html",
        sections=[section.link for section in library().sections.values()],
        promises=panels.gather("home.promises"),
        not_kept=panels.first("home.not_kept"),
        latest=panels.first("home.latest"),
        sign_up_url=SIGN_UP,
    )


@bp.get("/<slug>")
def show(slug: str) -> ResponseReturnValue:
    """A content page, or the front of a section."""
    page = library().pages.get(slug)
    if page is not None:
        return _page(page)
    if slug == HUB:
        return _front(slug, [section.link for section in library().sections.values()])
    if slug in library().sections:
        return _front(slug, [page.link for page in library().in_section(slug)])
    return _nearly(slug)


@bp.get("/<slug>/")
def show_without_slash(slug: str) -> ResponseReturnValue:
    """A page's address with a slash too many leads to the page."""
    meant = without_slash()
    return redirect(meant, 301) if meant else _nearly(slug)


def _nearly(slug: str) -> ResponseReturnValue:
    """The page that was surely meant, or those that may have been."""
    if library().link(slug.lower()):
        return redirect(f"/{slug.lower()}", 301)
    g.suggestions = library().like(slug)
    raise NotFound


def _page(page: Page) -> ResponseReturnValue:
    return render_template(
        "pages/page.html",
        page=page,
        html=page.document.html(),
        trail=library().trail(page),
        next_pages=library().next_steps(page),
        start=panels.first("page.start", page.slug),
        useful=panels.first("page.useful", page.slug),
        share_links=share.links(absolute(page.href), page.title) if page.share else [],
    )


def _front(slug: str, links: list[Link]) -> ResponseReturnValue:
    front = library().link(slug)
    trail = [Link("Home", "/")]
    if slug != HUB:
        trail.append(Link("Health and wellbeing", f"/{HUB}"))
    return render_template("pages/section.html", section=front, links=links, trail=trail)
