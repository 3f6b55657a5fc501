"""What stands at the desk: pages and numbers, registered at start by the features they are of."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from portal.staff.service.sessions import Person

# How many wait, and since when the oldest does.
Question = Callable[[], tuple[int, datetime | None]]


@dataclass(frozen=True)
class Page:
    """An entry of the bar: who sees it, and where it leads."""

    label: str
    href: str
    roles: tuple[str, ...]
    order: int = 50


@dataclass(frozen=True)
class Count:
    """A number for the desk, with what it counts: of one, and of any other number."""

    labels: tuple[str, str]
    href: str
    roles: tuple[str, ...]
    question: Question
    urgent: bool = False


@dataclass(frozen=True)
class Waiting:
    """A number as it is now."""

    label: str
    href: str
    count: int
    oldest: datetime | None
    urgent: bool


@dataclass(frozen=True)
class Queue:
    """Where what a live check counts can be looked at, and who may."""

    label: str
    href: str
    roles: tuple[str, ...]
    act: str = ""


_queues: dict[str, Queue] = {}
_pages: dict[str, Page] = {}
_counts: dict[str, Count] = {}


def register_page(label: str, href: str, roles: tuple[str, ...], *, order: int = 50) -> None:
    """Put a page in the bar for these roles, the lowest order first. A second one replaces it."""
    _pages[href] = Page(label, href, tuple(roles), order)


def register_count(
    labels: tuple[str, str],
    href: str,
    roles: tuple[str, ...],
    question: Question,
    *,
    urgent: bool = False,
) -> None:
    """Put a number on the desk; one that is urgent comes first and is marked when it is not 0.

    `labels` say what it counts, of one and of any other number.
    """
    _counts[labels[1]] = Count(labels, href, tuple(roles), question, urgent)


def register_queue(
    check: str, label: str, href: str, roles: tuple[str, ...], *, act: str = ""
) -> None:
    """Say where staff with these roles find what a live check of a promise finds wrong, and which
    act of the trail names the same by reference, if one does.
    """
    _queues[check] = Queue(label, href, tuple(roles), act)


def queue_of(check: str) -> Queue | None:
    """Where what a check finds can be looked at; None when only the server shows it."""
    return _queues.get(check)


def pages_for(person: Person) -> list[Page]:
    """What the bar shows to somebody."""
    seen = (page for page in _pages.values() if person.has(*page.roles))
    return sorted(seen, key=lambda page: page.order)


def waiting_for(person: Person) -> list[Waiting]:
    """The numbers that somebody's roles let them see, the urgent first."""
    seen = [count for count in _counts.values() if person.has(*count.roles)]
    return [_now(each) for each in sorted(seen, key=lambda count: not count.urgent)]


def _now(each: Count) -> Waiting:
    """A number with the words that fit it."""
    count, oldest = each.question()
    return Waiting(each.labels[count != 1], each.href, count, oldest, each.urgent)
