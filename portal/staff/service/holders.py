"""Holds with who placed them and who let them go: the trail knows, the hold itself names nobody."""

from dataclasses import dataclass
from datetime import datetime

from portal.records.models import LegalHold
from portal.records.service import holds
from portal.staff.service import trail
from portal.staff.service.trail import Entry

PLACED, RELEASED = "records.held", "records.released"
# An entry is written in the commit of its act, so it is never earlier; and it is kept for 6 years.
FORGOTTEN = "somebody, longer ago than the trail goes back"


@dataclass(frozen=True)
class Told:
    """A hold in words: why, and who placed it and let it go; nobody while it stands."""

    hold: LegalHold
    why: str
    placed_by: str
    released_by: str


def told(found: list[LegalHold]) -> list[Told]:
    """These holds with what the trail says of them."""
    entries = trail.acts({each.record for each in found}, PLACED, RELEASED)
    return [
        Told(
            each,
            holds.GROUNDS.get(each.ground, each.ground),
            _who(entries, PLACED, each.record, each.placed_at),
            _who(entries, RELEASED, each.record, each.released_at) if each.released_at else "",
        )
        for each in found
    ]


def _who(entries: list[Entry], action: str, record: str, at: datetime) -> str:
    """Who did it: the first who did so from that moment on."""
    done = (each for each in entries if (each.action, each.about) == (action, record))
    return next((each.who for each in done if each.at >= at), FORGOTTEN)
