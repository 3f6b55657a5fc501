"""Several messages at once: each is a step of its own, in the trail, and all can be undone."""

from dataclasses import dataclass, field

from portal.feedback.service import deciding, reading
from portal.feedback.service.deciding import DecideError

HIDE, CLOSE = "hide", "close"
STEPS = {HIDE: "Hide", CLOSE: "Close"}
# As many as a page of the queue shows.
MOST = reading.PAGE_SIZE


@dataclass(frozen=True)
class Chosen:
    """A message in the queue, and the version that was on the screen."""

    reference: str
    version: int


@dataclass
class Outcome:
    """What came of it: those that were done, as they are now, and why others were not."""

    done: list[Chosen] = field(default_factory=list)
    failed: list[tuple[str, str]] = field(default_factory=list)


def read(written: list[str]) -> list[Chosen]:
    """What was chosen on the page: REFERENCE:VERSION, each once; anything else means nothing."""
    found: dict[str, Chosen] = {}
    for each in written[:MOST]:
        reference, _, version = each.partition(":")
        if reference.isalnum() and version.isascii() and version.isdecimal():
            found[reference] = Chosen(reference, int(version[:9]))
    return list(found.values())


def apply(step: str, chosen: list[Chosen], *, category: str, reason: str, by: str) -> Outcome:
    """Hide or close each of them; what cannot be done is said and left as it is."""
    outcome = Outcome()
    for each in chosen:
        try:
            _do(step, each, category, reason, by)
        except DecideError as error:
            outcome.failed.append((each.reference, str(error)))
        else:
            outcome.done.append(Chosen(each.reference, each.version + 1))
    return outcome


def undo(step: str, done: list[Chosen], *, by: str) -> Outcome:
    """Take it back for those that nobody touched since."""
    outcome = Outcome()
    for each in done:
        public_id = _public_id(each)
        at = (public_id, by, each.version)
        try:
            _back(step, *at)
        except DecideError as error:
            outcome.failed.append((each.reference, str(error)))
        else:
            outcome.done.append(Chosen(each.reference, each.version + 1))
    return outcome


def _do(step: str, each: Chosen, category: str, reason: str, by: str) -> None:
    public_id = _public_id(each)
    if step == HIDE:
        why = {"category": category, "reason": reason}
        deciding.hide(public_id, **why, by=by, seen_version=each.version)
    else:
        deciding.close(public_id, by=by, seen_version=each.version)


def _back(step: str, public_id: str, by: str, version: int) -> None:
    if step == HIDE:
        deciding.restore(public_id, by=by, seen_version=version)
    else:
        deciding.reopen(public_id, by=by, seen_version=version)


def _public_id(each: Chosen) -> str:
    found = reading.locate(each.reference)
    return found[0] if found else ""
