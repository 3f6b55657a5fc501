"""The way in: closed by default. Who may see a page is stated on its view, or nobody may."""

import hmac
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from hashlib import sha256
from typing import Any, TypeVar

from flask import Flask, Response, current_app, g, make_response, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from werkzeug.exceptions import Forbidden

from portal.core import htmx
from portal.core.clock import in_words, time_in_words
from portal.core.cookie_jar import sent_cookies
from portal.core.database import SAFE_METHODS
from portal.core.security import PRIVATE, is_same_origin, local_path
from portal.core.site import LONGEST_WRONG_PATH, current_settings
from portal.staff.forms import AgainForm
from portal.staff.models import ROLES
from portal.staff.service import acting, sessions, signing_in
from portal.staff.service.navigation import pages_for
from portal.staff.service.sessions import Person
from portal.staff.service.signing_in import TooManyError

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])

ROOT = "/staff"
SIGN_IN = "/staff/sign-in"
AGAIN = "/staff/again"
PLAIN_COOKIE = "portal_staff"
SECURE_COOKIE = "__Secure-portal_staff"
ACCESS = "portal_staff_access"
ENTRANCE = "entrance"
CSRF_FIELD = "csrf"
SECRET_FIELDS = frozenset(
    {CSRF_FIELD, "state", "stamp", "password", "new_password", "again", "code"}
)
WORTH_COPYING = 20


def allowed(*roles: str) -> Callable[[View], View]:
    """State who may use a view: any of these roles, or, with none, everybody who is signed in."""
    if set(roles) - set(ROLES):
        raise ValueError(f"there is no role in {roles}")

    def mark(view: View) -> View:
        setattr(view, ACCESS, frozenset(roles or ROLES))
        return view

    return mark


def entrance(view: View) -> View:
    """State that a view is for those who are not signed in yet. It needs no token of a session."""
    setattr(view, ACCESS, ENTRANCE)
    return view


def fresh(view: View) -> View:
    """Ask for the password again before a view whose step is dangerous, at most every 10 minutes.

    What was about to be sent is kept in the page, and sent again with the password.
    """

    @wraps(view)
    def wrapped(*args: Any, **kwargs: Any) -> ResponseReturnValue:
        person = signed_in()
        if person.is_fresh:
            return view(*args, **kwargs)
        if request.method in SAFE_METHODS:
            return htmx.redirect(f"{AGAIN}?next={local_path(request.path)}")
        form = AgainForm(formdata=request.form if "again" in request.form else None)
        if "again" in request.form and form.validate():
            try:
                if signing_in.again(person, form.again.data or "", request.remote_addr):
                    return view(*args, **kwargs)
                form.refuse_password()
            except TooManyError as error:
                form.refuse_for_now(error.wait)
        return _ask_again(form)

    return wrapped  # type: ignore[return-value]  # the decorated view keeps its signature


def current() -> Person | None:
    """Who is signed in, if anybody."""
    found: Person | None = g.get("staff")
    return found


def signed_in() -> Person:
    """Who is signed in, on a page that nobody else reaches."""
    person = current()
    if person is None:
        raise Forbidden
    return person


def cookie_name() -> str:
    """The name of our cookie: browsers keep `__Secure-` to pages that came over https."""
    return SECURE_COOKIE if current_settings().secure else PLAIN_COOKIE


def sent_token() -> str:
    """The token that this browser sent; one that came twice is none."""
    values = sent_cookies().get(cookie_name(), [])
    return values[0] if len(values) == 1 else ""


def csrf_field() -> Markup:
    """The hidden field that every form of the desk carries: bound to the session."""
    field = Markup('<input type="hidden" name="csrf" value="{}">')
    return field.format(_csrf(current_settings().secret_keys[0], signed_in().session))


def init_app(app: Flask) -> None:
    """Guard every path of the desk, and tell templates who is there."""
    app.before_request(_guard)
    app.after_request(_dress)
    app.teardown_request(lambda _error: acting.end())
    app.context_processor(_context)
    # Macros are imported without the context of their page.
    app.jinja_env.globals["csrf_field"] = csrf_field
    app.jinja_env.filters["when"] = _when


def _guard() -> ResponseReturnValue | None:
    if not _is_ours():
        return None
    g.private_page = True
    access = getattr(current_app.view_functions.get(request.endpoint or ""), ACCESS, None)
    changes = request.method not in SAFE_METHODS
    if changes and not _has_origin():
        raise Forbidden
    # The entrance leads nowhere but in: what cannot be asked of it gets its own error.
    if access == ENTRANCE or request.path == SIGN_IN:
        return None
    token = sent_token()
    person = sessions.use(token) if token else None
    if person is None:
        return _to_sign_in(changes)
    g.staff = person
    acting.begin(person.public_id)
    if request.url_rule is None:
        return None  # nothing is here: 404, or 405
    if access is None or not person.roles & access:
        return _page("staff/refused.html", 403, whose=sorted(access or ()))
    if changes and not _has_token(person):
        return _page("staff/refused.html", 403, is_stale=True)
    return None


def _is_ours() -> bool:
    return request.path == ROOT or request.path.startswith(f"{ROOT}/")


def _has_origin() -> bool:
    """Here both headers missing is refused: there is a session to ride on (TRUST B1)."""
    named = request.headers.get("Sec-Fetch-Site") or request.headers.get("Origin")
    return bool(named) and is_same_origin()


def _has_token(person: Person) -> bool:
    sent = request.form.get(CSRF_FIELD, "")
    # Every key, so that a rotation closes no page that is open.
    good = (_csrf(key, person.session) for key in current_settings().secret_keys)
    return any(hmac.compare_digest(sent.encode(), each.encode()) for each in good)


def _csrf(key: str, session: str) -> str:
    return hmac.new(key.encode(), f"staff.csrf\0{session}".encode(), sha256).hexdigest()


def _to_sign_in(changes: bool) -> Response:
    """The path alone comes back: a query may hold what somebody looked for."""
    if changes:
        return _page("staff/session_over.html", 403, typed=_typed())
    path = local_path(request.path, "")
    is_plain = path in {"", ROOT, f"{ROOT}/"} or len(path) > LONGEST_WRONG_PATH
    onward = "" if is_plain else f"?next={path}"
    return htmx.redirect(SIGN_IN + onward)


def _ask_again(form: AgainForm) -> Response:
    kept = [
        (name, value)
        for name, value in request.form.items(multi=True)
        if name not in {"again", CSRF_FIELD}
    ]
    status = 422 if form.errors else 403
    return _page("staff/again.html", status, form=form, kept=kept, action=request.path)


def _typed() -> list[str]:
    """What somebody wrote whose session ended meanwhile: shown to them, and kept nowhere."""
    return [
        text
        for name, text in request.form.items(multi=True)
        if name not in SECRET_FIELDS and len(text) >= WORTH_COPYING
    ]


def _page(template: str, status: int, **context: object) -> Response:
    """A page in the place of what was asked for, also when htmx asked for a part of one."""
    response = make_response(render_template(template, **context), status)
    if htmx.is_fragment():
        response.headers.update(htmx.WHOLE_PAGE)
    return response


def _dress(response: Response) -> Response:
    if _is_ours():
        response.headers.update(PRIVATE)
    return response


def _context() -> dict[str, object]:
    person = current()
    return {
        "staff": person,
        "desk_pages": pages_for(person) if person else [],
    }


def _when(moment: datetime) -> str:
    """A moment in words: Friday 20 November 2026, 3:00am."""
    return f"{in_words(moment)}, {time_in_words(moment)}"
