"""What machines ask for: the site map in XML, robots, security contact, icon and health."""

from datetime import timedelta

from flask import Blueprint, Response, current_app, redirect, render_template
from flask.typing import ResponseReturnValue

from portal.core.clock import now
from portal.core.security import no_store
from portal.core.site import absolute, asset, current_settings
from portal.pages.service import health
from portal.pages.views.finding import places
from portal.pages.views.frame import library

bp = Blueprint("machines", __name__)

# RFC 9116, section 2.5.5: less than a year ahead.
SECURITY_VALID = timedelta(days=180)
# Nothing here is secret: these lead nowhere without a link from a mail, or find nothing new.
NOT_FOR_ROBOTS = (
    "/search",
    "/staff",
    "/embeds/",
    "/bulletins/confirm/",
    "/bulletins/not-me/",
    "/bulletins/preferences/",
    "/bulletins/unsubscribe/",
    "/feedback/page/",
)


@bp.get("/sitemap.xml")
def site_map() -> ResponseReturnValue:
    """Every page, for search engines."""
    # A page is listed once, whatever number of places name it.
    listed = {absolute(place.href): place.changed for place in places(library())}
    xml = render_template("pages/sitemap.xml", listed=listed)
    return Response(xml, content_type="application/xml; charset=utf-8")


@bp.get("/robots.txt")
def robots() -> ResponseReturnValue:
    """What crawlers may leave alone."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in NOT_FOR_ROBOTS)]
    return _text([*lines, "", f"Sitemap: {absolute('/sitemap.xml')}"])


@bp.get("/.well-known/security.txt")
def security() -> ResponseReturnValue:
    """RFC 9116: whom to tell about a weakness."""
    expires = (now() + SECURITY_VALID).replace(hour=0, minute=0, second=0, microsecond=0)
    return _text(
        [
            f"Contact: mailto:{current_settings().contact_email}",
            f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
            "Preferred-Languages: en",
            f"Canonical: {absolute('/.well-known/security.txt')}",
        ]
    )


@bp.get("/favicon.ico")
def icon() -> ResponseReturnValue:
    """Browsers ask here out of habit."""
    return redirect(asset("img/mark.svg"), 302)


@bp.get("/health/live")
def live() -> ResponseReturnValue:
    """The process answers."""
    return no_store(_text(["ok"]))


@bp.get("/health/ready")
def ready() -> ResponseReturnValue:
    """The portal can do its work; otherwise 503 and the first thing that is wrong."""
    wrong = health.problems(current_app.extensions["migrate"].directory)
    response = no_store(_text(wrong or ["ok"]))
    response.status_code = 503 if wrong else 200
    return response


def _text(lines: list[str]) -> Response:
    return Response("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
