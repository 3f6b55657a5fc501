"""What is checked before a page is published: what a reader could not use blocks it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

from markupsafe import Markup

from portal.core.clock import today
from portal.core.markdown import LEAVES, Document, is_external
from portal.pages.service.easiness import reading_age
from portal.pages.service.library import Page
from portal.pages.service.reading import ContentError
from portal.pages.service.shelf import Shelf

# DESIGN "Voice": a reading age of 9 to 11.
OLDEST_READER = 11
LOOK_AGAIN = timedelta(days=365)
FIRST_LEVEL = 2
SHOWN_WORDS = 60
HEADING = re.compile(r"h([1-6])\Z")
BARE_ADDRESS = re.compile(r"(?:https?://|www\.)\S*\Z", re.IGNORECASE)
NO_DIRECTION = {
    *("click", "click here", "here", "this", "this page", "this link", "link", "page"),
    *("more", "read more", "find out more", "learn more", "see more", "go", "website"),
}


@dataclass(frozen=True)
class Finding:
    """Something to mend; or, when it does not block, to think about."""

    words: str
    blocks: bool = True


@dataclass(frozen=True)
class Checked:
    """What was found, the page if it can be read, and the age of somebody who reads it easily."""

    findings: tuple[Finding, ...]
    page: Page | None = None
    age: int | None = None

    @property
    def blocking(self) -> list[str]:
        """What has to be mended first."""
        return [finding.words for finding in self.findings if finding.blocks]


class _Seen(HTMLParser):
    """What stands in a page, as its reader's browser gets it."""

    def __init__(self, document: Document) -> None:
        super().__init__()
        self.headings: list[list[str]] = []
        self.links: list[list[str]] = []
        self.pictures: list[tuple[str, str]] = []
        self.names: set[str] = set()
        self._open: list[list[str]] = []
        self.feed("".join(part for part in document.parts if isinstance(part, Markup)))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.names.add(values.get("id", ""))
        if HEADING.match(tag):
            self.headings.append([tag[1], ""])
            self._open.append(self.headings[-1])
        elif tag == "a":
            self.links.append([values.get("href", ""), ""])
            self._open.append(self.links[-1])
        elif tag == "img":
            self.pictures.append((values.get("src", ""), values.get("alt", "").strip()))
            self.handle_data(values.get("alt", ""))

    def handle_endtag(self, tag: str) -> None:
        if self._open and (tag == "a" or HEADING.match(tag)):
            self._open.pop()

    def handle_data(self, data: str) -> None:
        for each in self._open:
            each[1] += data


def check(slug: str, text: str, shelf: Shelf) -> Checked:
    """Look at a page as it would be published now. It is rendered once, so ask in a request."""
    try:
        page = shelf.checked(slug, text)
        page.document.html()
    except (ContentError, ValueError) as error:
        # What cannot be read cannot be looked at any closer.
        return Checked((Finding(_sentence(str(error))),))
    seen = _Seen(page.document)
    age = reading_age(page.words)
    found = [
        *_headings(seen),
        *_pictures(seen, shelf),
        *_links(seen, page, shelf),
        *_day(page),
        *_ease(age),
    ]
    return Checked(tuple(dict.fromkeys(found)), page, age)


def check_removal(slug: str, shelf: Shelf) -> Checked:
    """Whether a page may give way: to its file always, to nothing when no page leads to it."""
    if slug in shelf.files.texts:
        return Checked(())
    found = [
        Finding(f"The page “{page.title}” leads here. Change it first.")
        for page in shelf.library.pages.values()
        if page.slug != slug and _leads_to(page, slug)
    ]
    return Checked(tuple(found))


def _leads_to(page: Page, slug: str) -> bool:
    paths = {_path(href)[0] for href, _ in _Seen(page.document).links}
    return slug in page.next or f"/{slug}" in paths


def _headings(seen: _Seen) -> Iterator[Finding]:
    before = FIRST_LEVEL - 1
    for level, words in ((int(level), words.strip()) for level, words in seen.headings):
        if not words:
            yield Finding("A heading has no words.")
        if level < FIRST_LEVEL:
            yield Finding(f"Use ## for the heading “{_short(words)}”: the title is the first one.")
        if level > before + 1:
            yield Finding(
                f"The heading “{_short(words)}” skips a level: use {'#' * (before + 1)} for it."
            )
        before = level


def _pictures(seen: _Seen, shelf: Shelf) -> Iterator[Finding]:
    for address, words in seen.pictures:
        name = _short(words) or _short(address) or "without an address"
        if not words:
            yield Finding(f"The picture {name} has no words for people who cannot see it.")
        if not address:
            yield Finding(f"The picture “{name}” is on another site. Ours come from this portal.")
        elif not shelf.leads(_path(address)[0]):
            yield Finding(f"There is no picture at {_short(address)}.")


def _links(seen: _Seen, page: Page, shelf: Shelf) -> Iterator[Finding]:
    for address, words in ((address, _said(words)) for address, words in seen.links):
        if not words:
            yield Finding(f"The link to {_short(address)} has no words.")
        elif words.lower().rstrip(".") in NO_DIRECTION:
            yield Finding(f"The link “{_short(words)}” does not say where it leads.", blocks=False)
        elif BARE_ADDRESS.match(words):
            yield Finding(f"Write words, not the address, for {_short(words)}.", blocks=False)
        yield from _where(address, words, seen, page, shelf)


def _where(address: str, words: str, seen: _Seen, page: Page, shelf: Shelf) -> Iterator[Finding]:
    """Whether a link to one of our own pages leads somewhere."""
    if is_external(address) or urlsplit(address).scheme:
        return
    path, part = _path(address)
    target = shelf.library.pages.get(path.removeprefix("/")) if path.startswith("/") else None
    if path in {"", page.href}:
        names: Iterable[str] | None = seen.names
    elif target is not None:
        names = _Seen(target.document).names
    elif not path.startswith("/"):
        yield Finding(f"Begin the address of the link “{_short(words)}” with / or https://.")
        return
    else:
        names = None
        if not shelf.leads(path):
            yield Finding(f"The link “{_short(words)}” leads to {_short(path)}, which is not here.")
    if part and names is not None and part not in names:
        yield Finding(f"The link “{_short(words)}” leads to a part “{_short(part)}” that is gone.")


def _day(page: Page) -> Iterator[Finding]:
    if page.reviewed > today():
        yield Finding("The day of the review has not come yet.")
    elif page.reviewed < today() - LOOK_AGAIN:
        yield Finding("The last review was more than a year ago.", blocks=False)


def _ease(age: int | None) -> Iterator[Finding]:
    if age is not None and age > OLDEST_READER:
        yield Finding(
            f"It is easy to read from about {age} years on. Aim for 9 to {OLDEST_READER}: "
            "shorter sentences, shorter words.",
            blocks=False,
        )


def _path(address: str) -> tuple[str, str]:
    """The path of an address, and the name of a part behind #."""
    parts = urlsplit(address)
    return unquote(parts.path), unquote(parts.fragment)


def _said(words: str) -> str:
    return " ".join(words.removesuffix(LEAVES).split())


def _short(words: str) -> str:
    return words if len(words) <= SHOWN_WORDS else f"{words[:SHOWN_WORDS]}…"


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]
