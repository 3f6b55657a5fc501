"""Content pages: each is shown, each link in it leads somewhere, and so does a mistake."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from flask import Flask

from portal.core import panels
from portal.pages.service.library import EXTENSION, Library
from portal.pages.service.reading import CONTENT
from tests.support.client import PortalClient
from tests.support.databases import MakeApp

pytestmark = pytest.mark.one_database

SLUGS = sorted(path.stem for path in CONTENT.glob("pages/*.md"))
HREF = re.compile(r'<a [^>]*href="(/[^"#?]*)')
FRONTS = ["health-and-wellbeing", "mind", "body", "money-and-work", "caring", "support"]


def library(app: Flask) -> Library:
    found: Library = app.extensions[EXTENSION].library
    return found


@pytest.mark.parametrize("slug", SLUGS)
def test_a_content_page_is_shown_with_its_answer_first(
    slug: str, app: Flask, client: PortalClient
) -> None:
    page = library(app).pages[slug]
    html = client.get(f"/{slug}").get_data(as_text=True)
    assert f"<h1>{page.title}</h1>" in html
    assert "Last reviewed" in html
    assert "{{" not in html
    assert "<p>::" not in html, "a directive nobody knows"


def test_every_link_on_a_content_page_leads_somewhere(app: Flask, client: PortalClient) -> None:
    found: dict[str, set[str]] = {}
    for slug in [*SLUGS, *FRONTS, "sitemap"]:
        for href in HREF.findall(client.get(f"/{slug}").get_data(as_text=True)):
            found.setdefault(href, set()).add(slug)
    dead = {
        href: where
        for href, where in found.items()
        if client.get(href, check=False, follow_redirects=True).status_code != 200
    }
    assert not dead


def test_there_are_a_dozen_pages_about_wellbeing_in_every_section(app: Flask) -> None:
    pages = library(app)
    assert all(pages.in_section(slug) for slug in pages.sections)
    assert sum(bool(page.section) for page in pages.pages.values()) >= 12


def test_no_page_claims_to_be_reviewed_in_the_future(app: Flask) -> None:
    pages = library(app).pages.values()
    assert not [page.slug for page in pages if page.reviewed > date(2026, 12, 31)]


@pytest.mark.parametrize("slug", FRONTS)
def test_a_section_lists_its_pages(slug: str, client: PortalClient) -> None:
    html = client.get(f"/{slug}").get_data(as_text=True)
    assert html.count("topics__title") >= 2
    assert 'aria-label="Breadcrumb"' in html


def test_a_page_says_where_it_stands(client: PortalClient) -> None:
    html = client.get("/sleep").get_data(as_text=True)
    trail = html[html.index('aria-label="Breadcrumb"') :]
    assert re.findall(r'href="([^"]*)"', trail)[:3] == ["/", "/health-and-wellbeing", "/mind"]
    assert '<a href="/health-and-wellbeing" aria-current="' in html


def test_a_mistyped_address_leads_to_the_page_that_was_meant(client: PortalClient) -> None:
    answer = client.get("/slep?q=<script>")
    assert answer.status_code == 404
    assert '<a href="/sleep">' in answer.get_data(as_text=True)
    assert client.get("/Sleep").headers["Location"] == "/sleep"
    assert client.get("/sleep/").headers["Location"] == "/sleep"
    assert client.get("/nothing/like/it").status_code == 404


def test_share_links_store_nothing_and_name_the_page_alone(client: PortalClient) -> None:
    html = client.get("/sleep?from=someone").get_data(as_text=True)
    links = re.findall(r"<a [^>]*(?:linkedin|facebook|x\.com)[^>]*>", html)
    assert len(links) == 3
    for link in links:
        assert "someone" not in link
        assert "http%3A%2F%2Flocalhost%2Fsleep" in link
        assert 'rel="noopener noreferrer external"' in link
    assert "linkedin.com" not in client.get("/complaints").get_data(as_text=True)


@pytest.fixture
def bulletin() -> Iterator[None]:
    """A bulletin for the home page, whatever the real ones are."""

    def latest() -> panels.Latest:
        return panels.Latest(
            title="A <b>", summary="News.", href="/bulletins/a", date=date(2026, 11, 20)
        )

    before = panels._fillers.get("home.latest", {})
    panels._fillers["home.latest"] = {"test": latest}
    yield
    panels._fillers["home.latest"] = before


@pytest.mark.usefixtures("bulletin")
def test_the_home_page_shows_the_newest_bulletin(client: PortalClient) -> None:
    html = client.get("/").get_data(as_text=True)
    assert '<a href="/bulletins/a">A &lt;b&gt;</a>' in html
    assert "Friday 20 November 2026" in html


def test_a_file_of_the_override_folder_replaces_and_adds_pages(
    make_app: MakeApp, tmp_path: Path
) -> None:
    (tmp_path / "pages").mkdir()
    front = "---\ntitle: Ours\nsummary: Our own.\nreviewed: 2026-11-01\n---\n"
    (tmp_path / "pages" / "about.md").write_text(front + "Write to {{ contact_email }}.")
    (tmp_path / "pages" / "extra-page.md").write_text(front + "More.")
    client = make_app(content_dir=tmp_path, contact_email="a_b@example.org").test_client()
    html = client.get("/about").get_data(as_text=True)
    assert "<h1>Ours</h1>" in html
    assert '<a href="mailto:a_b@example.org">a_b@example.org</a>' in html
    assert client.get("/extra-page").status_code == 200


@pytest.mark.parametrize(
    "path",
    ["/cookies", "/bulletins", "/search", "/bulletins/sign-up", "/bulletins/unsubscribe/a"],
)
def test_a_slash_too_many_leads_to_any_page_that_is_there(path: str, client: PortalClient) -> None:
    for answer in (client.get(f"{path}/"), client.head(f"{path}/")):
        assert answer.status_code == 301
        assert answer.headers["Location"] == path


@pytest.mark.parametrize(
    "path", ["/%2fevil.example/", "/bulletins/%0d%0a/", "/%5cevil/", "/no/no/"]
)
def test_a_slash_too_many_leads_nowhere_else(path: str, client: PortalClient) -> None:
    assert client.get(path).status_code == 404
