"""Retention: what the register says is over is removed, counted, and never named.

`due` is pure: the same rule and moment give the same question. The run asks it of every rule, so a
new rule needs no code; what a rule does besides deleting, a feature offers with `offer`.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Date,
    Select,
    delete,
    false,
    func,
    or_,
    select,
    tuple_,
)
from sqlalchemy.exc import SQLAlchemyError

from portal.core.checks import Finding, looked_at
from portal.core.clock import LONDON, now
from portal.core.crypto import forget
from portal.extensions import db
from portal.records.models import RetentionRun
from portal.records.service import holds, tables
from portal.register import Rule, retention
from portal.register.retention import DELETE

BATCH = 500
# Hourly runs: more than a day and two hours without one is a promise broken.
LATE = timedelta(hours=26)
# What is done with a batch of rows (their primary keys), in the transaction it is given.
Action = Callable[[Connection, Sequence[Any]], None]

_actions: dict[str, Action] = {}
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Count:
    """What one rule came to: rows that were due, rows removed, and rows that had to wait."""

    rule: str
    due: int
    removed: int
    held: int


@dataclass(frozen=True)
class Run:
    """One run over every rule."""

    ran_at: datetime
    dry: bool
    counts: tuple[Count, ...]


class RetentionError(RuntimeError):
    """Some rules could not be carried out; the message names them. The others were."""


def offer(name: str, action: Action) -> None:
    """Give ``action = "name"`` in retention.toml a meaning."""
    _actions[name] = action


def due(rule: Rule, moment: datetime) -> Select[Any]:
    """The rows that a rule removes at a moment, held or not. Asks and changes nothing."""
    table = tables.table(rule.table)
    if rule.period is None:
        return select(*table.primary_key.columns).where(false())
    before = rule.period.before(moment)
    over = [_over(table.c[name], before) for name in rule.anchor]
    chosen = [table.c[name].in_(values) for name, values in rule.only.items()]
    return select(*table.primary_key.columns).where(or_(*over), *chosen)


def _over(column: ColumnElement[Any], before: datetime) -> ColumnElement[bool]:
    if isinstance(column.type, Date):
        return column <= before.astimezone(LONDON).date()
    return column <= before


def run(*, dry_run: bool = False) -> Run:
    """Remove what is over, rule by rule, and note the counts. Raises RetentionError at the end.

    A dry run counts and changes nothing.
    """
    # A database that is away is one fault, not one for every rule.
    with tables.engine(RetentionRun.__tablename__).connect() as connection:
        connection.execute(select(RetentionRun.id).limit(1))
    moment = now()
    counts: list[Count] = []
    failed: list[str] = []
    for rule in retention().rules:
        if not rule.is_swept:
            continue
        try:
            counts.append(_apply(rule, moment, dry_run))
        except SQLAlchemyError as fault:
            logger.error("retention rule failed %s: %s", rule.key, type(fault).__name__)
            failed.append(rule.key)
    if failed:
        raise RetentionError(f"these rules could not be carried out: {', '.join(failed)}")
    if not dry_run:
        _note(moment, counts)
    return Run(moment, dry_run, tuple(counts))


def _apply(rule: Rule, moment: datetime, dry_run: bool) -> Count:
    total = _size(rule, due(rule, moment))
    question = _not_held(rule, due(rule, moment))
    free = _size(rule, question) if total and (rule.legal_hold or rule.stays_with) else total
    removed = 0
    while not dry_run and removed < free:
        done = _remove(rule, question)
        if not done:
            break  # another worker was faster
        removed += done
    return Count(rule.key, total, free if dry_run else removed, total - free)


def _not_held(rule: Rule, question: Select[Any]) -> Select[Any]:
    table = tables.table(rule.table)
    if rule.stays_with:
        for name in tables.with_references():
            here = select(tables.table(name).c[tables.PUBLIC_ID])
            question = question.where(table.c[rule.stays_with].not_in(here))
    if not rule.legal_hold:
        return question
    return question.where(table.c[tables.PUBLIC_ID].not_in(holds.all_held()))


def _size(rule: Rule, question: Select[Any]) -> int:
    with tables.engine(rule.table).connect() as connection:
        return connection.scalar(select(func.count()).select_from(question.subquery())) or 0


def _remove(rule: Rule, question: Select[Any]) -> int:
    """Remove one batch; returns how many. The rows go first: a key without a row is harmless."""
    table = tables.table(rule.table)
    columns = list(table.primary_key.columns)
    records: list[str] = []
    with tables.engine(rule.table).begin() as connection:
        keys = [tuple(row) for row in connection.execute(question.limit(BATCH))]
        chosen = tuple_(*columns).in_(keys)
        if tables.PUBLIC_ID in table.c:
            named = select(table.c[tables.PUBLIC_ID]).where(chosen)
            records = list(connection.scalars(named))
        if rule.action == DELETE:
            connection.execute(delete(table).where(chosen))
        else:
            _actions[rule.action](connection, keys)
    if records:
        forget(records)
    return len(keys)


def _note(moment: datetime, counts: list[Count]) -> None:
    found = [count for count in counts if count.due]
    whole = Count(
        "",
        sum(count.due for count in found),
        sum(count.removed for count in found),
        sum(count.held for count in found),
    )
    for count in (whole, *found):
        values = {"due": count.due, "removed": count.removed, "held": count.held}
        db.session.add(RetentionRun(ran_at=moment, rule=count.rule, **values))
    db.session.commit()


def last_run() -> datetime | None:
    """When the last whole run was; nothing when there was none yet."""
    # Not in the session: a transaction left open there would lock out the questions that follow.
    with db.engine.connect() as connection:
        whole = select(func.max(RetentionRun.ran_at)).where(RetentionRun.rule == "")
        return connection.scalar(whole)


def recent(count: int) -> list[RetentionRun]:
    """The newest whole runs, the last one first."""
    whole = select(RetentionRun).where(RetentionRun.rule == "").order_by(RetentionRun.ran_at.desc())
    return list(db.session.scalars(whole.limit(count)))


def parts_of(runs: Sequence[RetentionRun]) -> dict[datetime, list[RetentionRun]]:
    """What whole runs came to rule by rule, by when they were: the rules that had something due."""
    found: dict[datetime, list[RetentionRun]] = {each.ran_at: [] for each in runs}
    parts = select(RetentionRun).where(RetentionRun.rule != "", RetentionRun.ran_at.in_(found))
    for part in db.session.scalars(parts.order_by(RetentionRun.id)):
        found[part.ran_at].append(part)
    return found


def overdue(moment: datetime) -> dict[str, int]:
    """The rules with rows that had to be gone by then, whatever any run says it did: how many."""
    swept = (rule for rule in retention().rules if rule.is_swept)
    sizes = {rule.key: _size(rule, _not_held(rule, due(rule, moment))) for rule in swept}
    return {key: size for key, size in sizes.items() if size}


def is_late() -> bool:
    """Whether nobody has removed what is over for more than 26 hours. Quick: for a page."""
    last = last_run()
    if last is None:
        return bool(overdue(now() - LATE))
    return now() - last > LATE


def check() -> Finding:
    """The live check: looks at when somebody last did, and at the rows themselves."""
    rules = sum(rule.is_swept for rule in retention().rules)
    things = ("rule for when something goes", "rules for when something goes")
    if is_late():
        idle = "not carried out for more than 26 hours"
        detail = "the last retention run is more than 26 hours ago: is a worker running?"
        return looked_at(rules, *things, (rules, f"was {idle}", f"were {idle}"), detail=detail)
    late = overdue(now() - LATE)
    left = f"left things behind, {sum(late.values()):,} in all"
    detail = f"rows are kept longer than these rules say: {', '.join(late)}"
    return looked_at(rules, *things, (len(late), f"has {left}", f"have {left}"), detail=detail)
