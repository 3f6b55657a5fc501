"""Routes of the display settings: the full form, the toolbar's answers, and forgetting."""

import json

from flask import Blueprint, Response, make_response, render_template, request
from flask.typing import ResponseReturnValue

from portal.accessibility import service
from portal.accessibility.forms import SettingsForm
from portal.core import cookie_jar, htmx
from portal.core.security import local_path
from portal.core.site import absolute
from portal.core.visitor import CONTRAST, LANGUAGE, TEXT_SIZE, TOOLBAR, assume, visitor

bp = Blueprint("accessibility", __name__, url_prefix="/accessibility")
PAGE = "/accessibility/settings"


def translations(path: str) -> list[service.TranslatedView]:
    """The toolbar's list of languages, asked for by the templates that show it."""
    return service.translated_views(absolute(path))


@bp.get("/settings")
def show() -> ResponseReturnValue:
    """The full form, and how to read in another language without accepting extra cookies."""
    goal = local_path(request.args.get("next"), PAGE)
    view = service.find_view(request.args.get("language", ""), absolute(goal))
    form = SettingsForm.showing(visitor(), goal, view.code if view and visitor().allows else "")
    return _page(form, explained=view, saved=request.args.get("saved") == "yes")


@bp.post("/settings")
def save() -> ResponseReturnValue:
    """Keep what was chosen, or show one page with it and keep nothing."""
    form = SettingsForm()
    goal = local_path(form.next.data)
    if not form.validate():
        return _refused(form, goal)
    display = form.display()
    if htmx.is_fragment():
        shown = assume(**service.as_choices(display))
        response = _toolbar(goal, service.in_words(shown, display))
    else:
        response = htmx.redirect(_goal(form, goal, display))
    if form.keeps:
        _keep(response, display, form.chosen_language())
    return response


@bp.post("/forget")
def forget() -> ResponseReturnValue:
    """One click, and no display setting is left on the device (RULES R3)."""
    goal = local_path(request.form.get("next"))
    if htmx.is_fragment():
        assume(contrast="", font_size="100", toolbar="open", language="")
        response = _toolbar(goal, "Your display settings are forgotten.", forgotten=True)
    else:
        response = htmx.redirect(goal)
    for name in (CONTRAST, TEXT_SIZE, TOOLBAR, LANGUAGE):
        cookie_jar.expire(response, name)
    return response


def _goal(form: SettingsForm, goal: str, display: dict[str, str]) -> str:
    """Where to go on. A language needs consent: without it we first say what would happen."""
    language = form.chosen_language()
    if language and not (visitor().allows and form.keeps):
        return f"{PAGE}?language={language}&next={goal}"
    if not form.keeps:
        return service.this_page_only(goal, display)
    return f"{PAGE}?saved=yes" if goal == PAGE else goal


def _keep(response: Response, display: dict[str, str], language: str | None) -> None:
    for name, value in display.items():
        if service.as_choices({name: value}) == {"contrast": ""}:
            cookie_jar.expire(response, name)
        else:
            cookie_jar.set_cookie(response, name, value)
    if language and visitor().allows:
        cookie_jar.set_cookie(response, LANGUAGE, f"/en/{language}")
    elif language == "":
        cookie_jar.expire(response, LANGUAGE)


def _refused(form: SettingsForm, goal: str) -> ResponseReturnValue:
    if htmx.is_fragment():
        return _toolbar(goal, form.errors_in_order[0][1], status=422)
    return _page(form, status=422)


def _page(
    form: SettingsForm,
    status: int = 200,
    explained: service.TranslatedView | None = None,
    saved: bool = False,
) -> ResponseReturnValue:
    html = render_template(
        "accessibility/settings.html",
        form=form,
        explained=explained,
        saved=saved,
        kept=TEXT_SIZE in cookie_jar.sent_cookies(),
        languages_of_home=service.translated_views(absolute("/")),
    )
    return html, status


def _toolbar(goal: str, say: str, *, forgotten: bool = False, status: int = 200) -> Response:
    """The toolbar as the page behind it would have it, and what portal.js sets on <html>."""
    html = render_template(
        "accessibility/_toolbar.html",
        here=goal,
        minimal=request.form.get("minimal") == "yes",
        forgotten=forgotten,
    )
    response = make_response(html, status)
    shown = visitor()
    detail = {"contrast": shown.contrast, "textSize": shown.font_size, "say": say}
    response.headers["HX-Trigger"] = json.dumps({"portal:display": detail})
    response.vary.update(htmx.VARY)
    return response
