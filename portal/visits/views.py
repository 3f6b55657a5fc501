"""What of an answer is counted: that a public page was read, and nothing about who did.

And the page of the desk that shows the counts.
"""

from flask import Blueprint, Response, current_app, g, render_template, request
from flask.typing import ResponseReturnValue

from portal.core import htmx
from portal.core.charts import Column, columns
from portal.core.checks import CHECKING
from portal.staff import allowed
from portal.visits import service
from portal.visits.jobs import counting

bp = Blueprint("visits", __name__)

DESK = "/staff/visits"

# What an address may hold for a page to be counted: a page's name or number, never a token.
COUNTABLE = frozenset({"slug", "number", "day"})
NOT_PAGES = ("/staff", "/dev", "/embeds", "/health", "/static")


def count(response: Response) -> Response:
    """Count a page that somebody has just been given."""
    if _is_visit(response):
        counting(current_app).add(request.path)
    return response


def _is_visit(response: Response) -> bool:
    rule = request.url_rule
    if CHECKING in request.environ or _is_ahead():
        return False
    if request.method != "GET" or response.status_code != 200 or rule is None:
        return False
    if response.mimetype != "text/html" or htmx.is_fragment() or _is_private(response):
        return False
    return rule.arguments <= COUNTABLE and not rule.rule.startswith(NOT_PAGES)


def _is_ahead() -> bool:
    """Whether a browser fetches it in case somebody asks for it (Sec-Purpose, Fetch standard)."""
    return "prefetch" in request.headers.get("Sec-Purpose", "")


def _is_private(response: Response) -> bool:
    kept = response.headers.get("Cache-Control", "")
    return bool(g.get("private_page", False)) or "no-store" in kept


@bp.get(DESK)
@allowed("editor", "admin")
def show() -> ResponseReturnValue:
    """How often pages are read: a picture, and the numbers beside it."""
    weeks = service.by_week()
    return render_template(
        "visits/visits.html",
        pages=service.most_read(),
        days=service.DAYS,
        weeks=weeks,
        picture=columns([Column(week.views or 0, week.words) for week in weeks]),
    )
