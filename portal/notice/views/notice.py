"""The notice in force, its versions, and what changed from one to the next."""

from flask import Blueprint, abort, g, render_template
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from portal.core import panels
from portal.core.markdown import Attributes
from portal.notice.service import changes, promises, reading
from portal.notice.service.promises import Standing

bp = Blueprint("notice", __name__, url_prefix=f"/{reading.SLUG}")

SIGN_UP = "/bulletins/sign-up"
HOME = {"title": "Home", "href": "/"}
NOTICE = {"title": reading.TITLE, "href": f"/{reading.SLUG}"}
VERSIONS = {"title": "Versions of this notice", "href": f"/{reading.SLUG}/versions"}
NEXT = (
    {"title": "See what we hold about you", "href": "/your-data"},
    {"title": "Make a complaint", "href": "/complaints"},
    {"title": "Contact us", "href": "/contact"},
)


def coming() -> dict[str, object]:
    """Give every page the version that is announced."""
    return {"coming_notice": reading.coming()}


def mark(attributes: Attributes) -> Markup:
    """The mark behind a promise; nothing behind one that a later release no longer has."""
    standing = _standings().get(attributes["id"])
    if standing is None:
        return Markup("")
    return Markup(render_template("notice/_mark.html", standing=standing))  # noqa: S704 - escaped by the template


def no_mark(_attributes: Attributes) -> Markup:
    """A mail has no marks."""
    return Markup("")


def _standings() -> dict[str, Standing]:
    """How each promise stands, asked once for a page."""
    if "standings" not in g:
        found = promises.standings(promises.results())
        g.standings = {standing.promise.id: standing for standing in found}
    known: dict[str, Standing] = g.standings
    return known


@bp.get("")
def show() -> ResponseReturnValue:
    """The version in force."""
    version = reading.in_force()
    document = reading.document(version)
    return render_template(
        "notice/notice.html",
        title=reading.TITLE,
        summary=reading.SUMMARY,
        version=version,
        late=reading.late(),
        contents=document.headings,
        html=document.html(),
        trail=[HOME],
        next_pages=NEXT,
        useful=panels.first("page.useful", reading.SLUG),
    )


@bp.get("/versions")
def versions() -> ResponseReturnValue:
    """Every version, newest first."""
    return render_template(
        "notice/versions.html", listed=reading.listed(), trail=[HOME, NOTICE], sign_up_url=SIGN_UP
    )


@bp.get("/versions/<int:number>")
def version(number: int) -> ResponseReturnValue:
    """One version, as it was or will be in force."""
    found = reading.find(number) or abort(404)
    document = reading.document(found.version)
    return render_template(
        "notice/version.html",
        found=found,
        version=found.version,
        contents=document.headings,
        html=document.html(),
        trail=[HOME, NOTICE, VERSIONS],
    )


@bp.get("/changes/<int:number>")
def change(number: int) -> ResponseReturnValue:
    """What changed with a version, word by word."""
    found = reading.find(number) or abort(404)
    return render_template(
        "notice/changes.html",
        version=found.version,
        found=found,
        sections=changes.since_the_one_before(number),
        trail=[HOME, NOTICE, VERSIONS],
    )
