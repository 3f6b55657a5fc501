"""Everything held, behind a link mailed within the hour. It changes the trail alone."""

from flask import Blueprint, json, make_response, render_template
from flask.typing import ResponseReturnValue

from portal.core.clock import in_words, now
from portal.core.references import spaced
from portal.core.security import private_page
from portal.core.site import current_settings
from portal.records import Section
from portal.your_data.service import opening, requests

bp = Blueprint("your_data_seeing", __name__, url_prefix="/your-data/see")

WORDS = {
    "saved": "Your changes are saved",
    "asked": "A person will look at what you wrote",
    "both": "Your changes are saved, and a person will look at what you wrote",
}

ASKED = ("asked", "both")
# More would be too wide to read.
MOST_COLUMNS = 5
NOTHING = "–"


@bp.get("/<token>")
@private_page
def show(token: str) -> ResponseReturnValue:
    """All of it, on one page."""
    return _page(token)


@bp.get("/<token>/done/<what>")
@private_page
def done(token: str, what: str) -> ResponseReturnValue:
    """The same, saying what was done just now."""
    if what not in WORDS:
        return closed()
    return _page(token, what)


@bp.get("/<token>/data.json")
@private_page
def data(token: str) -> ResponseReturnValue:
    """The same for another program, to keep or to take elsewhere."""
    email = opening.open_link(token)
    if not email:
        return closed()
    opening.note(email, opening.SAVED)
    found = {"organisation": current_settings().organisation, **opening.held(email).as_dict()}
    response = make_response(json.dumps(found, ensure_ascii=False, indent=2, sort_keys=False))
    response.content_type = "application/json; charset=utf-8"
    response.headers["Content-Disposition"] = 'attachment; filename="what-we-hold.json"'
    return response


@bp.get("/<token>/sheet")
@private_page
def sheet(token: str) -> ResponseReturnValue:
    """The same to print."""
    email = opening.open_link(token)
    if not email:
        return closed()
    opening.note(email, opening.READ)
    made_on = in_words(now())
    return render_template(
        "your_data/sheet.html", token=token, email=email, made_on=made_on, **_found(email)
    )


def closed() -> ResponseReturnValue:
    """What a link that is unknown, too old or used up by an erasure leads to."""
    return make_response(render_template("your_data/closed.html"), 404)


def _page(token: str, what: str = "") -> ResponseReturnValue:
    email = opening.open_link(token)
    if not email:
        return closed()
    opening.note(email, opening.READ)
    return render_template(
        "your_data/see.html",
        token=token,
        email=email,
        words=WORDS.get(what, ""),
        asked=_asked(email) if what in ASKED else None,
        **_found(email),
    )


def _asked(email: str) -> dict[str, str] | None:
    """What was asked last, to write down: its mail may be held back by the mailbox's limits."""
    request = requests.newest_request(email)
    if request is None:
        return None
    return {"reference": spaced(request.reference), "due": in_words(request.answer_by)}


def _found(email: str) -> dict[str, object]:
    held = opening.held(email)
    tables = {section.table: _as_table(section) for section in held.sections}
    return {"held": held, "only_this": opening.is_only_this(held), "tables": tables}


def _as_table(section: Section) -> list[list[str]]:
    """Several records of few facts: the labels, then a line each. Otherwise nothing."""
    facts = [{item.label: item.value for item in row.items if item.value} for row in section.rows]
    labels = list(dict.fromkeys(label for each in facts for label in each))
    if len(facts) == 1 or len(labels) > MOST_COLUMNS:
        return []
    return [labels, *([each.get(label, NOTHING) for label in labels] for each in facts)]
