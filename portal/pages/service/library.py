"""The library: every content page and section, in reading order, and the ways between them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches

from portal.core.markdown import Document
from portal.core.panels import OwnPage

# Where the running application keeps its shelf, which holds the library.
EXTENSION = "portal_library"
HUB = "health-and-wellbeing"
LIKE_ENOUGH = 0.5


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
        """The ways on that a page names. One that is gone (staff take pages away) is left out."""
        return [self._addresses[slug] for slug in page.next if slug in self._addresses]

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


def arrange(
    pages: Sequence[Page], sections: Mapping[str, Section], elsewhere: Sequence[OwnPage]
) -> Library:
    """Put pages in the order of reading, and give each thing its address."""
    return Library(
        {page.slug: page for page in sorted(pages, key=lambda page: (page.order, page.title))},
        sections,
        frozenset(own.slug for own in elsewhere),
        _addresses(pages, elsewhere, sections),
    )


def _addresses(
    pages: Sequence[Page], elsewhere: Sequence[OwnPage], sections: Mapping[str, Section]
) -> dict[str, Link]:
    hub = Link("Health and wellbeing", f"/{HUB}", "Short pages to read when you need them.")
    return {
        HUB: hub,
        **{section.slug: section.link for section in sections.values()},
        **{page.slug: page.link for page in pages},
        **{own.slug: Link(own.title, own.href, own.summary) for own in elsewhere},
    }
