"""The search finds what the files hold, marks the words, and survives whatever is asked."""

from collections.abc import Iterator

import pytest
from flask import Flask

from portal.core import panels
from portal.pages.service import search
from portal.pages.service.library import EXTENSION
from tests.support.client import PortalClient

pytestmark = pytest.mark.one_database

HOSTILE = [
    '"', "''", "\\", "*", "sleep*", "(", "NEAR(", "sleep AND", "OR", "NOT sleep", "title:sleep",
    "^sleep", "{}", "sleep\x00", "\x02\x03", "<script>alert(1)</script>", "&amp;", "%", "_", "²",
    "'; DROP TABLE page_search; --", "sleep:*", "!sleep", "a & b | !c", "<->", "’", "\ufffe",
    "日本語", "e\u0301", "--", "x" * 5000, "a " * 500,
]  # fmt: skip


@pytest.fixture(autouse=True)
def indexed(app: Flask) -> int:
    """The index, made from the files."""
    return search.index_pages(app.extensions[EXTENSION].library)


def test_the_sweep_changes_only_what_changed(app: Flask, indexed: int) -> None:
    assert indexed > 12
    assert search.index_pages(app.extensions[EXTENSION].library) == 0


def test_the_page_about_a_word_comes_first_with_the_word_marked(client: PortalClient) -> None:
    html = client.get("/search?q=sleep").get_data(as_text=True)
    results = html[html.index('<ol class="results">') :]
    assert results.index('href="/sleep"') < results.index('href="/stress"')
    assert "<mark>sleep</mark>" in results
    assert "results for “sleep”</h1>" in html


def test_the_page_that_answers_comes_before_the_list_it_is_in(app: Flask) -> None:
    found = [each.href for each in search.find("debt")]
    assert found[0] == "/bills-and-debt"
    assert "/money-and-work" in found


def test_other_forms_of_a_word_and_beginnings_are_found(app: Flask) -> None:
    assert "/sleep" in {each.href for each in search.find("sleeping")}
    assert "/sleep" in {each.href for each in search.find("slee")}


def test_pages_with_some_of_the_words_are_better_than_none(app: Flask) -> None:
    assert search.find("sleep xylophone")


@pytest.mark.parametrize("query", HOSTILE, ids=range(len(HOSTILE)))
def test_no_query_is_an_error_or_comes_back_as_markup(query: str, client: PortalClient) -> None:
    answer = client.get("/search", query_string={"q": query})
    assert answer.status_code == 200
    html = answer.get_data(as_text=True)
    assert "<script>alert" not in html
    assert "DROP TABLE" not in html or "&#39;; DROP" in html


def test_nothing_found_still_leads_somewhere(client: PortalClient) -> None:
    html = client.get("/search?q=slepe").get_data(as_text=True)
    assert "<h1>No results for “slepe”</h1>" in html
    assert '<a href="/sleep">Sleep</a>' in html
    assert 'href="/sitemap"' in html


def test_an_empty_search_shows_the_form(client: PortalClient) -> None:
    html = client.get("/search").get_data(as_text=True)
    assert "<h1>Search</h1>" in html
    assert 'name="q"' in html
    assert client.get("/search?q=+").get_data(as_text=True).count("<ol") == html.count("<ol")


@pytest.fixture
def document() -> Iterator[None]:
    """Something of another feature that can be found."""

    def documents() -> list[panels.Document]:
        return [("/bulletins/a", "Zebras", "All about <b>zebras</b>.", "Stripes \x02here\x03.")]

    before = panels._fillers.get("search.documents", {})
    panels._fillers["search.documents"] = {"test": documents}
    yield
    panels._fillers["search.documents"] = before


@pytest.mark.usefixtures("document")
def test_other_features_are_found_too_until_they_are_gone(app: Flask) -> None:
    search.index_pages(app.extensions[EXTENSION].library)
    found = search.find("zebra")
    assert [(each.href, each.kind) for each in found] == [("/bulletins/a", "Bulletin")]
    assert "&lt;b&gt;<mark>" in found[0].snippet
    panels._fillers["search.documents"] = {}
    search.index_pages(app.extensions[EXTENSION].library)
    assert search.find("zebra") == []


def test_the_command_says_what_it_did(app: Flask) -> None:
    output = app.test_cli_runner().invoke(args=["pages", "index"]).output
    assert "0 changed" in output
