"""Markup as a tree that can be compared: what white space and attribute order do not change."""

from pathlib import Path
from typing import Any

import html5lib
from jinja2 import Environment, FileSystemLoader

TEMPLATES = Path(__file__).parents[2] / "portal" / "templates"
# What a script of theirs looks for, and what our pages add: a target for swaps, a place for focus.
OURS = {"tabindex", "autofocus"}
THEIRS = {"data-module", "data-prevent-double-click", "data-disable-auto-focus"}

Tree = tuple[str, tuple[tuple[str, str], ...], tuple[Any, ...]]


def environment() -> Environment:
    """Our templates as the portal loads them."""
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def parse(html: str) -> Any:
    """The elements of a fragment."""
    return html5lib.parseFragment(html, treebuilder="etree", namespaceHTMLElements=False)


def trees(html: str) -> list[Tree]:
    """A fragment, comparable."""
    return [_tree(node) for node in parse(html) if isinstance(node.tag, str)]


def _tree(node: Any) -> Tree:
    attributes = tuple(
        sorted(
            (name, _words(value, sort=name == "class"))
            for name, value in node.attrib.items()
            if _counts(name, value)
        )
    )
    parts: list[Any] = [_words(node.text)]
    for child in node:
        if isinstance(child.tag, str):
            parts.append(_tree(child))
        parts.append(_words(child.tail))
    return node.tag, attributes, tuple(part for part in parts if part)


def _counts(name: str, value: str) -> bool:
    ours = name == "id" and (value.endswith("-group") or value == "error-summary")
    return name not in OURS | THEIRS and not ours


def _words(text: str | None, *, sort: bool = False) -> str:
    words = (text or "").split()
    return " ".join(sorted(words) if sort else words)
