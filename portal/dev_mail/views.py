"""The mails as pages: a list, one mail, and its HTML part and source as documents of their own."""

from flask import Blueprint, Response, abort, render_template
from flask.typing import ResponseReturnValue

from portal.core.security import private_page, set_csp
from portal.core.site import current_settings
from portal.dev_mail import service

bp = Blueprint("dev_mail", __name__, url_prefix="/dev/mail")

# A mail brings its own styles and nothing else: no picture, no script, no form.
MAIL_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'none'; form-action 'none'; "
    "base-uri 'none'; frame-ancestors 'self'"
)


@bp.get("")
@private_page
def box() -> ResponseReturnValue:
    """Every mail, newest first."""
    lines, total = service.newest(current_settings().instance)
    return render_template("dev_mail/box.html", lines=lines, total=total)


@bp.get("/<name>")
@private_page
def mail(name: str) -> ResponseReturnValue:
    """One mail: headers, text with its links, and the HTML part in a frame."""
    return render_template("dev_mail/mail.html", mail=_find(name))


@bp.get("/<name>/html")
@private_page
def html(name: str) -> ResponseReturnValue:
    """The HTML part, as a mail program would show it without pictures."""
    found = _find(name)
    if not found.html:
        abort(404)
    set_csp(MAIL_POLICY)
    response = Response(found.html, content_type="text/html; charset=utf-8")
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


@bp.get("/<name>/source")
@private_page
def source(name: str) -> ResponseReturnValue:
    """The mail as it would go over the wire."""
    return Response(_find(name).source, content_type="text/plain; charset=utf-8")


def _find(name: str) -> service.Mail:
    found = service.find(current_settings().instance, name)
    if found is None:
        abort(404)
    return found
