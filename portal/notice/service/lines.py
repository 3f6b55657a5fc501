"""A notice as lines of words under its headings: what two versions are compared by."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

DIRECTIVE = re.compile(r"^::.*$", re.MULTILINE)
HEADING, TEXT, ITEM, ROW = "heading", "text", "item", "row"
# Where a link leads is a word of its own, which is shown only when it changed.
LEADS = "\u2192"


@dataclass(frozen=True)
class Line:
    """A paragraph, an item, a row of a table or a small heading."""

    kind: str
    words: tuple[str, ...]


@dataclass
class Part:
    """What stands under one heading. The first part has none."""

    heading: str
    lines: list[Line] = field(default_factory=list)


def parts(text: str) -> list[Part]:
    """The text of a notice, heading by heading."""
    found = [Part("")]
    inside: list[str] = []
    row: list[str] = []
    for token in _parser().parse(DIRECTIVE.sub("", text)):
        if token.nesting == 1:
            inside.append(token.tag)
        elif token.nesting == -1:
            inside.pop()
            if token.type == "tr_close":
                found[-1].lines.append(Line(ROW, tuple(row)))
                row = []
        elif token.type == "inline" and "tr" in inside:
            row += _cell(token, first=not row)
        elif token.type == "inline" and "h2" in inside:
            found.append(Part(" ".join(_words(token.children or []))))
        elif token.type == "inline":
            found[-1].lines.append(Line(_kind(inside), tuple(_words(token.children or []))))
    return [part for part in found if part.heading or part.lines]


def _kind(inside: Iterable[str]) -> str:
    names = set(inside)
    if names & {"h1", "h3", "h4", "h5", "h6"}:
        return HEADING
    return ITEM if "li" in names else TEXT


def _cell(token: Token, *, first: bool) -> list[str]:
    words = _words(token.children or [])
    if first and words:
        words[-1] = words[-1].rstrip(":") + ":"
    return words


def _words(tokens: Sequence[Token]) -> list[str]:
    text = ""
    for token in tokens:
        if token.type in {"text", "code_inline"}:
            text += token.content
        elif token.type in {"softbreak", "hardbreak"}:
            text += " "
        elif token.type == "link_open":
            text += f"{LEADS}{token.attrGet('href')} "
    return text.split()


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table")
