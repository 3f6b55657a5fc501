"""What keeps paper beyond its day: the record it is of, while that is open, and legal holds.

A hold on any record of a person keeps all of that person's paper of the kinds that can be held:
who lists paper by hand knows the person, and seldom the record.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from portal.core import panels
from portal.core.crypto import CryptoError, blind_index, load_keys
from portal.core.forms import mailbox
from portal.extensions import db
from portal.records.models import LegalHold, PaperRecord
from portal.records.service import holds, tables
from portal.register import retention

INDEX = "records.email"


@dataclass(frozen=True)
class Keeper:
    """What keeps one paper: an open record, a hold, both or nothing."""

    record: str = ""
    is_open: bool = False
    hold: LegalHold | None = None


def keepers(papers: Sequence[PaperRecord]) -> dict[str, Keeper]:
    """What keeps each of these papers, by the number on it."""
    owners = {each.paper: each for each in panels.gather("paper.of", [p.reference for p in papers])}
    held = {each.record: each for each in holds.open_holds()}
    people = _of_people(held)
    may_wait = {rule.key for rule in retention().rules if rule.legal_hold}
    found: dict[str, Keeper] = {}
    for each in papers:
        owner = owners.get(each.reference)
        hold = held.get(owner.record) if owner else None
        if hold is None and each.rule in may_wait:
            hold = people.get(each.email_index)
        record = owner.record if owner else ""
        found[each.reference] = Keeper(record, bool(owner and owner.is_open), hold)
    return found


def _of_people(held: dict[str, LegalHold]) -> dict[str, LegalHold]:
    """The holds by the fingerprint of whose record it is, as the list of paper keeps that."""
    found: dict[str, LegalHold] = {}
    if not held:
        return found
    names = {rule.table for rule in retention().rules if rule.legal_hold and rule.is_swept}
    for name in sorted(names):
        if tables.EMAIL in tables.table(name).c:
            for record, index in _indexes(tables.model(name), held):
                found[index] = held[record]
    return found


def _indexes(model: Any, held: Iterable[str]) -> list[tuple[str, str]]:
    """These records of a kind, each with the fingerprint of its address, if it has one."""
    rows = list(db.session.scalars(select(model).where(model.public_id.in_(list(held)))))
    load_keys(rows)
    return [(row.public_id, index) for row in rows if (index := _index(row))]


def _index(row: Any) -> str:
    """The fingerprint of whose record it is; "" when nobody can know that any more."""
    try:
        return blind_index(INDEX, mailbox(row.email)) if row.email else ""
    except (CryptoError, ValueError):
        return ""
