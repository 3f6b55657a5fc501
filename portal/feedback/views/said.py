"""You said: what people allowed us to publish, with our answer. A page and an Atom feed."""

import unicodedata
from datetime import datetime

from flask import Blueprint, Response, abort, current_app, make_response, render_template, request
from flask.typing import ResponseReturnValue

from portal.core.clock import now
from portal.core.site import absolute, current_settings
from portal.feedback.models import TOPICS
from portal.feedback.service import showing
from portal.feedback.service.letters import paragraphs
from portal.feedback.service.reading import PAGE_SIZE
from portal.feedback.service.showing import Said

bp = Blueprint("feedback_said", __name__, url_prefix="/you-said")

MOST_IN_FEED = 20
LAST_PAGE = 10_000
TITLE_LETTERS = 60
# XML 1.0 section 2.2 has no place for these two, nor for control characters.
NOT_XML = frozenset("\ufffe\uffff")


@bp.get("")
def show() -> ResponseReturnValue:
    """The newest first, page by page."""
    pages = max(1, -(-showing.count_published() // PAGE_SIZE))
    page = _page(pages)
    return render_template(
        "feedback/you_said.html",
        said=showing.published(page=page),
        page=page,
        pages=pages,
        topics=TOPICS,
        paragraphs=paragraphs,
    )


@bp.get("/feed.atom")
def feed() -> Response:
    """The newest, for feed readers."""
    said = showing.published(size=MOST_IN_FEED)
    # With nothing in it, it is the same all day: a reader is told so (304).
    today = now().replace(hour=0, minute=0, second=0, microsecond=0)
    body = render_template(
        "feedback/feed.xml",
        said=said,
        changed=max((each.published_at for each in said), default=today),
        moment=datetime.isoformat,
        absolute=absolute,
        clean=_clean,
        title=_title,
    )
    response = make_response(body)
    response.content_type = "application/atom+xml; charset=utf-8"
    response.add_etag()
    response.make_conditional(request)
    return response


def words() -> str:
    """The plain text of the page, for the search. It is made without a visitor."""
    template = current_app.jinja_env.get_template("feedback/said_words.txt")
    return template.render(site=current_settings())


def _page(pages: int) -> int:
    """Which page is asked for. An odd value is the first; one past the end is not found."""
    asked = request.args.get("page", "1")
    page = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 6 else 1
    if page > pages:
        abort(404)
    return max(page, 1)


def _title(said: Said) -> str:
    """The first words, in one line."""
    line = " ".join(_clean(said.text).split())
    if len(line) <= TITLE_LETTERS:
        return line
    return line[:TITLE_LETTERS].rsplit(" ", 1)[0] + " …"


def _clean(text: str) -> str:
    """The text without what no XML may hold."""
    return "".join(
        c for c in text if c not in NOT_XML and (c in "\n\t" or unicodedata.category(c) != "Cc")
    )
