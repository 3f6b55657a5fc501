"""Reading pages: from a text with its facts between --- lines, as files and editors write it."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import frontmatter
import yaml

from portal.config import SettingsError
from portal.core import markdown, panels
from portal.core.markdown import Document, MarkdownError
from portal.core.panels import OwnPage
from portal.core.placeholders import PlaceholderError, fill
from portal.pages.service.library import Library, Page, Section, arrange

CONTENT = Path(__file__).parent.parent.parent / "content"
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
HEADING_1 = re.compile(r"^# ", re.MULTILINE)
KINDS = {str: "a word", int: "a whole number", bool: "true or false"}
LONG_LINE = 1_000_000


class ContentError(SettingsError):
    """A page cannot be used; the message says how to mend it, and which file it is."""


@dataclass(frozen=True)
class Files:
    """What this release and the operator's own folder bring: texts by slug, and the sections."""

    texts: Mapping[str, str]
    paths: Mapping[str, Path]
    sections: Mapping[str, Section]

    def mark(self, slug: str) -> str:
        """What tells one state of a file from another; empty when there is no file."""
        return sha256(self.texts[slug].encode()).hexdigest() if slug in self.texts else ""


def load(override: Path | None, values: Mapping[str, str]) -> Library:
    """The library that the files make. ``values`` are what ``{{ name }}`` stands for.

    Raises ContentError.
    """
    return shelve(read_files(override), values)


def read_files(override: Path | None) -> Files:
    """Read every page and the list of sections, without looking at what they say.

    A file in the override folder replaces the one of the same name, or adds a page.
    Raises ContentError.
    """
    folders = [CONTENT, *([override] if override else [])]
    paths = {path.stem: path for folder in folders for path in sorted(folder.glob("pages/*.md"))}
    sections = _read_sections([folder / "sections.toml" for folder in folders])
    return Files({slug: _text(path) for slug, path in paths.items()}, paths, sections)


def shelve(files: Files, values: Mapping[str, str]) -> Library:
    """Make a library of files alone. Raises ContentError, which names the file."""
    elsewhere: Sequence[OwnPage] = panels.gather("pages.elsewhere")
    for own in elsewhere:
        if own.slug in files.texts:
            path = files.paths[own.slug]
            raise ContentError(f"{path}: the portal makes this page. Remove the file.")
    pages = []
    for slug, path in files.paths.items():
        try:
            pages.append(read_page(slug, files.texts[slug], values))
        except ContentError as error:
            raise ContentError(f"{path}: {error}") from error
    library = arrange(pages, files.sections, elsewhere)
    for page in pages:
        try:
            check_names(page, library)
        except ContentError as error:
            raise ContentError(f"{files.paths[page.slug]}: {error}") from error
    return library


def read_page(slug: str, text: str, values: Mapping[str, str]) -> Page:
    """One page. Raises ContentError."""
    if not SLUG.match(slug):
        raise ContentError("name the file with small letters, digits and hyphens only.")
    found, body = parts(text)
    if HEADING_1.search(body):
        raise ContentError("start headings at ##. The title is already the first heading.")
    for name in markdown.unknown_directives(body):
        raise ContentError(f"there is no ::{name}. Check how it is spelt.")
    try:
        document, words = _parsed(fill(body, values), markdown.directives())
    except (MarkdownError, PlaceholderError) as error:
        raise ContentError(str(error)) from error
    return Page(slug=slug, document=document, words=words, **_facts(found))


def check_names(page: Page, library: Library) -> None:
    """See that the section and the ways on of a page are there. Raises ContentError."""
    if page.section and page.section not in library.sections:
        raise ContentError(f"there is no section called {page.section}.")
    unknown = [slug for slug in page.next if library.link(slug) is None]
    if unknown:
        raise ContentError(f"next names {', '.join(unknown)}, which is no page here.")


def parts(text: str) -> tuple[dict[str, Any], str]:
    """The facts between the --- lines, and what stands below. Raises ContentError."""
    try:
        post = frontmatter.loads(text)
    except yaml.YAMLError as error:
        raise ContentError(
            "the part between the --- lines cannot be read. Put quotes round a text that "
            f"holds a colon ({type(error).__name__})."
        ) from error
    return dict(post.metadata), post.content


def compose(facts: Mapping[str, Any], body: str) -> str:
    """A page as a file is written: its facts between --- lines, and its text."""
    lines = [_line(name, value) for name, value in facts.items()]
    return "\n".join(["---", *lines, "---", "", body.strip(), ""])


def _line(name: str, value: Any) -> str:
    if isinstance(value, list):
        return f"{name}: {yaml.safe_dump(value, default_flow_style=True, width=LONG_LINE)}".strip()
    return f"{yaml.safe_dump({name: value}, allow_unicode=True, width=LONG_LINE)}".strip()


@lru_cache(maxsize=256)
def _parsed(text: str, _directives: frozenset[str]) -> tuple[Document, str]:
    """A page's markup and its words, made once in a process that starts the portal many times."""
    return markdown.parse(text), markdown.plain(text)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise ContentError(f"{path}: save the file as UTF-8 ({error.reason}).") from error


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


def _facts(found: Mapping[str, Any]) -> dict[str, Any]:
    """The front matter, checked. What a page needs is what a reader is shown of it."""
    for name in ("title", "summary"):
        if not isinstance(found.get(name), str) or not found[name].strip():
            raise ContentError(f"write a {name} between the --- lines.")
    if type(found.get("reviewed")) is not date:
        raise ContentError("write when it was reviewed, like reviewed: 2026-11-16.")
    if not isinstance(found.get("next", []), list):
        raise ContentError("write next as a list, like next: [sleep, stress].")
    facts = {**found, "next": tuple(str(slug) for slug in found.get("next", []))}
    kinds: dict[str, type] = {"section": str, "order": int}
    kinds |= dict.fromkeys(("share", "exit_page", "translate"), bool)
    for name, value in facts.items():
        if name not in {"title", "summary", "reviewed", "next", *kinds}:
            raise ContentError(f"there is no {name}. Check how it is spelt.")
        if name in kinds and type(value) is not kinds[name]:
            raise ContentError(f"{name} should be {KINDS[kinds[name]]}.")
    return facts
