"""The links of a confirm mail: reading them changes nothing, the button does (B1)."""

from flask import Blueprint, make_response, render_template
from flask.typing import ResponseReturnValue

from portal.bulletins.models import ADDRESS
from portal.bulletins.service import confirming
from portal.bulletins.service.confirming import CONFIRM, NOT_ME, Pending, State
from portal.bulletins.service.topics import FREQUENCIES
from portal.core import htmx
from portal.core.security import private_page

bp = Blueprint("bulletins_confirming", __name__, url_prefix="/bulletins")


@bp.get("/confirm/<token>")
@private_page
def show(token: str) -> ResponseReturnValue:
    """What is being confirmed, and one button."""
    return _page(confirming.look(CONFIRM, token), token)


@bp.post("/confirm/<token>")
@private_page
def confirm(token: str) -> ResponseReturnValue:
    """Confirm, once."""
    pending = confirming.confirm(token)
    if pending.state is State.READY:
        moved = pending.purpose == ADDRESS
        return htmx.redirect(f"/bulletins/{'address-confirmed' if moved else 'confirmed'}")
    return _page(pending, token)


@bp.post("/confirm/<token>/again")
@private_page
def again(token: str) -> ResponseReturnValue:
    """Mail a new link in place of one that ran out (B9)."""
    if confirming.ask_again(token):
        return htmx.redirect("/bulletins/check-your-email")
    return _page(confirming.look(CONFIRM, token), token)


@bp.get("/confirmed")
def confirmed() -> ResponseReturnValue:
    """It worked. The same page for everybody, so it can be kept or come back to."""
    return render_template("bulletins/confirmed.html", heading="You are signed up")


@bp.get("/address-confirmed")
def address_confirmed() -> ResponseReturnValue:
    """The same for a new address."""
    return render_template("bulletins/confirmed.html", heading="Your new address is confirmed")


@bp.get("/not-me/<token>")
@private_page
def show_not_me(token: str) -> ResponseReturnValue:
    """What the button does."""
    return _not_me(confirming.look(NOT_ME, token), token)


@bp.post("/not-me/<token>")
@private_page
def not_me(token: str) -> ResponseReturnValue:
    """Forget the address, and leave it alone."""
    pending = confirming.not_me(token)
    if pending.state is State.READY:
        # Another address than that of the button: lynx would show the page again that it kept.
        return htmx.redirect(f"/bulletins/not-me/{token}?done=forgotten")
    return _not_me(pending, token)


def _page(pending: Pending, token: str) -> ResponseReturnValue:
    if pending.state is State.UNKNOWN:
        return _no_such_link()
    html = render_template(
        f"bulletins/confirm_{pending.state.value}.html",
        pending=pending,
        token=token,
        how_often=FREQUENCIES.get(pending.frequency, ""),
    )
    return make_response(html, 200)


def _not_me(pending: Pending, token: str) -> ResponseReturnValue:
    if pending.state is State.UNKNOWN:
        return _no_such_link()
    return render_template(
        "bulletins/not_me.html", state=pending.state.value, topics=pending.topics, token=token
    )


def _no_such_link() -> ResponseReturnValue:
    return make_response(render_template("bulletins/no_such_link.html"), 404)
