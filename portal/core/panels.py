"""What one feature shows inside another's page: places by name, filled at start by whoever can.

The places and what a filler is called with and returns:
- `home.latest`: () -> Latest | None, the newest bulletin;
- `home.promises`: () -> list[LivePromise], promises and whether they are kept now;
- `home.not_kept`: () -> int, how many promises are not kept now;
- `page.start`: (slug) -> Markup, the way into a task that a page is about;
- `page.useful`: (slug) -> Markup, the "is this page useful" form;
- `pages.known`: (slug) -> bool, whether a page has this name;
- `pages.elsewhere`: () -> list[OwnPage], pages that a feature makes itself and others may name;
- `feedback.blocked`: (email index, network index) -> Blocked | None, whether somebody may not post
  now; the indexes are those of `portal.feedback.service.taking`, an empty one stands for nobody;
- `appeals.subject`: (kind, public id) -> Subject | None, a decision that can be appealed against;
- `notice.readers`: (version number) -> list of (mail kind, Select of public ids): whom to tell of a
  new privacy notice, in the batch `notice:<number>`;
- `records.words`: (table, column, value) -> str | None, what a kept code means to its person;
- `records.not_theirs`: (table, row) -> bool, whether a row names a record of a person and is for
  somebody else, so that it is not listed to them;
- `paper.of`: (numbers on paper) -> list[Filed], the records of a feature that these papers are of;
- `record.way`: (number of a record or on its paper) -> Place | None: the way to it;
- `share.refused`: (number of a record, organisation) -> str, why nothing of it may be shared with
  them on the ground that somebody agreed; empty when it may;
- `share.consent`: (number of a record, organisation) -> str, whether a consent that names them
  stands, with its days; empty for what needs none;
- `audit.days`: (public id) -> list of (what, words): days of a record that an auditor asks about,
  how it stands, and the privacy notice that applied to it; words may have several lines, or be a
  Place that they lead to;
- `mail.more`: () -> list[Place], where the page about mail at the desk leads on to;
- `demo.fill`: (public id of an investigator) -> list, fills a portal that somebody tries out with
  invented records of a feature;
- `search.documents`: () -> list[Document], what else the search finds;
- `sitemap.urls`: () -> list[Place], what else the site map lists.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypedDict


class Latest(TypedDict):
    """The newest bulletin, as the home page shows it."""

    title: str
    summary: str
    href: str
    date: date


@dataclass(frozen=True)
class LivePromise:
    """A promise with what was last found: `mark` is "kept", "broken" or "not checked"."""

    words: str
    href: str
    mark: str
    when: str


@dataclass(frozen=True)
class Place:
    """One line of the site map: `group` is the heading it stands under."""

    href: str
    title: str
    group: str
    changed: date | None = None


@dataclass(frozen=True)
class OwnPage:
    """A page that a feature makes itself, and that content pages may name as one of theirs.

    `words` is asked for when the search is made: () -> its plain text.
    """

    slug: str
    title: str
    summary: str
    words: Callable[[], str]
    changed: date | None = None
    order: int = 100

    @property
    def href(self) -> str:
        """Its address on this portal."""
        return f"/{self.slug}"


@dataclass(frozen=True)
class Blocked:
    """That somebody may not post for a time: what is blocked, until when, and where to appeal."""

    what: str
    until: datetime
    reason: str
    appeal_href: str


@dataclass(frozen=True)
class Subject:
    """A decision of ours, as whoever appeals against it is shown it. `number` tells one decision
    on the same thing from the next; `rule` is the rule it went by.
    """

    kind: str
    public_id: str
    number: int
    what: str
    decided_at: datetime
    rule: str
    reason: str
    reference: str = ""


@dataclass(frozen=True)
class Filed:
    """That paper is of a record, by the number on it; one that is open has no end to count from."""

    paper: str
    record: str
    is_open: bool


# (href, title, summary, plain text)
Document = tuple[str, str, str, str]
Filler = Callable[..., Any]

_fillers: dict[str, dict[str, Filler]] = {}


def register(place: str, filler: Filler) -> None:
    """Fill a place. A filler registered again (a second app in one process) replaces itself."""
    _fillers.setdefault(place, {})[f"{filler.__module__}.{filler.__qualname__}"] = filler


def first(place: str, *args: object) -> Any:
    """Answer of the first filler that has something to show, or None."""
    for filler in _fillers.get(place, {}).values():
        shown = filler(*args)
        if shown:
            return shown
    return None


def gather(place: str, *args: object) -> list[Any]:
    """Everything that all fillers of a place return, in the order of registration."""
    return [item for filler in _fillers.get(place, {}).values() for item in filler(*args)]
