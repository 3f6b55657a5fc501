"""How many complaints there were, year by year (RULES R19, R20): from the cases that are here, and
from the totals of those whose 10 years are over.

A year ends on 31 March and is named by the year it ends in. What is counted are the things that
happened to a case: it came, it was closed, it was opened again, it went to the Ombudsman. How many
were open follows from these, so it stays the same for a year that is over. What was closed, opened
again and closed again in one year counts once, with what was concluded last. What somebody told us
and was settled by the next working day is outside of the regulations (R15), and counted apart.

Nothing sealed is opened: no total needs anybody's words.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Engine, func, select

from portal.complaints.models import Complaint, ComplaintAnswer, ComplaintEvent, ComplaintTotal
from portal.complaints.service import lateness
from portal.complaints.service.clocks import day_of, reporting_year
from portal.core.database import insert
from portal.extensions import db

# What is counted, in the year in which it happened.
RECEIVED, CLOSED, REOPENED = "received", "closed", "reopened"
EXTENDED = "extended"
OMBUDSMAN, SETTLED = "ombudsman", "settled"
# Counted in the year in which it came, once it is sure.
LATE_ACKNOWLEDGED, LATE_ANSWERED = lateness.ACKNOWLEDGED, lateness.ANSWERED
ANSWERED = "answered"
CASES: Any = Complaint.__table__
EVENTS: Any = ComplaintEvent.__table__
ANSWERS: Any = ComplaintAnswer.__table__
TOTALS: Any = ComplaintTotal.__table__
ASKED = (
    *("id", "kind", "area", "subject", "ending"),
    *("received_at", "acknowledged_at", "ombudsman_on"),
)
TURNS = (CLOSED, REOPENED, EXTENDED)
# So many cases are looked at in one question: databases limit how many values one may hold.
AT_ONCE = 500


@dataclass(frozen=True, order=True)
class Key:
    """What one number is about: `outcome` is empty but for what was closed."""

    year: int
    measure: str
    kind: str
    area: str
    subject: str
    outcome: str = ""


Counts = Counter[Key]


def counts() -> Counts:
    """Everything that was ever counted: live cases, and totals of those that are gone.

    Counted anew only when something happened since: anybody may ask for the published years.
    """
    connection = db.session.connection()
    return Counts(_all(connection.engine, _mark(connection)))


@lru_cache(maxsize=4)
def _all(_engine: Engine, _mark_then: tuple[int, ...]) -> Counts:
    connection = db.session.connection()
    found: Counts = Counter()
    for row in connection.execute(select(TOTALS)).mappings():
        values = dict(row)
        found[Key(**{name: values[name] for name in values if name != "cases"})] += row["cases"]
    found.update(of_cases(connection, connection.scalars(select(CASES.c.id)).all()))
    return found


def _mark(connection: Connection) -> tuple[int, ...]:
    """What is another whenever a count may be another: each act is an event, and totals grow."""
    asked = (
        select(func.max(EVENTS.c.id)),
        select(func.count()).select_from(CASES),
        select(func.sum(TOTALS.c.cases)),
    )
    return tuple(int(connection.scalar(each) or 0) for each in asked)


def of_cases(connection: Connection, cases: Sequence[int]) -> Counts:
    """What happened to these cases (primary keys), counted."""
    found: Counts = Counter()
    for start in range(0, len(cases), AT_ONCE):
        found.update(_of_some(connection, cases[start : start + AT_ONCE]))
    return found


def keep(connection: Connection, counted: Counts) -> None:
    """Add to the totals of cases that are gone, in the transaction in which they go."""
    # In one order, so that two workers never wait for each other.
    for key in sorted(counted):
        row = insert(ComplaintTotal).values(**vars(key), cases=counted[key])
        connection.execute(
            row.on_conflict_do_update(
                index_elements=list(vars(key)),
                set_={"cases": TOTALS.c.cases + row.excluded.cases},
            )
        )


def _of_some(connection: Connection, cases: Sequence[int]) -> Iterable[Key]:
    rows = connection.execute(
        select(*(CASES.c[name] for name in ASKED)).where(CASES.c.id.in_(cases))
    ).all()
    turns: dict[int, list[tuple[datetime, str, str]]] = {}
    happened = select(EVENTS.c.complaint_id, EVENTS.c.at, EVENTS.c.event, EVENTS.c.detail).where(
        EVENTS.c.complaint_id.in_(cases), EVENTS.c.event.in_(TURNS)
    )
    for each in connection.execute(happened.order_by(EVENTS.c.at, EVENTS.c.id)):
        turns.setdefault(each.complaint_id, []).append((each.at, each.event, each.detail))
    outcomes: dict[int, list[tuple[datetime, str]]] = {}
    answers = select(ANSWERS.c.complaint_id, ANSWERS.c.sent_at, ANSWERS.c.outcome).where(
        ANSWERS.c.complaint_id.in_(cases), ANSWERS.c.sent_at.is_not(None)
    )
    for each in connection.execute(answers.order_by(ANSWERS.c.number)):
        outcomes.setdefault(each.complaint_id, []).append((each.sent_at, each.outcome))
    for row in rows:
        yield from _of_one(row, turns.get(row.id, []), outcomes.get(row.id, []))


def _of_one(
    row: Any, turns: list[tuple[datetime, str, str]], answers: list[tuple[datetime, str]]
) -> Iterable[Key]:
    about = (row.kind, row.area, row.subject)
    came = reporting_year(day_of(row.received_at))
    if row.ending == SETTLED:
        yield Key(came, SETTLED, *about)
        return
    yield Key(came, RECEIVED, *about)
    yield from (Key(came, late, *about) for late in _late(row, turns, answers))
    if row.ombudsman_on:
        yield Key(reporting_year(row.ombudsman_on), OMBUDSMAN, *about)
    found: list[Key] = []
    is_open = True
    for at, event, ending in turns:
        year = reporting_year(day_of(at))
        if event == CLOSED and is_open:
            if found and found[-2].year == year:
                del found[-2:]
            found.append(Key(year, CLOSED, *about, _outcome(at, ending, answers)))
        elif event == REOPENED and not is_open:
            found.append(Key(year, REOPENED, *about))
        if event != EXTENDED:
            is_open = event == REOPENED
    yield from found


def _late(
    row: Any, turns: list[tuple[datetime, str, str]], answers: list[tuple[datetime, str]]
) -> Iterable[str]:
    """What of the first time was done late, or never though its day was over."""
    answered = day_of(answers[0][0]) if answers else None
    return lateness.of(
        row.kind,
        day_of(row.received_at),
        acknowledged=day_of(row.acknowledged_at) if row.acknowledged_at else None,
        answered=answered,
        closed=next((day_of(at) for at, event, _ in turns if event == CLOSED), None),
        extended=[
            date.fromisoformat(to)
            for at, event, to in turns
            if event == EXTENDED and (answered is None or day_of(at) <= answered)
        ],
    )


def _outcome(at: datetime, ending: str, answers: list[tuple[datetime, str]]) -> str:
    """What was concluded by the answer that was there when a case was closed, or how it ended."""
    sent = [outcome for when, outcome in answers if when <= at]
    return sent[-1] if ending == ANSWERED and sent else ending
