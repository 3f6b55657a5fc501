"""The draft of a complaint in the page: sealed for one step, opened for the same one alone."""

import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta

from portal.complaints.service import steps
from portal.complaints.service.steps import Draft
from portal.core.sealed import SealError, SealExpiredError, open_sealed, seal

LIFE = timedelta(hours=24)
FORM = "complaints.new"
# Said on the page; nothing is lost by either.
OLD = "This page was open for a long time. Your answers are still here. Check them and carry on."
BAD = (
    "We could not read your earlier answers: a part of the page was changed or cut off. What you "
    "wrote on this page is still here. Carry on, and we ask you the rest again."
)
BAD_CHECK = (
    "We could not read your answers: a part of the page was changed or cut off. Nothing was sent. "
    "Go back in your browser to see them, or answer the questions again."
)


@dataclass(frozen=True)
class Sealed:
    """A draft as it came, with what is wrong with its seal: nothing, OLD or BAD."""

    draft: Draft
    trouble: str = ""


def fresh() -> Draft:
    """A draft with a key of its own and no answers."""
    return Draft(secrets.token_urlsafe(16))


def sealed(step: str, draft: Draft) -> str:
    """The draft for the page of a step."""
    return seal(f"{FORM}:{step}", asdict(draft))


def opened(step: str, sent: Mapping[str, str]) -> Sealed:
    """What the page of a step carried. One that is not ours is a fresh one, and said to be so."""
    try:
        return Sealed(Draft.read(open_sealed(f"{FORM}:{step}", sent.get("draft", ""), LIFE)))
    except SealExpiredError as error:
        return Sealed(Draft.read(error.data), OLD)
    except SealError:
        return Sealed(_guessed(sent), BAD)


def _guessed(sent: Mapping[str, str]) -> Draft:
    """A fresh draft that asks for what was just typed. An address may stand beside a number."""
    draft = fresh()
    ways = [way for way, name in steps.REACHED_BY.items() if sent.get(name)]
    if ways:
        draft.told["contact"] = ways[0]
    return draft
