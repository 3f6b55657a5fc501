"""What every page must be, whatever it says: strict HTML that anybody's tools can read."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import Any
from xml.etree.ElementTree import Element

import html5lib

Node = Any  # an ElementTree element; comments and doctypes have a callable for a tag

CONTROLS = {"input", "select", "textarea"}
NO_LABEL = {"hidden", "submit", "button", "reset", "image"}
REFERENCES = ("for", "aria-describedby", "aria-labelledby", "aria-controls", "list", "headers")
# What a template leaves behind when a value is missing or is never put in.
LEFTOVER = re.compile(r"\{\{|\}\}|\{%|%\}|(?<!\w)None(?!\w)\s*$|<built-in|&lt;/")


def elements(root: Node) -> Iterator[Node]:
    """Every element, in the order of the page."""
    return (node for node in root.iter() if isinstance(node.tag, str))


def text_of(node: Node) -> str:
    """The words of an element, spaced as people read them."""
    return " ".join("".join(node.itertext()).split())


def parse(html: str, *, fragment: bool) -> tuple[Element, list[str]]:
    """The tree of a page, and every fault a strict parser finds in it."""
    parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False)
    root = parser.parseFragment(html) if fragment else parser.parse(html)
    lines = html.splitlines()
    faults = []
    for (line, _column), code, data in parser.errors:
        near = lines[line - 1].strip()[:80] if 0 < line <= len(lines) else ""
        faults.append(f"not strict HTML: {code} {data or ''} near {near!r}")
    return root, faults


def faults_of(html: str, *, fragment: bool = False) -> list[str]:
    """Everything wrong with a page, or with a fragment sent alone; empty when it is fine."""
    return list(_faults_of(html, fragment))


@lru_cache(maxsize=512)  # many tests open the same pages
def _faults_of(html: str, fragment: bool) -> tuple[str, ...]:
    root, faults = parse(html, fragment=fragment)
    whole = _fragment_faults(root) if fragment else _page_faults(root)
    return (
        *faults,
        *whole,
        *_identifier_faults(root, fragment),
        *_label_faults(root),
        *_inline_faults(root),
        *_leftover_faults(root),
        *_form_faults(root),
    )


def _page_faults(root: Node) -> Iterator[str]:
    if not (root.get("lang") or "").strip():
        yield "the page has no lang"
    headings = [text_of(node) for node in elements(root) if node.tag == "h1"]
    titles = [text_of(node) for node in elements(root) if node.tag == "title"]
    titles = titles[:1]  # a drawing may have a title too
    if len(headings) != 1:
        yield f"the page has {len(headings)} h1, not one: {headings}"
    elif not headings[0]:
        yield "the h1 is empty"
    elif not titles or not titles[0].removeprefix("Error: ").startswith(headings[0]):
        yield f"the title {titles} does not start with the h1 {headings[0]!r}"
    if sum(node.tag == "main" for node in elements(root)) != 1:
        yield "the page needs exactly one main"


def _fragment_faults(root: Node) -> Iterator[str]:
    roots = [node for node in root if isinstance(node.tag, str)]
    if len(roots) != 1 or not roots[0].get("id"):
        yield f"a fragment is one element with an id, not {[node.tag for node in roots]}"


def _identifier_faults(root: Node, fragment: bool) -> Iterator[str]:
    names = [node.get("id") for node in elements(root) if node.get("id") is not None]
    for name, times in Counter(names).items():
        if times > 1:
            yield f"id {name!r} is used {times} times"
        if not name or name != "".join(name.split()):
            yield f"id {name!r} is empty or has a space"
    # What a fragment points to may be on the page it goes into.
    for node in [] if fragment else elements(root):
        pointed = {(at, name) for at in REFERENCES for name in (node.get(at) or "").split()}
        for attribute, name in sorted(pointed):
            if name not in names:
                yield f"{node.tag} {attribute}={name!r} points to nothing"


def _label_faults(root: Node) -> Iterator[str]:
    labels = {node.get("for"): text_of(node) for node in elements(root) if node.tag == "label"}
    wrapped = {
        inner
        for node in elements(root)
        if node.tag == "label" and text_of(node)
        for inner in elements(node)
    }
    for node in elements(root):
        named = (node.get("aria-label") or node.get("aria-labelledby") or "").strip()
        if node.tag in CONTROLS and node.get("type") not in NO_LABEL:
            if not (named or labels.get(node.get("id")) or node in wrapped):
                yield f"{node.tag} name={node.get('name')!r} has no label"
        elif node.tag in {"button", "a"} and not (named or text_of(node) or _picture_says(node)):
            yield f"{node.tag} {node.get('href') or node.get('name') or ''!r} says nothing"
        elif node.tag == "img" and node.get("alt") is None:
            yield f"img {node.get('src')!r} has no alt"


def _picture_says(node: Node) -> bool:
    return any((inner.get("alt") or "").strip() for inner in elements(node) if inner.tag == "img")


def _inline_faults(root: Node) -> Iterator[str]:
    for node in elements(root):
        if node.tag == "script" and not node.get("src"):
            yield "inline script"
        if node.tag == "style":
            yield "inline style element"
        for name, value in node.attrib.items():
            name = str(name)
            if name == "style" or (name.startswith("on") and name != "on"):
                yield f"inline {name}={value!r} on {node.tag}"
            if value.strip().lower().startswith("javascript:"):
                yield f"{name}={value!r} on {node.tag} runs a script"


def _form_faults(root: Node) -> Iterator[str]:
    for node in elements(root):
        if node.tag != "form" or (node.get("method") or "").lower() != "post":
            continue
        if not any(inner.get("name") for inner in elements(node) if inner is not node):
            yield f"the form for {node.get('action')!r} sends nothing: lynx turns it into a GET"


def _leftover_faults(root: Node) -> Iterator[str]:
    for node in elements(root):
        if node.tag in {"pre", "code", "textarea", "script"}:
            continue
        for words in (node.text, *(inner.tail for inner in node)):
            if words and LEFTOVER.search(words):
                yield f"{node.tag} shows {words.strip()[:60]!r}: a value is missing"
        for name, value in node.attrib.items():
            if value == "None":
                yield f"{node.tag} {name}='None': a value is missing"
