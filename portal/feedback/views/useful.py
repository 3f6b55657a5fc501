"""Is this page useful? The question at the foot of every page, and its answer."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from portal.core import htmx, panels
from portal.core.errors import too_many
from portal.core.security import local_path
from portal.feedback.forms import UsefulForm
from portal.feedback.service import votes

bp = Blueprint("feedback", __name__, url_prefix="/feedback")

FRAGMENT = "feedback/_useful.html"


def question(slug: str) -> Markup:
    """The question at the foot of a page."""
    return Markup(render_template(FRAGMENT, slug=slug, thanked=False))  # noqa: S704 - escaped by the template


@bp.post("/page")
def count_answer() -> ResponseReturnValue:
    """Count whether a page is useful."""
    form = UsefulForm()
    if not form.validate_on_submit():
        abort(422)
    try:
        wait = votes.vote(str(form.page.data), form.useful.data == "yes", request.remote_addr)
    except votes.UnknownPageError:
        abort(422)
    if wait:
        raise too_many(wait)
    if htmx.is_fragment():
        return htmx.render(FRAGMENT, FRAGMENT, slug=form.page.data, thanked=True)
    after = local_path(form.next.data)
    return redirect(url_for("feedback.thank_you", next=after, about=form.page.data), code=303)


@bp.get("/page/thank-you")
def thank_you() -> ResponseReturnValue:
    """After the answer, for browsers without scripts."""
    about = request.args.get("about", "")
    return render_template(
        "feedback/thank_you.html",
        next=local_path(request.args.get("next")),
        slug=about if panels.first("pages.known", about) else "",
    )
