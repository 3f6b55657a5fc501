"""What an issue must be before it may be sent (B33). Each fault names its place."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from portal.bulletins.service.issues import Issue
from portal.core.clock import today
from portal.core.markdown import MarkdownError

# Gmail cuts a mail off beyond this, and with it the way to leave. The frame round it needs some.
MAX_BYTES = 102 * 1024
FRAME_BYTES = 16 * 1024
EMPTY_WORDS = {"click here", "here", "this", "this link", "link", "more", "read more", "this page"}
HEADING = re.compile(r"h([1-6])\Z")


class _Reader(HTMLParser):
    """Notes links, pictures and headings in the order they come."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[tuple[str, str]] = []
        self.pictures: list[tuple[str, str]] = []
        self.headings: list[tuple[int, str]] = []
        self._inside: str = ""
        self._words = ""
        self._href = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "img":
            self.pictures.append((found.get("src") or "", (found.get("alt") or "").strip()))
            self._words += found.get("alt") or ""
        if tag == "a" or HEADING.match(tag):
            self._inside, self._words, self._href = tag, "", found.get("href") or ""

    def handle_data(self, data: str) -> None:
        self._words += data

    def handle_endtag(self, tag: str) -> None:
        if tag != self._inside:
            return
        words = " ".join(self._words.split())
        level = HEADING.match(tag)
        if level:
            self.headings.append((int(level[1]), words))
        else:
            self.links.append((self._href, words))
        self._inside = ""


def faults(issue: Issue) -> list[str]:
    """Everything that must be put right first; empty when it may be sent."""
    try:
        html = str(issue.mail_html())
    except MarkdownError as error:
        return [f"{issue.slug}.md: {error}"]
    reader = _Reader()
    reader.feed(html)
    found = [*_links(reader), *_pictures(reader), *_headings(reader), *_whole(issue, html)]
    return [f"{issue.slug}.md: {fault}" for fault in found]


def _links(reader: _Reader) -> Iterator[str]:
    for href, words in reader.links:
        if not words:
            yield f"the link to {href} has no words. Say where it goes."
        elif words.lower().strip(" .>»") in EMPTY_WORDS:
            yield f"the link “{words}” to {href} does not say where it goes."
        if not href:
            yield f"the link “{words}” leads nowhere."


def _pictures(reader: _Reader) -> Iterator[str]:
    for source, alt in reader.pictures:
        if not alt:
            yield f"the picture {source} has no words for those who cannot see it."


def _headings(reader: _Reader) -> Iterator[str]:
    level = 1  # the title is the one first-level heading
    for deeper, words in reader.headings:
        if deeper == 1:
            yield f"the heading “{words}” is on the first level, like the title. Write ## for it."
        elif deeper > level + 1:
            yield f"the heading “{words}” skips a level. Write {'#' * (level + 1)} for it."
        level = deeper


def _whole(issue: Issue, html: str) -> Iterator[str]:
    if not html.strip():
        yield "it has no text."
    if len(html.encode()) > MAX_BYTES - FRAME_BYTES:
        yield "it is too long for a mail: some programs would cut it off. Shorten it."
    if issue.date > today():
        yield f"its date, {issue.date}, is still to come: its page would not be there yet."
