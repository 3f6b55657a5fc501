"""The register of retention: how long everything is kept, from when, and what then happens."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from portal.register.reading import FOLDER, Entry, RegisterError, read

FILE = "retention.toml"
DELETE = "delete"
WRITTEN = re.compile(r"(\d+) (hour|day|month|year)s?\Z")
MONTHS = 12


@dataclass(frozen=True)
class Period:
    """A length of time as the notice writes it: "14 days", "6 years"."""

    count: int
    unit: str

    def __str__(self) -> str:
        return f"{self.count} {self.unit}{'' if self.count == 1 else 's'}"

    def before(self, moment: datetime) -> datetime:
        """The moment that lies this long before another one."""
        return self._move(moment, -1)

    def after(self, moment: datetime) -> datetime:
        """The moment that lies this long after another one."""
        return self._move(moment, 1)

    def _move(self, moment: datetime, sign: int) -> datetime:
        if self.unit in {"hour", "day"}:
            return moment + sign * timedelta(**{f"{self.unit}s": self.count})
        months = self.count * (MONTHS if self.unit == "year" else 1)
        place = moment.year * MONTHS + moment.month - 1 + sign * months
        year, month = divmod(place, MONTHS)
        return _on(moment, year, month + 1)


def _on(moment: datetime, year: int, month: int) -> datetime:
    """The same day of another month, or its last day when it has no such day."""
    for day in range(moment.day, moment.day - 4, -1):
        try:
            return moment.replace(year=year, month=month, day=day)
        except ValueError:
            continue
    raise ValueError("every month has one of these days")


@dataclass(frozen=True)
class Rule:
    """How long one kind of thing is kept.

    With a ``table`` and a ``period`` the retention run enforces it. With ``until`` an event ends
    it, or nothing does. ``stays_with`` is a column that names a record: while that is here, so is
    the row. Without a table, people keep to it, and somebody vouches for that.
    """

    key: str
    what: str
    table: str
    anchor: tuple[str, ...]
    period: Period | None
    start: str
    only: Mapping[str, tuple[str, ...]]
    until: str
    action: str
    legal_hold: bool
    owner: str
    paper: str
    stays_with: str = ""

    @property
    def by_people(self) -> bool:
        """Whether people keep to it, and not this program."""
        return not self.table

    @property
    def is_swept(self) -> bool:
        """Whether the retention run acts on it."""
        return bool(self.table and self.period)

    @property
    def words(self) -> str:
        """How long, as the notice says it."""
        if self.period is None:
            return self.until if self.until.startswith("for good") else f"Until {self.until}"
        return f"{self.period} {self.start}" if self.period.count else self.start


@dataclass(frozen=True)
class Retention:
    """All rules, in the order of the notice."""

    rules: tuple[Rule, ...]

    def find(self, key: str) -> Rule:
        """The rule with this key. Raises KeyError, which is a fault of the program."""
        for rule in self.rules:
            if rule.key == key:
                return rule
        raise KeyError(key)

    def period(self, key: str) -> Period:
        """How long, for code that has to know. Raises KeyError when the rule has no period."""
        period = self.find(key).period
        if period is None:
            raise KeyError(key)
        return period

    def of(self, table: str) -> tuple[Rule, ...]:
        """The rules of a table."""
        return tuple(rule for rule in self.rules if rule.table == table)


@lru_cache(maxsize=1)
def retention() -> Retention:
    """The register of this release."""
    return load(FOLDER)


def load(folder: Path) -> Retention:
    """Read and check retention.toml. Raises RegisterError."""
    data = Entry(FILE, read(FILE, folder))
    rules = tuple(_rule(Entry(FILE, row, "key")) for row in data.tables("rules"))
    data.end()
    for place, rule in enumerate(rules):
        if any(rule.key == earlier.key for earlier in rules[:place]):
            raise RegisterError(FILE, rule.key, "it is listed twice: keep one")
    return Retention(rules)


def _rule(entry: Entry) -> Rule:
    only = entry.values.pop("only", {})
    rule = Rule(
        key=entry.text("key"),
        what=entry.text("what"),
        table=entry.text("table", ""),
        anchor=entry.words("anchor", ()),
        period=_period(entry),
        start=entry.text("from", ""),
        only=_only(entry, only),
        until=entry.text("until", ""),
        action=entry.text("action", DELETE),
        legal_hold=entry.flag("legal_hold"),
        owner=entry.text("owner", ""),
        paper=entry.text("paper", ""),
        stays_with=entry.text("stays_with", ""),
    )
    entry.end()
    _check(rule, entry)
    return rule


def _period(entry: Entry) -> Period | None:
    if not entry.has("period"):
        return None
    written = WRITTEN.match(entry.text("period"))
    if not written:
        raise entry.wrong('period must be like "14 days", "2 months" or "6 years"')
    return Period(int(written[1]), written[2])


def _only(entry: Entry, rows: object) -> Mapping[str, tuple[str, ...]]:
    if not isinstance(rows, dict):
        raise entry.wrong('only must be like { purpose = ["sign_up"] }')
    own = Entry(FILE, rows)
    own.name = entry.name
    return MappingProxyType({name: own.words(name) for name in list(own.values)})


def _check(rule: Rule, entry: Entry) -> None:
    if (rule.period is None) == (not rule.until):
        raise entry.wrong("write either a period or until, and not both")
    if rule.period and not rule.start:
        raise entry.wrong('from is missing: say when the period begins, like "from the sign-up"')
    if rule.is_swept and not rule.anchor:
        raise entry.wrong("anchor is missing: name the column that the period counts from")
    if rule.by_people and not (rule.period and rule.owner):
        raise entry.wrong("name its table; or, when people keep it, its period and owner")
