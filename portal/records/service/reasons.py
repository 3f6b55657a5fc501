"""Why one record is kept, until when, what holds it, and with whom it was shared.

For whoever has to show it: from the registers and the lists, without a name or a word in it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import select

from portal.core.clock import LONDON
from portal.extensions import db
from portal.records.models import Disclosure
from portal.records.service import holds, tables
from portal.register import Rule, personal_data, purposes, retention
from portal.register import Table as Entry


@dataclass(frozen=True)
class Reasons:
    """What the registers say of one record. `goes_on` is None while its time has not begun."""

    number: str
    title: str
    why: str
    law: str
    rule: str
    goes_on: date | None
    is_held: bool
    shared: tuple[Disclosure, ...]


def of(record: str) -> Reasons | None:
    """What is said of a record, by its number or its reference; None when there is none."""
    for name in tables.with_references():
        number = tables.number_of(record, [name])
        if number:
            return _reasons(name, number)
    return None


def _reasons(name: str, number: str) -> Reasons | None:
    entry = personal_data().find(name)
    purpose = purposes().find(entry.purpose) if entry else None
    if entry is None or purpose is None:
        return None
    swept = [rule for rule in retention().of(name) if rule.is_swept]
    row = _row(name, number, {column for rule in swept for column in (*rule.anchor, *rule.only)})
    rules = [rule for rule in swept if all(row[each] in known for each, known in rule.only.items())]
    ends = {rule.key: end for rule in rules if (end := _end(rule, row))}
    first = min(ends, key=lambda key: ends[key], default="")
    words = [rule.words for rule in rules if first in ("", rule.key)]
    shared = select(Disclosure).where(Disclosure.record == number).order_by(Disclosure.id)
    return Reasons(
        number=number,
        title=entry.title,
        why=_why(entry, is_over=bool(ends)),
        law=purpose.law,
        rule="; ".join(words),
        goes_on=ends.get(first),
        is_held=holds.held(number) is not None,
        shared=tuple(db.session.scalars(shared)),
    )


def _why(entry: Entry, *, is_over: bool) -> str:
    """What it is for; and once that is over, and its time runs, why it still stays."""
    why = entry.kept_because if is_over and entry.kept_because else entry.why
    return f"{why[:1].upper()}{why[1:]}"


def _row(name: str, number: str, wanted: set[str]) -> Mapping[str, Any]:
    """What the rules go by, and nothing else of the row."""
    table = tables.table(name)
    columns = [table.c[tables.PUBLIC_ID], *(table.c[each] for each in sorted(wanted))]
    found = db.session.execute(select(*columns).where(table.c[tables.PUBLIC_ID] == number)).one()
    return dict(zip([column.name for column in columns], found, strict=True))


def _end(rule: Rule, row: Mapping[str, Any]) -> date | None:
    """The first day on which a rule removes a row; None while nothing has begun."""
    begun = [_moment(row[name]) for name in rule.anchor if row[name] is not None]
    if rule.period is None or not begun:
        return None
    return rule.period.after(min(begun)).astimezone(LONDON).date()


def _moment(value: date | datetime) -> datetime:
    return value if isinstance(value, datetime) else datetime.combine(value, time(), LONDON)
