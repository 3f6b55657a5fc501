"""The library: every content page and section, read from files once, when the portal starts."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Any

import frontmatter
import yaml

from portal.config import SettingsError
from portal.core import markdown, panels
from portal.core.markdown import Document, MarkdownError
from portal.core.panels import OwnPage
from portal.core.placeholders import PlaceholderError, fill

CONTENT = Path(__file__).parent.parent.parent / "content"
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
HEADING_1 = re.compile(r"^# ", re.MULTILINE)
KINDS = {str: "a word", int: "a whole number", bool: "true or false"}
# Where the running application keeps its library.
EXTENSION = "portal_library"
HUB = "health-and-wellbeing"
LIKE_ENOUGH = 0.5


class ContentError(SettingsError):
    """A content file cannot be used; the message names it and says how to mend it."""


@dataclass(frozen=True)
class Link:
    """A way on."""

    title: str
    href: str
    summary: str = ""


@dataclass(frozen=True)
class Section:
    """A group of pages. With ``page``, the section is that one page."""

    slug: str
    title: str
    summary: str
    page: str = ""

    @property
    def link(self) -> Link:
        """The way to the section's front page."""
        return Link(self.title, f"/{self.page or self.slug}", self.summary)


@dataclass(frozen=True)
class Page:
    """One content page."""

    slug: str
    title: str
    summary: str
    reviewed: date
    document: Document
    words: str
    section: str = ""
    next: tuple[str, ...] = ()
    share: bool = True
    exit_page: bool = False
    translate: bool = True
    order: int = 100

    @property
    def href(self) -> str:
        """Its address on this portal."""
        return f"/{self.slug}"

    @property
    def link(self) -> Link:
        """The way to it."""
        return Link(self.title, self.href, self.summary)


@dataclass(frozen=True)
class Library:
    """All pages and sections, each in reading order. Features serve those ``elsewhere``."""

    pages: Mapping[str, Page]
    sections: Mapping[str, Section]
    elsewhere: frozenset[str] = frozenset()
    _addresses: dict[str, Link] = field(default_factory=dict)

    def has_page(self, slug: str) -> bool:
        """Whether a page has this name, wherever it is made."""
        return slug in self.pages or slug in self.elsewhere

    def in_section(self, slug: str) -> list[Page]:
        """The pages of a section."""
        return [page for page in self.pages.values() if page.section == slug]

    def fronts(self) -> list[Section]:
        """The sections that have a front page of their own."""
        return [section for section in self.sections.values() if section.slug not in self.pages]

    def link(self, slug: str) -> Link | None:
        """The way to a page, a section or the hub; None when there is no such thing."""
        return self._addresses.get(slug)

    def trail(self, page: Page) -> list[Link]:
        """The way from home to a page, without the page itself."""
        trail = [Link("Home", "/")]
        if page.section:
            trail.append(self._addresses[HUB])
            if self.sections[page.section].page != page.slug:
                trail.append(self.sections[page.section].link)
        return trail

    def next_steps(self, page: Page) -> list[Link]:
        """The ways on that a page names."""
        return [self._addresses[slug] for slug in page.next]

    def is_about_wellbeing(self, slug: str) -> bool:
        """Whether a page stands under health and wellbeing."""
        page = self.pages.get(slug)
        return slug == HUB or slug in self.sections or bool(page and page.section)

    def like(self, words: str, most: int = 3) -> list[Link]:
        """Pages whose address or title is nearest to a mistyped one."""
        by_name = {link.title.lower(): link for link in self._addresses.values()}
        by_name.update(self._addresses)
        near = get_close_matches(words.lower().strip("/"), by_name, n=most * 2, cutoff=LIKE_ENOUGH)
        return list(dict.fromkeys(by_name[name] for name in near))[:most]


def load(override: Path | None, values: Mapping[str, str]) -> Library:
    """Read every page and section. ``values`` are what ``{{ name }}`` stands for.

    A file in the override folder replaces the one of the same name, or adds a page.
    Raises ContentError.
    """
    folders = [CONTENT, *([override] if override else [])]
    files = {path.stem: path for folder in folders for path in sorted(folder.glob("pages/*.md"))}
    sections = _read_sections([folder / "sections.toml" for folder in folders])
    elsewhere: list[OwnPage] = panels.gather("pages.elsewhere")
    for own in elsewhere:
        if own.slug in files:
            raise ContentError(f"{files[own.slug]}: the portal makes this page. Remove the file.")
    pages = [_read_page(path, values) for path in files.values()]
    library = Library(
        {page.slug: page for page in sorted(pages, key=lambda page: (page.order, page.title))},
        sections,
        frozenset(own.slug for own in elsewhere),
        _addresses(pages, elsewhere, sections),
    )
    for page in pages:
        _check_names(page, library, files[page.slug])
    return library


def _addresses(
    pages: list[Page], elsewhere: list[OwnPage], sections: Mapping[str, Section]
) -> dict[str, Link]:
    hub = Link("Health and wellbeing", f"/{HUB}", "Short pages to read when you need them.")
    return {
        HUB: hub,
        **{section.slug: section.link for section in sections.values()},
        **{page.slug: page.link for page in pages},
        **{own.slug: Link(own.title, own.href, own.summary) for own in elsewhere},
    }


def _read_sections(paths: list[Path]) -> dict[str, Section]:
    path = [path for path in paths if path.exists()][-1]
    try:
        rows = tomllib.loads(path.read_text(encoding="utf-8"))["section"]
        sections = [Section(**row) for row in rows]
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError) as error:
        raise ContentError(
            f"{path}: each [[section]] needs slug, title and summary, and may have page ({error})."
        ) from error
    return {section.slug: section for section in sections}


def _read_page(path: Path, values: Mapping[str, str]) -> Page:
    if not SLUG.match(path.stem):
        raise ContentError(f"{path}: name the file with small letters, digits and hyphens only.")
    try:
        post = frontmatter.loads(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ContentError(
            f"{path}: the part between the --- lines cannot be read. Put quotes round a text that "
            f"holds a colon, and save the file as UTF-8 ({type(error).__name__})."
        ) from error
    if HEADING_1.search(post.content):
        raise ContentError(f"{path}: start headings at ##. The title is already the first heading.")
    for name in markdown.unknown_directives(post.content):
        raise ContentError(f"{path}: there is no ::{name}. Check how it is spelt.")
    try:
        text = fill(post.content, values)
        document, words = _parsed(text, markdown.directives())
    except (MarkdownError, PlaceholderError) as error:
        raise ContentError(f"{path}: {error}") from error
    return Page(slug=path.stem, document=document, words=words, **_facts(post.metadata, path))


@lru_cache(maxsize=256)
def _parsed(text: str, _directives: frozenset[str]) -> tuple[Document, str]:
    """A page's markup and its words, made once in a process that starts the portal many times."""
    return markdown.parse(text), markdown.plain(text)


def _facts(found: dict[str, Any], path: Path) -> dict[str, Any]:
    """The front matter, checked. What a page needs is what a reader is shown of it."""
    for name in ("title", "summary"):
        if not isinstance(found.get(name), str) or not found[name].strip():
            raise ContentError(f"{path}: write a {name} between the --- lines.")
    if type(found.get("reviewed")) is not date:
        raise ContentError(f"{path}: write when it was reviewed, like reviewed: 2026-11-16.")
    if not isinstance(found.get("next", []), list):
        raise ContentError(f"{path}: write next as a list, like next: [sleep, stress].")
    facts = {**found, "next": tuple(str(slug) for slug in found.get("next", []))}
    kinds: dict[str, type] = {"section": str, "order": int}
    kinds |= dict.fromkeys(("share", "exit_page", "translate"), bool)
    for name, value in facts.items():
        if name not in {"title", "summary", "reviewed", "next", *kinds}:
            raise ContentError(f"{path}: there is no {name}. Check how it is spelt.")
        if name in kinds and type(value) is not kinds[name]:
            raise ContentError(f"{path}: {name} should be {KINDS[kinds[name]]}.")
    return facts


def _check_names(page: Page, library: Library, path: Path) -> None:
    if page.section and page.section not in library.sections:
        raise ContentError(f"{path}: there is no section called {page.section}.")
    unknown = [slug for slug in page.next if library.link(slug) is None]
    if unknown:
        raise ContentError(f"{path}: next names {', '.join(unknown)}, which is no page here.")
