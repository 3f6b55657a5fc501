"""Checks: what a reader could not use blocks a page, what could be better is only said."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask

from portal.core.clock import today
from portal.pages.forms import PageForm, filled
from portal.pages.service.checking import check
from portal.pages.service.easiness import reading_age
from portal.pages.service.library import EXTENSION
from portal.pages.service.reading import compose
from portal.pages.service.shelf import Shelf
from tests.pages.editors import Editor

FACTS = {"title": "T", "summary": "S."}
BLOCKED = {
    "## A\n\n#### B": "skips a level: use ### for it",
    "### A": "skips a level: use ## for it",
    "A\n===": "Use ## for the heading “A”",
    "##": "A heading has no words",
    "![](/static/img/mark.svg)": "has no words for people who cannot see it",
    "![A](/static/img/none.svg)": "There is no picture at /static/img/none.svg",
    "![A](https://example.org/a.png)": "is on another site",
    "[Somewhere](/nowhere)": "leads to /nowhere, which is not here",
    "[Somewhere](nowhere)": "Begin the address of the link “Somewhere” with /",
    "[Sleep](/sleep#nothing)": "a part “nothing” that is gone",
    "[Below](#nothing)": "a part “nothing” that is gone",
    "[](/stress)": "has no words",
    "# A": "Start headings at ##",
    "{{ secret_keys }}": "Use one of",
    '::utube{id="x"}': "no ::utube",
    '::youtube{title="x"}': "needs id",
    '::youtube{id="x" title="x"}': "is not a YouTube id",
}
FINE = (
    "[Sleep](/sleep#if-you-are-awake-right-now) and [search](/search?q=sleep).",
    "## A\n\n### B\n\n## C\n\n[Up](#b)",
    "![Our mark](/static/img/mark.svg)",
    "[How we use your information](/your-information#abuse-and-misuse)",
    "[Call 999](tel:999), [write](mailto:a@example.org), [NHS](https://www.nhs.uk).",
    '::youtube{id="M7lc1UVf-VE" title="A sample"}',
)
TOLD = {
    "[Click here](/stress)": "does not say where it leads",
    "<https://www.nhs.uk>": "Write words, not the address",
    "Notwithstanding the aforementioned considerations, individuals experiencing "
    "difficulties should endeavour to communicate appropriately with professionals. " * 6: "years",
}


@pytest.fixture
def shelf(app: Flask) -> Iterator[Shelf]:
    """What the app serves, in a request of the desk."""
    with app.test_request_context("/staff/pages"):
        yield app.extensions[EXTENSION]


def found(shelf: Shelf, body: str, **facts: object) -> list[tuple[str, bool]]:
    """What the checks say of a text."""
    text = compose({**FACTS, "reviewed": today(), **facts}, body)
    return [(each.words, each.blocks) for each in check("mine", text, shelf).findings]


def test_what_a_reader_could_not_use_blocks_a_page(shelf: Shelf) -> None:
    for body, said in BLOCKED.items():
        assert any(said in words and blocks for words, blocks in found(shelf, body)), body


def test_what_is_good_passes(shelf: Shelf) -> None:
    for body in FINE:
        assert found(shelf, body) == [], body


def test_what_could_be_better_is_only_said(shelf: Shelf) -> None:
    for body, said in TOLD.items():
        [(words, blocks)] = found(shelf, body)
        assert said in words
        assert not blocks, body


def test_a_review_is_of_a_day_that_was_and_not_long_ago(shelf: Shelf) -> None:
    [(words, blocks)] = found(shelf, "A.", reviewed=today() + timedelta(days=1))
    assert "has not come yet" in words
    assert blocks
    [(words, blocks)] = found(shelf, "A.", reviewed=today() - timedelta(days=400))
    assert "more than a year ago" in words
    assert not blocks


def test_facts_that_lead_nowhere_block(shelf: Shelf) -> None:
    assert found(shelf, "A.", next=["nowhere"]) == [
        ("Next names nowhere, which is no page here.", True)
    ]
    assert found(shelf, "A.", section="nowhere")[0][1]


def test_every_page_of_ours_passes_and_is_written_back_as_it_was(shelf: Shelf) -> None:
    sections = {name: section.title for name, section in shelf.files.sections.items()}
    for slug, text in shelf.files.texts.items():
        assert check(slug, text, shelf).findings == (), slug
        form = PageForm(sections, formdata=None, data=filled(text))
        assert form.text() == text.replace("share: true\n", ""), slug


def test_the_reading_age_goes_by_words_and_sentences() -> None:
    easy = "The cat sat on the mat. It was a hot day. " * 8
    hard = "Notwithstanding considerable administrative difficulties, individuals persevered " * 12
    assert reading_age("Too short.") is None
    assert reading_age(easy) == 5
    assert (reading_age(hard) or 0) > 25


def test_a_page_with_something_to_mend_is_kept_but_not_handed_over(ann: Editor) -> None:
    answer = ann.write(action="hand-over", body="[Go](/nowhere)")
    html = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "<li>The link “Go” leads to /nowhere, which is not here</li>" in html
    assert ann.write(body="[Go](/nowhere)").status_code == 303
