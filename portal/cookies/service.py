"""The verbs of the cookie choice: count an answer, and explain from the register what is stored."""

import logging
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from portal.cookies.models import ConsentCounts
from portal.core.clock import today
from portal.core.cookie_jar import TOKEN
from portal.core.database import insert
from portal.extensions import db
from portal.register import Cookie, cookies, third_parties

# More values than this are a list of languages, and tell a reader nothing.
MOST_VALUES_SHOWN = 6
Row = tuple[str, ...]

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Sighting:
    """One cookie that a browser sent. ``name`` is empty when it cannot be written in a header."""

    name: str
    shown: str
    value: str
    about: str
    ours: bool


@dataclass(frozen=True)
class Answers:
    """How often a question was answered in one way, at one place, on one day."""

    day: date
    choice: str
    revision: int
    route: str
    count: int


def record(choice: str, revision: int, route: str) -> None:
    """Count an answer. It holds for the visitor whether or not it could be counted."""
    values = {"day": today(), "choice": choice, "revision": revision, "route": route}
    statement = insert(ConsentCounts).values(**values, count=1)
    try:
        db.session.execute(
            statement.on_conflict_do_update(
                index_elements=list(values), set_={"count": ConsentCounts.count + 1}
            )
        )
        db.session.commit()
    except SQLAlchemyError as fault:
        db.session.rollback()
        logger.warning("a cookie choice was not counted: %s", type(fault).__name__)


def answers() -> list[Answers]:
    """Every count there is, the newest day first."""
    found = db.session.scalars(
        select(ConsentCounts).order_by(
            ConsentCounts.day.desc(),
            ConsentCounts.revision.desc(),
            ConsentCounts.choice,
            ConsentCounts.route,
        )
    )
    return [Answers(c.day, c.choice, c.revision, c.route, c.count) for c in found]


def rows(category: str, services: Collection[str]) -> list[Row]:
    """The table of one category: name, what for, who sets it, what it holds, how long."""
    return [
        (_shown(e), e.purpose, _setter(e), _holds(e), e.lifetime)
        for e in cookies().in_use(category)
        if category != "consent" or e.service in services
    ]


def unused_rows(services: Collection[str]) -> list[Row]:
    """Names that a reader may look for here and that this portal does not use."""
    off = [e for e in cookies().in_use("consent") if e.service not in services]
    told: list[Row] = [(_shown(e), _setter(e), f"{e.purpose} Not turned on here.") for e in off]
    return told + [(_shown(e), _setter(e), e.purpose) for e in cookies().unused()]


def look_at(sent: Mapping[str, list[str]], parents: Iterable[str]) -> list[Sighting]:
    """Explain each cookie of a request. A value is shown only if it is one that we set."""
    return [_sighting(name, values, list(parents)) for name, values in sorted(sent.items())]


def _sighting(name: str, values: list[str], parents: list[str]) -> Sighting:
    entry = cookies().find(name)
    ours = entry is not None and entry.ours and not entry.retired
    return Sighting(
        name=name if TOKEN.match(name) else "",
        shown=_title(name),
        value=_value(entry, values),
        about=_about(entry, parents),
        ours=ours,
    )


def _title(name: str) -> str:
    if not name:
        return "Without a name"
    return name if TOKEN.match(name) else "A name we cannot show"


def _about(entry: Cookie | None, parents: list[str]) -> str:
    if entry is None:
        return _not_ours(parents)
    if entry.ours or entry.on_our_host:
        return entry.purpose
    # What another site keeps goes to that site: only the name is the same.
    company = third_parties().named(entry.set_by)
    uses = "once used" if entry.retired else "uses"
    same = f"{company} {uses} this name on its own site, and what it stores there never comes here."
    return f"{_not_ours(parents)} {same}"


def _value(entry: Cookie | None, values: list[str]) -> str:
    if len(values) > 1:
        return f"Sent {len(values)} times, so we take no notice of it"
    if entry is not None and entry.accepts(values[0]):
        return values[0]
    length = f"Hidden: {len(values[0])} character{'s' if len(values[0]) != 1 else ''}"
    if entry is not None and entry.ours:
        return f"{length}. We do not know this value, so we take no notice of it"
    return length


def _not_ours(parents: list[str]) -> str:
    if not parents:
        return "Not ours. Another program at this address may have set it."
    return (
        "Not ours. Another site may have set it for everything that ends in "
        f"{' or '.join(parents)}, and your browser then sends it here too."
    )


def _shown(entry: Cookie) -> str:
    kind = "" if entry.kind == "cookie" else f" ({entry.kind})"
    return (entry.name[:-1] + "…" if entry.is_pattern else entry.name) + kind


def _setter(entry: Cookie) -> str:
    if entry.ours:
        return "This portal"
    name = third_parties().named(entry.set_by)
    return f"{name}, as seen in {entry.seen:%B %Y}" if entry.seen else name


def _holds(entry: Cookie) -> str:
    if entry.is_staff:
        return "A random number, for as long as somebody is signed in"
    if entry.identifier:
        return "A number that tells your browser from others"
    if not entry.values:
        return "Settings"
    if len(entry.values) > MOST_VALUES_SHOWN:
        return "One of a fixed list of languages"
    return f"One of: {', '.join(sorted(entry.values))}"
