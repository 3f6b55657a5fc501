"""The frame behind a consented video, and what the Markdown directives show."""

from collections.abc import Mapping
from datetime import date

from flask import Blueprint, abort, make_response, render_template
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from portal.core.security import set_csp
from portal.core.visitor import visitor
from portal.embeds import links
from portal.register import Cookie, cookies, third_parties

bp = Blueprint("embeds", __name__, url_prefix="/embeds")
YOUTUBE = "youtube"
# RULES 1: nothing but the player may load here, and only our own pages may show it.
POLICY = f"default-src 'none'; frame-src {links.PLAYER}; frame-ancestors 'self'; style-src 'self'"


@bp.get("/<service>/<id>")
def show(service: str, id: str) -> ResponseReturnValue:  # noqa: A002 - the contract's name
    """A tiny page around the player, or 403 to somebody who has not allowed it."""
    video = id
    if service != YOUTUBE or not links.is_video(video):
        abort(404)
    if not visitor().allows:
        return render_template("embeds/not_allowed.html", watch=links.watch(video)), 403
    set_csp(POLICY)
    response = make_response(render_template("embeds/youtube.html", player=links.player(video)))
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def youtube(attributes: Mapping[str, str]) -> Markup:
    """A video in a page: the frame if this visitor allows it, else what would happen."""
    video = attributes["id"]
    return Markup(  # noqa: S704 - our own template, which escapes
        render_template(
            "embeds/_youtube.html",
            video=video,
            title=attributes["title"],
            watch=links.watch(video),
            frame=links.frame(video),
            party=third_parties().find(YOUTUBE),
            names=[entry.name for entry in _stored_by_youtube()],
        )
    )


def youtube_in_mail(attributes: Mapping[str, str]) -> Markup:
    """A video in a mail: a link."""
    return Markup('<p><a href="{}">Watch on YouTube: {}</a></p>').format(
        links.watch(attributes["id"]), attributes["title"]
    )


def x_post(attributes: Mapping[str, str]) -> Markup:
    """A post as a quotation and a link: nothing of X is ever loaded."""
    return Markup(  # noqa: S704 - our own template, which escapes
        render_template(
            "embeds/_x_post.html",
            url=links.post(attributes["url"]),
            author=attributes["author"],
            text=attributes["text"],
            day=_day(attributes.get("date", "")),
        )
    )


def x_post_in_mail(attributes: Mapping[str, str]) -> Markup:
    """A post in a mail: the same words and link."""
    return Markup('<blockquote><p>{}</p><p>{}, <a href="{}">on X</a></p></blockquote>').format(
        attributes["text"], attributes["author"], links.post(attributes["url"])
    )


def _stored_by_youtube() -> list[Cookie]:
    return [entry for entry in cookies().in_use("consent") if entry.service == YOUTUBE]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise links.EmbedError(f"date {text!r}: write it like 2026-10-01") from error
