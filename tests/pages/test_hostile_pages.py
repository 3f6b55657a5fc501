"""An editor is not trusted with markup: whatever they write is words, wherever it is shown."""

from collections.abc import Iterator

import pytest
from flask import Flask

from portal.core import clock
from portal.core.forms import tidy
from portal.extensions import db
from portal.pages.models import LIVE, PageVersion
from portal.pages.service.library import EXTENSION
from portal.pages.service.reading import compose
from tests.pages.editors import Editor, sent_by
from tests.support.client import PortalClient
from tests.support.pages import elements, parse
from tests.support.payloads import MARK, PAYLOADS

pytestmark = pytest.mark.one_database

ACTIVE = {"script", "iframe", "object", "embed", "base", "svg", "math", "style", "form", "meta"}
PLAIN = ("http://", "https://", "//", "mailto:")
# Attributes that hold the words of a page, each in a place that only shows them.
SHOWN = {("input", "value"), ("meta", "content"), ("img", "alt"), ("a", "title")}


def awake(html: str) -> Iterator[str]:
    """Places where hostile words are more than words, or lead somewhere that acts."""
    root, _ = parse(html, fragment=False)
    for node in elements(root):
        inside = "".join(filter(None, (node.text, *(child.tail for child in node))))
        if MARK in node.tag or (MARK in inside and node.tag in ACTIVE):
            yield f"in <{node.tag}>"
        for name, value in node.attrib.items():
            if str(name).startswith("on") or MARK in str(name):
                yield f"{name} of <{node.tag}>"
            is_link = (node.tag, name) == ("a", "href") and value.startswith(PLAIN)
            ours = (node.tag, name) in SHOWN or name == "id" or "/search" in value
            if MARK in value and not is_link and not ours and not _leads_here(node.tag, value):
                yield f"{name} of <{node.tag}>: {value[:60]!r}"


def _leads_here(tag: str, value: str) -> bool:
    return tag in {"a", "form", "link"} and value.startswith(("/", "#", "http://localhost/"))


@pytest.mark.database
def test_no_field_of_the_editor_wakes_anything_up(ann: Editor) -> None:
    form = ann.form()
    for place, payload in enumerate(PAYLOADS):
        names = ("title", "summary", "body", "ways_on", "order", "reviewed", "seen_version")
        sent = {**form, **dict.fromkeys(names, payload)}
        for path in ("/sleep/preview", *["/sleep"] * (place % 4 == 0)):
            answer = ann.client.post(f"/staff/pages{path}", data=sent, check=False)
            html = answer.get_data(as_text=True)
            assert answer.status_code in {200, 409, 422}, payload
            assert MARK in html, payload
            assert list(awake(html)) == [], payload


@pytest.mark.database
def test_a_page_that_got_past_everybody_is_words_to_its_readers(
    app: Flask, ann: Editor, client: PortalClient
) -> None:
    for place, payload in enumerate(map(tidy, PAYLOADS), start=1):
        facts = {"title": payload, "summary": payload, "reviewed": clock.today()}
        made = {"author": "a", "writers": "a", "reason": payload, "created_at": clock.now()}
        text = compose(facts, payload)
        slug = f"page-{place}"
        row = PageVersion(slug=slug, number=1, text=text, state=LIVE, publication=place, **made)
        db.session.add(row)
    db.session.commit()
    app.extensions[EXTENSION].look(db.session())
    db.session.rollback()
    shown = [f"/page-{place}" for place in range(1, len(PAYLOADS) + 1)]
    found = 0
    for path in (*shown, "/sitemap", "/staff/pages"):
        browser = ann.client if path.startswith("/staff") else client
        answer = browser.get(path, check=False)
        html = answer.get_data(as_text=True)
        assert list(awake(html)) == [], path
        found += answer.status_code == 200 and MARK in html
        if answer.status_code == 200 and path in shown:
            page = ann.client.get(f"/staff/pages{path}/versions/1", check=False)
            assert list(awake(page.get_data(as_text=True))) == [], path
    assert found > len(PAYLOADS) / 2


def test_the_check_itself_notices_what_is_awake() -> None:
    for payload in (f"<img src=x onerror={MARK}>", f"<script>{MARK}</script>", f"<{MARK}>"):
        assert list(awake(f"<!DOCTYPE html><p>{payload}</p>"))
    assert list(awake(f'<!DOCTYPE html><a href="javascript:{MARK}">x</a>'))


def test_a_form_with_hostile_words_comes_back_as_it_was(ann: Editor) -> None:
    typed = {**ann.form(), "title": "", "body": "</textarea><script>1</script>"}
    answer = ann.send("/sleep", **typed, action="save")
    assert sent_by(answer.get_data(as_text=True)) == typed
