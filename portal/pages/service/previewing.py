"""A page as it would look, while it is being written."""

from dataclasses import dataclass

from markupsafe import Markup

from portal.core import markdown
from portal.core.placeholders import fill
from portal.pages.service.checking import Checked, check
from portal.pages.service.reading import ContentError, parts
from portal.pages.service.shelf import Shelf

# The page's title stands one level lower at the desk than it will.
LOWER = 1


@dataclass(frozen=True)
class Preview:
    """What a reader would see, and what the checks say. No html: the text cannot be shown."""

    title: str
    summary: str
    html: Markup | None
    checked: Checked


def preview(slug: str, text: str, shelf: Shelf) -> Preview:
    """Look at a text as a page, also when it is not whole yet."""
    try:
        found, body = parts(text)
    except ContentError:
        found, body = {}, ""
    title, summary = (str(found.get(name) or "") for name in ("title", "summary"))
    return Preview(title, summary, _shown(body, shelf), check(slug, text, shelf))


def _shown(body: str, shelf: Shelf) -> Markup | None:
    try:
        text = fill(body, shelf.values)
        document = markdown.parse(text, heading_shift=LOWER, preview=True)
    except ValueError:  # the checks say what it is
        return None
    parts = (part if isinstance(part, Markup) else _stands_here(part) for part in document.parts)
    return Markup("").join(parts)


def _stands_here(piece: markdown.Piece) -> Markup:
    """A video or a post: named, and not loaded here."""
    words = piece.attributes.get("title") or piece.attributes.get("text", "")
    return Markup("<p><strong>::{}</strong> {}</p>").format(piece.name, words)
