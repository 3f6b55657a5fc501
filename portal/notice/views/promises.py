"""The page of promises: each one, what keeps it, and what was last found."""

from collections import Counter

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from portal.core.panels import LivePromise
from portal.notice.service import promises, reading

bp = Blueprint("promises", __name__, url_prefix=f"/{reading.SLUG}/promises")

TITLE = "Our promises, and whether we keep them"
SUMMARY = (
    "Every promise in our privacy notice: what keeps it, when we last looked, and what we found."
)
KINDS = {
    "": "All",
    "enforced": "Kept by the software",
    "attested": "Kept by people",
    "rewritten": "Put right",
    "descriptive": "No promise",
    promises.TO_BUILD: "Still to build",
    promises.NOT_KEPT: "Not kept now",
}
TRAIL = ({"title": "Home", "href": "/"}, {"title": reading.TITLE, "href": f"/{reading.SLUG}"})


@bp.get("")
def show() -> ResponseReturnValue:
    """Every promise, or those of one kind."""
    found = promises.results()
    everything = promises.standings(found)
    kind = request.args.get("kind", "")
    kind = kind if kind in KINDS else ""
    shown = [each for each in everything if promises.chosen(each, kind)]
    return render_template(
        "notice/promises.html",
        title=promises.TITLE,
        summary=promises.SUMMARY,
        trail=TRAIL,
        kinds=[(key, label, _count(everything, key)) for key, label in KINDS.items()],
        kind=kind,
        groups=promises.grouped(shown),
        wrong=[each for each in everything if each.mark in promises.WRONG],
        marks=Counter(each.mark for each in everything),
        checked=promises.last_checked(found),
        found=found,
    )


def _count(everything: list[promises.Standing], kind: str) -> int:
    return sum(promises.chosen(each, kind) for each in everything)


def live() -> list[LivePromise]:
    """The few that the home page shows, with what was last found."""
    return [
        LivePromise(
            words=each.promise.home,
            href=f"/{reading.SLUG}/promises#{each.promise.id}",
            mark=each.mark,
            when=each.result.when if each.result else "",
        )
        for each in promises.for_home(promises.results())
    ]
