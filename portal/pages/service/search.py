"""The search: one table of words, kept equal to the files by a sweep that anyone may run."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from markupsafe import Markup, escape
from sqlalchemy import text

from portal.core import panels
from portal.core.panels import Document
from portal.extensions import db
from portal.pages.service.library import Library
from portal.pages.service.shelf import Shelf

WORD = re.compile(r"\w+")
MOST_WORDS = 12
LONGEST_WORD = 40
MOST_RESULTS = 30
# Two characters no text can hold: control characters are taken out of what is indexed.
OPEN, CLOSE = "\x02", "\x03"
CONTROL = re.compile(r"[\x00-\x1f\x7f]")

FIND = {
    # A word in the title counts ten times one in the text. A section is so short that its few
    # words would weigh too much: the page that answers comes before the list it is in.
    "sqlite": text(
        "SELECT href, kind, title, highlight(page_search, 4, char(2), char(3)) AS summary, "
        "snippet(page_search, 5, char(2), char(3), ' … ', 30) AS snippet "
        "FROM page_search WHERE page_search MATCH :words "
        "ORDER BY bm25(page_search, 0, 0, 0, 10.0, 5.0, 1.0) * "
        "CASE kind WHEN 'Section' THEN 0.5 ELSE 1 END, href LIMIT :most"
    ),
    "postgresql": text(
        "SELECT href, kind, title, "
        "ts_headline('english', summary, query, 'HighlightAll=true, ' || marks) AS summary, "
        "ts_headline('english', body, query, 'MaxFragments=2, MinWords=12, MaxWords=24, "
        'FragmentDelimiter=" … ", \' || marks) AS snippet '
        "FROM page_search, to_tsquery('english', :words) AS query, "
        "(SELECT 'StartSel=' || chr(2) || ', StopSel=' || chr(3) AS marks) AS marked "
        "WHERE words @@ query "
        "ORDER BY ts_rank('{0.1, 0.2, 0.5, 1.0}', words, query) * "
        "CASE kind WHEN 'Section' THEN 0.5 ELSE 1 END DESC, href LIMIT :most"
    ),
}
ADD = text(
    "INSERT INTO page_search (href, digest, kind, title, summary, body) "
    "VALUES (:href, :digest, :kind, :title, :summary, :body)"
)
REMOVE = text("DELETE FROM page_search WHERE href = :href")
KNOWN = text("SELECT href, digest FROM page_search")


@dataclass(frozen=True)
class Result:
    """One page that was found; the snippet marks the words that were looked for."""

    href: str
    kind: str
    title: str
    snippet: Markup


def index_shelf(shelf: Shelf) -> int:
    """Make the index equal to what readers get now; returns how many entries changed."""
    return index_pages(shelf.look(db.session()))


def index_pages(library: Library) -> int:
    """Make the index equal to what there is to find; returns how many entries changed."""
    wanted = {row["href"]: row for row in _rows(library)}
    # One writer at a time reads and writes: two portals that start together do not collide.
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("LOCK TABLE page_search IN SHARE ROW EXCLUSIVE MODE"))
    known = {row.href: row.digest for row in db.session.execute(KNOWN)}
    gone = [href for href in known if href not in wanted]
    new = [row for href, row in wanted.items() if known.get(href) != row["digest"]]
    for href in [*gone, *(row["href"] for row in new)]:
        db.session.execute(REMOVE, {"href": href})
    if new:
        db.session.execute(ADD, new)
    db.session.commit()
    return len(gone) + len(new)


def find(query: str) -> list[Result]:
    """Pages that hold all the words, or else any of them; the nearest first."""
    words = [word[:LONGEST_WORD] for word in WORD.findall(query)[:MOST_WORDS]]
    if not words:
        return []
    return _ask(words, "all") or _ask(words, "any")


def _ask(words: list[str], how: str) -> list[Result]:
    dialect = db.engine.dialect.name
    # Only letters, digits and underscores are left, so quoting makes every word a plain word.
    if dialect == "postgresql":
        joined = (" & " if how == "all" else " | ").join(f"'{word}'" for word in words) + ":*"
    else:
        joined = (" AND " if how == "all" else " OR ").join(f'"{word}"' for word in words) + " *"
    rows = db.session.execute(FIND[dialect], {"words": joined, "most": MOST_RESULTS})
    return [
        Result(row.href, row.kind, row.title, _snippet(row.snippet, row.summary)) for row in rows
    ]


def _snippet(found: str, summary: str) -> Markup:
    """The place where the words are, or the summary when they stand in the title only."""
    shown = found if OPEN in found else summary
    marked = str(escape(shown)).replace(OPEN, "<mark>").replace(CLOSE, "</mark>")
    return Markup(marked)  # noqa: S704 - escaped just now; the two marks are ours


def _rows(library: Library) -> Iterable[dict[str, str]]:
    for section in library.fronts():
        yield _row("Section", (section.link.href, section.title, section.summary, ""))
    for page in library.pages.values():
        yield _row("Page", (page.href, page.title, page.summary, page.words))
    for own in panels.gather("pages.elsewhere"):
        yield _row("Page", (own.href, own.title, own.summary, own.words()))
    for document in panels.gather("search.documents"):
        yield _row("Bulletin", document)


def _row(kind: str, document: Document) -> dict[str, str]:
    href, title, summary, body = (CONTROL.sub(" ", part) for part in document)
    digest = sha256("\n".join((kind, title, summary, body)).encode()).hexdigest()
    return {
        "href": href,
        "digest": digest,
        "kind": kind,
        "title": title,
        "summary": summary,
        "body": body,
    }
