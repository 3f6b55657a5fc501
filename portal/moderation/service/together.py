"""Several messages at once: each is a step of its own, in the trail, and all can be undone."""

from dataclasses import dataclass, field, replace
from typing import Any

from portal.feedback.service import deciding, reading
from portal.feedback.service.deciding import DecideError, UnknownError
from portal.moderation.models import BOTH, EMAIL, NETWORK
from portal.moderation.service import blocks
from portal.moderation.service.blocks import BlockError

HIDE, CLOSE, BLOCK = "hide", "close", "block"
STEPS = {HIDE: "Hide", CLOSE: "Close", BLOCK: "Block"}
# What blocks of several authors can be on, when each may have left something else behind.
WHAT = {
    EMAIL: "Each email address",
    NETWORK: "Each part of a network",
    BOTH: "Both, or the one there is",
}
NO_TRACE = "There is nothing to block its author by: choose something else, or hide it"
BLOCKED_ALREADY = "Its author is blocked already"
# As many as a page of the queue shows.
MOST = reading.PAGE_SIZE


@dataclass(frozen=True)
class Chosen:
    """A message in the queue, and the version that was on the screen; or its author's block."""

    reference: str
    version: int
    block: str = ""


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


def apply(step: str, chosen: list[Chosen], *, by: str, **why: Any) -> Outcome:
    """Hide or close each of them, or block its author; what cannot be done is said and left.

    ``why`` is what the form of the step holds.
    """
    outcome = Outcome()
    for each in chosen:
        try:
            outcome.done.append(_do(step, each, by, why))
        except (DecideError, BlockError) as error:
            outcome.failed.append((each.reference, str(error).rstrip(".")))
    return outcome


def undo(step: str, done: list[Chosen], *, by: str) -> Outcome:
    """Take it back for those that nobody touched since."""
    outcome = Outcome()
    for each in done:
        try:
            _back(step, each, by)
        except (DecideError, BlockError) as error:
            outcome.failed.append((each.reference, str(error).rstrip(".")))
        else:
            outcome.done.append(replace(each, version=each.version + 1))
    return outcome


def _do(step: str, each: Chosen, by: str, why: dict[str, Any]) -> Chosen:
    public_id = _public_id(each)
    if step == BLOCK:
        return _block(each, public_id, by, **why)
    if step == HIDE:
        deciding.hide(public_id, **why, by=by, seen_version=each.version)
    else:
        deciding.close(public_id, by=by, seen_version=each.version)
    return replace(each, version=each.version + 1)


def _block(
    each: Chosen, public_id: str, by: str, *, what: str, days: int, category: str, reason: str
) -> Chosen:
    """Block one author. Several messages of one author lead to one block."""
    if not public_id:
        raise UnknownError
    possible = blocks.possible(public_id)
    if what == BOTH and possible and BOTH not in possible:
        [what] = possible
    if what not in possible:
        raise BlockError(NO_TRACE)
    if blocks.is_blocked(public_id, what):
        raise BlockError(BLOCKED_ALREADY)
    block = blocks.place(public_id, what, days, category=category, reason=reason, by=by)
    return replace(each, version=1, block=block)


def _back(step: str, each: Chosen, by: str) -> None:
    if step == BLOCK:
        blocks.lift(each.block, by=by, seen_version=each.version)
    elif step == HIDE:
        deciding.restore(_public_id(each), by=by, seen_version=each.version)
    else:
        deciding.reopen(_public_id(each), by=by, seen_version=each.version)


def _public_id(each: Chosen) -> str:
    found = reading.locate(each.reference)
    return found[0] if found else ""
