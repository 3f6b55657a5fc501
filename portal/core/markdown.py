"""Markdown to HTML: the one renderer, and the one place that marks what it made as safe."""

import re
import secrets
from collections.abc import Callable, Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import OptionsDict
from markupsafe import Markup, escape

from portal.core.sanitiser import NEW_TAB, clean

Attributes = Mapping[str, str]
Directive = Callable[[Attributes], Markup]

EXTERNAL_REL = "noopener noreferrer external"
# RULES: moving to another site is said in words, for everybody, before the link is followed.
LEAVES = "(another website)"
DIRECTIVE = re.compile(r"::([a-z][a-z-]*)\{(.*)\}\s*\Z")
ATTRIBUTE = re.compile(r'\s*([a-z][a-z-]*)="([^"]*)"')
ALIGNMENTS = {"text-align:right": "app-right", "text-align:center": "app-centre"}
DEEPEST = 6
# Names that the page around a text has given to its own parts.
TAKEN = ("announcement", "main", "next", "q", "search-form", "share", "useful", "useful-question")
ENDS = (".", "!", "?", ":", ";", ",")

_on_page: dict[str, Directive] = {}
_as_text: dict[str, Directive] = {}


class MarkdownError(ValueError):
    """A directive is not written as it must be; the message says how to mend it."""


@dataclass(frozen=True)
class Piece:
    """A directive as written: it is rendered for each visitor, since consent may decide."""

    name: str
    attributes: Attributes


@dataclass(frozen=True)
class Document:
    """A text that was parsed and sanitised once, and can be shown many times."""

    parts: tuple[Markup | Piece, ...]
    headings: tuple[tuple[str, str], ...] = ()

    def html(self) -> Markup:
        """The page's markup; asks each directive what this visitor may see."""
        return Markup("").join(
            part if isinstance(part, Markup) else _directive(_on_page, part) for part in self.parts
        )

    def mail(self) -> Markup:
        """The same for a mail, where nothing can be loaded: each directive as a plain link."""
        return Markup("").join(
            part if isinstance(part, Markup) else _directive(_as_text, part) for part in self.parts
        )


def register_directive(name: str, on_page: Directive, as_text: Directive | None = None) -> None:
    """Give ``::name{key="value"}`` on a line of its own a meaning.

    ``as_text`` is what a mail shows; without it, the title alone.
    """
    _on_page[name] = on_page
    _as_text[name] = as_text or _title_alone


def directives() -> frozenset[str]:
    """The names that have a meaning: a text parsed under others may have to be parsed again."""
    return frozenset(_on_page)


def render(text: str, *, heading_shift: int = 0) -> Markup:
    """Safe markup for a page."""
    return parse(text, heading_shift=heading_shift).html()


def render_mail(text: str, *, base_url: str, heading_shift: int = 0) -> Markup:
    """Safe markup for a mail: whole addresses, no marks and no anchors."""
    return parse(text, heading_shift=heading_shift, base_url=base_url).mail()


def parse(
    text: str, *, heading_shift: int = 0, base_url: str = "", preview: bool = False
) -> Document:
    """Parse once, to show many times. Raises MarkdownError for a directive it cannot read.

    With ``base_url`` the links are made whole, for a mail. Links of a preview open a new tab.
    """
    # Nobody can write this mark into a text, so nobody can move what stands at it.
    mark = secrets.token_hex(16)
    env: dict[str, Any] = {
        "mark": mark,
        "pieces": [],
        "headings": [],
        "shift": heading_shift,
        "mail": bool(base_url),
        "preview": preview,
    }
    dirty = _renderer().render(text, env)
    parts: list[Markup | Piece] = []
    for place, part in enumerate(re.split(rf"<p>{mark}-(\d+)</p>", clean(dirty, base_url))):
        if place % 2:
            parts.append(env["pieces"][int(part)])
        elif part.strip():
            parts.append(Markup(part))  # noqa: S704 - the sanitiser has just made it
    return Document(tuple(parts), tuple(env["headings"]))


def plain(text: str) -> str:
    """The words alone, as sentences, for a search index or a summary."""
    lines = (line for line in text.splitlines() if not DIRECTIVE.match(line))
    blocks = [
        " ".join("".join(_words(block.children or [])).split())
        for block in _renderer().parse("\n".join(lines), {})
        if block.type == "inline"
    ]
    return " ".join(words if words.endswith(ENDS) else f"{words}." for words in blocks if words)


def _words(tokens: Sequence[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type in {"text", "code_inline"}:
            yield token.content
        elif token.type in {"softbreak", "hardbreak"}:
            yield " "


def unknown_directives(text: str) -> list[str]:
    """Names of directives that nobody has given a meaning."""
    found = (DIRECTIVE.match(line) for line in text.splitlines())
    return [match[1] for match in found if match and match[1] not in _on_page]


def is_external(href: str) -> bool:
    """Whether a link leaves this site. Our own pages are linked by their path."""
    return urlsplit(href).scheme in {"http", "https"} or href.startswith("//")


@lru_cache(maxsize=1)
def _renderer() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    markdown.block.ruler.before("paragraph", "directive", _find_directive, {"alt": []})
    markdown.core.ruler.push("headings", _name_headings)
    markdown.core.ruler.push("links", _mark_links)
    markdown.add_render_rule("directive", _show_directive)
    markdown.add_render_rule("table_open", lambda *_: '<div class="table-scroll"><table>\n')
    markdown.add_render_rule("table_close", lambda *_: "</table></div>\n")
    markdown.add_render_rule("th_open", _show_cell)
    markdown.add_render_rule("td_open", _show_cell)
    return markdown


def _find_directive(state: StateBlock, start: int, _end: int, silent: bool) -> bool:
    line = state.src[state.bMarks[start] + state.tShift[start] : state.eMarks[start]]
    found = DIRECTIVE.match(line)
    if "mark" not in state.env or not found or found[1] not in _on_page:
        return False
    if silent:
        return True
    pieces = state.env["pieces"]
    token = state.push("directive", "", 0)
    token.content = str(len(pieces))
    token.map = [start, start + 1]
    pieces.append(Piece(found[1], _attributes(found[1], found[2])))
    state.line = start + 1
    return True


def _attributes(name: str, text: str) -> dict[str, str]:
    if ATTRIBUTE.sub("", text).strip():
        raise MarkdownError(f'::{name}: write each part as key="value", without quotes inside.')
    return dict(ATTRIBUTE.findall(text))


def _show_directive(
    _self: RendererHTML,
    tokens: Sequence[Token],
    index: int,
    _options: OptionsDict,
    env: MutableMapping[str, Any],
) -> str:
    return f"<p>{env['mark']}-{tokens[index].content}</p>"


def _directive(registry: Mapping[str, Directive], piece: Piece) -> Markup:
    try:
        return registry[piece.name](piece.attributes)
    except KeyError as error:
        raise MarkdownError(f'::{piece.name} needs {error.args[0]}="…".') from error


def _title_alone(attributes: Attributes) -> Markup:
    return Markup("<p>{}</p>").format(attributes.get("title", attributes.get("text", "")))


def _show_cell(
    _self: RendererHTML,
    tokens: Sequence[Token],
    index: int,
    _options: OptionsDict,
    _env: MutableMapping[str, Any],
) -> str:
    tag = tokens[index].tag
    side = ALIGNMENTS.get(str(tokens[index].attrGet("style") or ""), "")
    scope = ' scope="col"' if tag == "th" else ""
    return f'<{tag}{scope} class="{side}">' if side else f"<{tag}{scope}>"


def _name_headings(state: StateCore) -> None:
    """Shift headings, and give each an id to link to (on pages; a mail has no use for one)."""
    seen: dict[str, int] = dict.fromkeys(TAKEN, 1)
    for opening, inline, closing in zip(
        state.tokens, state.tokens[1:], state.tokens[2:], strict=False
    ):
        if opening.type != "heading_open":
            continue
        level = min(DEEPEST, int(opening.tag[1]) + state.env.get("shift", 0))
        opening.tag = closing.tag = f"h{level}"
        words = "".join(_words(inline.children or []))
        slug = "-".join(re.findall(r"[a-z0-9]+", words.lower().replace("’", ""))) or "part"
        seen[slug] = seen.get(slug, 0) + 1
        name = slug if seen[slug] == 1 else f"{slug}-{seen[slug]}"
        if not state.env.get("mail"):
            opening.attrSet("id", name)
        if level == 2 + state.env.get("shift", 0):
            state.env.setdefault("headings", []).append((name, words))


def _mark_links(state: StateCore) -> None:
    if state.env.get("mail") or "mark" not in state.env:
        return
    for block in state.tokens:
        if block.type == "inline" and block.children:
            block.children = _marked(block.children, bool(state.env.get("preview")))


def _marked(tokens: Sequence[Token], is_preview: bool) -> list[Token]:
    marked: list[Token] = []
    leaving = False
    for token in tokens:
        if token.type == "link_open":
            if is_preview:
                token.attrSet("target", NEW_TAB)
            leaving = is_external(str(token.attrGet("href") or ""))
            if leaving:
                token.attrSet("rel", EXTERNAL_REL)
                token.attrSet("class", "app-external")
        elif token.type == "link_close" and leaving:
            note = Token("html_inline", "", 0)
            note.content = f'<span class="nhsuk-u-visually-hidden"> {escape(LEAVES)}</span>'
            marked.append(note)
            leaving = False
        marked.append(token)
    return marked
