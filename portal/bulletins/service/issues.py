"""Issues of the bulletin: Markdown files with front matter, read when asked for."""

import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import frontmatter
import yaml
from markupsafe import Markup

from portal.bulletins.service.topics import CONTENT, topics
from portal.core import markdown
from portal.core.clock import today
from portal.core.site import current_settings

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
PLACEHOLDER = re.compile(r"\{\{ *([a-z_]+) *\}\}")
PUNCTUATION = re.compile(r"([\\`*_\[\]<>#|])")
VALUES = ("name", "organisation", "contact_email", "contact_phone", "dpo_email")


class IssueError(ValueError):
    """An issue cannot be used; the message names the place and says how to mend it."""


@dataclass(frozen=True)
class Issue:
    """One issue. `text` is its Markdown, with the names of this portal put in."""

    slug: str
    title: str
    summary: str
    date: dt.date
    topics: tuple[str, ...]
    text: str
    language: str = "en"
    corrected: dt.date | None = None
    correction: str = ""

    @property
    def href(self) -> str:
        """Its address on this portal."""
        return f"/bulletins/{self.slug}"

    @property
    def changed(self) -> dt.date:
        """When it last said something new."""
        return self.corrected or self.date

    @property
    def content_hash(self) -> str:
        """A fingerprint of what readers get."""
        return sha256(f"{self.title}\0{self.summary}\0{self.text}".encode()).hexdigest()

    def html(self) -> Markup:
        """The issue's words on its page."""
        return markdown.render(self.text)

    def words(self) -> str:
        """The issue's words alone, for the search."""
        return markdown.plain(self.text)

    def mail_html(self) -> Markup:
        """The issue's words with whole addresses, for feeds."""
        return markdown.render_mail(self.text, base_url=current_settings().base_url)


def find(slug: str) -> Issue | None:
    """The issue of a slug, or None. Raises IssueError when its file cannot be read."""
    if not SLUG.match(slug):
        return None
    paths = (folder / "bulletins" / f"{slug}.md" for folder in reversed(_folders()))
    path = next((path for path in paths if path.is_file()), None)
    return _issue(path) if path else None


def published() -> list[Issue]:
    """Every issue that is out, newest first. One that cannot be read is left out."""
    issues = []
    for path in _files().values():
        try:
            issues.append(_issue(path))
        except IssueError:
            continue  # `portal bulletins list` says what is wrong with it
    out = [issue for issue in issues if issue.date <= today()]
    return sorted(out, key=lambda issue: (issue.date, issue.slug), reverse=True)


def every_slug() -> list[str]:
    """The names of all issue files, readable or not."""
    return sorted(_files())


def _files() -> dict[str, Path]:
    paths = (path for folder in _folders() for path in sorted(folder.glob("bulletins/*.md")))
    return {path.stem: path for path in paths if SLUG.match(path.stem)}


def _folders() -> list[Path]:
    """Ours, and the operator's: of two files of one name the latter counts."""
    override = current_settings().content_dir
    return [CONTENT, *([override] if override else [])]


def _issue(path: Path) -> Issue:
    settings = current_settings()
    values = tuple((name, str(getattr(settings, name))) for name in VALUES)
    return _read(path, path.stat().st_mtime_ns, values, tuple(topics()))


@lru_cache(maxsize=256)
def _read(
    path: Path, _changed: int, values: tuple[tuple[str, str], ...], known: tuple[str, ...]
) -> Issue:
    try:
        post = frontmatter.loads(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise IssueError(
            f"{path.name}: the part between the --- lines cannot be read. Put quotes round a "
            "text that has a colon in it."
        ) from error
    about = post.metadata
    return Issue(
        slug=path.stem,
        title=_line(path, about, "title"),
        summary=_line(path, about, "summary"),
        date=_day(path, about, "date") or _missing(path, "date"),
        topics=_topics(path, about, known),
        text=_filled(path, post.content, dict(values)),
        language=str(about.get("language", "en")),
        corrected=_day(path, about, "corrected"),
        correction=str(about.get("correction", "")),
    )


def _missing(path: Path, name: str) -> Any:
    raise IssueError(f"{path.name}: write a line “{name}:” between the --- lines.")


def _line(path: Path, about: dict[str, Any], name: str) -> str:
    value = str(about.get(name) or "").strip()
    if not value:
        _missing(path, name)
    if not value.isprintable():
        raise IssueError(f"{path.name}: “{name}:” must be one line of plain text.")
    return value


def _day(path: Path, about: dict[str, Any], name: str) -> dt.date | None:
    value = about.get(name)
    if value is None or type(value) is dt.date:
        return value
    raise IssueError(f"{path.name}: write “{name}:” like 2026-11-20.")


def _topics(path: Path, about: dict[str, Any], known: tuple[str, ...]) -> tuple[str, ...]:
    chosen = about.get("topics")
    if not isinstance(chosen, list) or not chosen:
        raise IssueError(f"{path.name}: write “topics:” like [{known[0]}].")
    for slug in chosen:
        if slug not in known:
            raise IssueError(
                f"{path.name}: there is no topic “{slug}”. Choose from {', '.join(known)}."
            )
    return tuple(slug for slug in known if slug in chosen)


def _filled(path: Path, text: str, values: dict[str, str]) -> str:
    def value(found: re.Match[str]) -> str:
        if found[1] not in values:
            raise IssueError(f"{path.name}: nothing is called “{found[0]}” here.")
        return PUNCTUATION.sub(r"\\\1", values[found[1]])

    return PLACEHOLDER.sub(value, text)
