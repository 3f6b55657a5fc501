"""Reading: the list of bulletins, one issue, and Atom feeds (RFC 4287)."""

from datetime import UTC, date, datetime, time

from flask import Blueprint, Response, make_response, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from portal.bulletins.service import issues
from portal.bulletins.service.issues import Issue, IssueError
from portal.bulletins.service.topics import Topic, topics
from portal.core import share
from portal.core.clock import now
from portal.core.site import absolute

bp = Blueprint("bulletins", __name__, url_prefix="/bulletins")

MOST_IN_FEED = 20


@bp.get("")
def index() -> ResponseReturnValue:
    """Topics, past bulletins and feeds."""
    return render_template(
        "bulletins/index.html", topics=list(topics().values()), issues=issues.published()
    )


@bp.get("/<slug>")
def issue(slug: str) -> ResponseReturnValue:
    """One issue. It is here before its first mail leaves (B30)."""
    found = _published(slug)
    known = topics()
    return render_template(
        "bulletins/issue.html",
        issue=found,
        html=found.html(),
        topics=[known[topic] for topic in found.topics],
        share_links=share.links(absolute(found.href), found.title),
    )


@bp.get("/feed.atom")
def feed() -> Response:
    """Every issue."""
    return _feed("/bulletins/feed.atom", issues.published())


@bp.get("/topics/<topic>.atom")
def topic_feed(topic: str) -> Response:
    """The issues about one topic."""
    found = topics().get(topic)
    if found is None:
        raise NotFound
    chosen = [issue for issue in issues.published() if topic in issue.topics]
    return _feed(f"/bulletins/topics/{topic}.atom", chosen, found)


def _published(slug: str) -> Issue:
    try:
        found = issues.find(slug)
    except IssueError as error:
        raise NotFound from error
    if found is None or found not in issues.published():
        raise NotFound
    return found


def _feed(path: str, listed: list[Issue], topic: Topic | None = None) -> Response:
    chosen = listed[:MOST_IN_FEED]
    changed = max((issue.changed for issue in chosen), default=now().date())
    body = render_template(
        "bulletins/feed.xml",
        path=path,
        topic=topic,
        issues=chosen,
        changed=changed,
        moment=_moment,
        absolute=absolute,
    )
    response = make_response(body)
    response.content_type = "application/atom+xml; charset=utf-8"
    response.add_etag()
    response.make_conditional(request)
    return response


def _moment(day: date) -> str:
    return datetime.combine(day, time(9), UTC).isoformat()
