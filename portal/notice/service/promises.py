"""The promises as they stand now: what the live checks find, and since when."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import delete, inspect, select
from sqlalchemy.exc import SQLAlchemyError

from portal.core import checks
from portal.core.checks import Finding, looked_at
from portal.core.clock import LONDON, in_words, now, time_in_words, today
from portal.core.database import insert
from portal.extensions import db
from portal.notice.models import FOUND_LENGTH, PromiseCheck
from portal.register import Promise, promises
from portal.register.promises import ABOUT

TITLE = "Our promises, and whether we keep them"
SUMMARY = (
    "Every promise in our privacy notice: what keeps it, when we last looked, and what we found."
)

KEPT = "kept"
IN_WORDS = "in words"
IN_PART = "in part"
NOT_YET = "not yet"
VOUCHED = "vouched for"
OVERDUE = "overdue"
BROKEN = "broken"
UNCHECKED = "not checked"
NOTHING = "no promise"
WRONG = (BROKEN, OVERDUE)
# How a group is counted: what is said of which marks.
TOLD = (
    ("not as it should be", WRONG),
    ("kept", (KEPT, IN_WORDS)),
    ("kept in part", (IN_PART,)),
    ("vouched for", (VOUCHED,)),
    ("not built yet", (NOT_YET,)),
    ("not looked at yet", (UNCHECKED,)),
    ("that promise nothing", (NOTHING,)),
)
# The checks run every hour: after a day without, nobody knows any more.
GOOD_FOR = timedelta(hours=26)

# What a reader may choose to see: a kind, what is not built, or what is not kept now.
TO_BUILD, NOT_KEPT = "to-build", "not-kept"


class NoTablesError(Exception):
    """The database was never migrated, or does not answer."""


@dataclass(frozen=True)
class Result:
    """What a live check found, and when. No problem is good news. `found` is for everybody, the
    problem for whoever mends it.
    """

    checked_at: datetime
    problem: str
    found: str = ""

    @classmethod
    def of(cls, row: PromiseCheck) -> "Result":
        """As it was remembered."""
        words, _, problem = row.found.rpartition("\n")
        return cls(row.checked_at, problem, words)

    @property
    def is_old(self) -> bool:
        """Whether so much time went by that it says nothing about now."""
        return now() - self.checked_at > GOOD_FOR

    @property
    def when(self) -> str:
        """today at 3:00am"""
        return when(self.checked_at)


@dataclass(frozen=True)
class Standing:
    """A promise, how it stands at this moment, and what its live check last found."""

    promise: Promise
    mark: str
    result: Result | None

    @property
    def headline(self) -> str:
        """The first sentence of the promise."""
        return self.promise.words.partition(". ")[0].rstrip(".") + "."

    @property
    def more(self) -> str:
        """The rest of it."""
        return self.promise.words.partition(". ")[2]


@dataclass(frozen=True)
class Group:
    """The promises about one thing, as they are shown under its heading."""

    about: str
    heading: str
    shown: list[Standing]

    @property
    def rows(self) -> list[Standing]:
        """Those that are not kept first; otherwise in the order of the register."""
        return sorted(self.shown, key=lambda each: each.mark not in WRONG)

    @property
    def counts(self) -> list[tuple[int, str]]:
        """How many stand how, in words, what is wrong first: (2, "not as it should be")."""
        found = ((sum(each.mark in marks for each in self.shown), said) for said, marks in TOLD)
        return [(count, said) for count, said in found if count]


def words() -> str:
    """Every promise, for the search."""
    return " ".join(entry.words for entry in promises().entries)


def attested() -> Finding:
    """Live check: the promises that nobody has vouched for in time."""
    late = [f"{entry.id} ({entry.owner})" for entry in promises().overdue(today())]
    return looked_at(
        len(promises().of("attested")),
        *("promise that people vouch for", "promises that people vouch for"),
        (len(late), "is past its day of review", "are past their day of review"),
        detail=f"past the day of review: {', '.join(late)}",
    )


def check_all() -> dict[str, Finding]:
    """Run every live check, and remember what each found. Raises NoTablesError."""
    return dict(check_each())


def check_each() -> Iterator[tuple[str, Finding]]:
    """The same one by one, so that a worker can do something else in between."""
    if not has_tables():
        raise NoTablesError
    names = checks.names()
    for name in names:
        found = checks.run(name)
        _remember(name, found)
        yield name, found
    db.session.execute(delete(PromiseCheck).where(PromiseCheck.name.not_in(names)))
    db.session.commit()


def _remember(name: str, found: Finding) -> None:
    said = f"{found.words}\n{found.problem}"[:FOUND_LENGTH]
    values = {"checked_at": now(), "problem": said}
    statement = insert(PromiseCheck).values(name=name, **values)
    db.session.execute(statement.on_conflict_do_update(index_elements=["name"], set_=values))
    db.session.commit()


def has_tables() -> bool:
    """Whether results can be kept."""
    try:
        return inspect(db.engine).has_table(PromiseCheck.__tablename__)
    except SQLAlchemyError:
        return False


def results() -> dict[str, Result]:
    """What each check last found. Nothing when the database is away: pages go on without it."""
    try:
        rows = db.session.scalars(select(PromiseCheck)).all()
    except SQLAlchemyError:
        db.session.rollback()
        return {}
    return {row.name: Result.of(row) for row in rows}


def standings(found: Mapping[str, Result]) -> list[Standing]:
    """Every promise, in the order of the register."""
    day = today()
    return [_standing(entry, found.get(entry.check), day) for entry in promises().entries]


def _standing(entry: Promise, result: Result | None, day: date) -> Standing:
    fixed = {
        NOTHING: entry.kind == "descriptive",
        NOT_YET: entry.stands == "not yet",
        OVERDUE: entry.is_overdue(day),
        VOUCHED: entry.kind == "attested",
        BROKEN: bool(entry.check) and _seen(result) == BROKEN,
        UNCHECKED: bool(entry.check) and _seen(result) == UNCHECKED,
        IN_PART: entry.stands == "in part",
        IN_WORDS: not entry.tests,
    }
    return Standing(entry, next((mark for mark, holds in fixed.items() if holds), KEPT), result)


def chosen(standing: Standing, what: str) -> bool:
    """Whether a reader who chose this sees it."""
    if what == TO_BUILD:
        return bool(standing.promise.missing)
    if what == NOT_KEPT:
        return standing.mark in WRONG
    return not what or standing.promise.kind == what


def grouped(shown: list[Standing]) -> list[Group]:
    """The same by what they are about, those that are not kept first under each heading."""
    groups = (
        Group(about, heading, [each for each in shown if each.promise.about == about])
        for about, heading in ABOUT.items()
    )
    return [group for group in groups if group.rows]


def for_home(found: Mapping[str, Result]) -> list[Standing]:
    """Those that the home page shows, each with what its live check alone says."""
    shown = [(entry, found.get(entry.check)) for entry in promises().entries if entry.home]
    return [Standing(entry, _seen(result), result) for entry, result in shown]


def not_kept() -> int:
    """How many promises are not kept, by the last look at each."""
    return sum(chosen(each, NOT_KEPT) for each in standings(results()))


def _seen(result: Result | None) -> str:
    if result is not None and result.problem:
        return BROKEN
    if result is None or result.is_old or result.found.startswith(checks.UNSEEN):
        return UNCHECKED
    return KEPT


def last_checked(found: Mapping[str, Result]) -> Result | None:
    """The oldest of the last results: everything was checked since then."""
    return min(found.values(), key=lambda result: result.checked_at, default=None)


def when(moment: datetime) -> str:
    """A moment as people say it: today at 3:00am."""
    day, local = today(), moment.astimezone(LONDON).date()
    named = {day: "today", day - timedelta(days=1): "yesterday"}
    return f"{named.get(local) or f'on {in_words(local)}'} at {time_in_words(moment)}"
