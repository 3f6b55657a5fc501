"""Reading without email: the list, an issue, and feeds that feed readers can read."""

from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from defusedxml import ElementTree
from flask import Flask

from portal.bulletins.service import issues, words
from portal.core import panels
from tests.support.client import PortalClient
from tests.support.databases import MakeApp

pytestmark = pytest.mark.one_database

ATOM = "{http://www.w3.org/2005/Atom}"
FUTURE = "---\ntitle: T\nsummary: S\ndate: 2999-01-01\ntopics: [mind]\n---\nHello"
CORRECTED = (
    "---\ntitle: T\nsummary: S\ndate: 2026-01-01\ntopics: [mind]\n"
    "corrected: 2026-01-03\ncorrection: The number was wrong.\n---\nHello & <b>bye</b>"
)


def test_the_list_leads_to_each_issue_newest_first(client: PortalClient) -> None:
    page = client.get("/bulletins").get_data(as_text=True)
    assert page.index("/bulletins/winter-wellbeing") < page.index("/bulletins/welcome")
    issue = client.get("/bulletins/welcome").get_data(as_text=True)
    assert '<link rel="canonical" href="http://localhost/bulletins/welcome">' in issue
    assert "Example organisation" in issue
    assert "linkedin.com" in issue


@pytest.mark.parametrize("path", ["/bulletins/feed.atom", "/bulletins/topics/mind.atom"])
def test_a_feed_holds_what_rfc_4287_asks(client: PortalClient, path: str) -> None:
    answer = client.get(path)
    feed = ElementTree.fromstring(answer.data)
    assert answer.mimetype == "application/atom+xml"
    assert feed.tag == f"{ATOM}feed"
    itself = feed.find(f"{ATOM}link[@rel='self']")
    assert itself is not None
    assert itself.attrib["href"] == f"http://localhost{path}"
    assert feed.find(f"{ATOM}author/{ATOM}name") is not None
    entries = feed.findall(f"{ATOM}entry")
    assert entries
    for node in [feed, *entries]:
        for name in ("id", "title", "updated"):
            assert one(node, name)
    names = [one(entry, "id") for entry in entries]
    assert len(set(names)) == len(names)
    assert 'href="http://localhost/' in one(entries[0], "content")


def test_a_feed_that_has_not_changed_is_not_sent_again(client: PortalClient) -> None:
    first = client.get("/bulletins/feed.atom")
    again = client.get("/bulletins/feed.atom", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


def test_an_issue_of_tomorrow_is_not_there_yet(make_app: MakeApp, tmp_path: Path) -> None:
    client = with_issue(make_app, tmp_path, FUTURE)
    assert client.get("/bulletins/own").status_code == 404
    assert "/bulletins/own" not in client.get("/bulletins").get_data(as_text=True)


def test_a_correction_is_shown_with_its_date(make_app: MakeApp, tmp_path: Path) -> None:
    client = with_issue(make_app, tmp_path, CORRECTED)
    page = client.get("/bulletins/own").get_data(as_text=True)
    assert "Corrected on" in page
    assert "Saturday 3 January 2026" in page
    assert "<b>bye</b>" not in page
    feed = ElementTree.fromstring(client.get("/bulletins/feed.atom").data)
    changed = [one(e, "updated") for e in feed.findall(f"{ATOM}entry") if one(e, "title") == "T"]
    assert changed == ["2026-01-03T09:00:00+00:00"]


def test_a_file_that_cannot_be_read_hides_itself_and_no_other(
    make_app: MakeApp, tmp_path: Path
) -> None:
    client = with_issue(make_app, tmp_path, "---\ntitle: [\n---\n")
    assert client.get("/bulletins/own").status_code == 404
    assert client.get("/bulletins/welcome").status_code == 200


def test_other_pages_know_the_newest_issue(client: PortalClient) -> None:
    with client.application.test_request_context():
        assert panels.first("home.latest")["href"] == issues.published()[0].href
    assert "/bulletins/winter-wellbeing" in client.get("/").get_data(as_text=True)


def with_issue(make_app: MakeApp, tmp_path: Path, text: str) -> PortalClient:
    folder = tmp_path / "own" / "bulletins"
    folder.mkdir(parents=True)
    (folder / "own.md").write_text(text, encoding="utf-8")
    client = make_app(content_dir=folder.parent).test_client()
    assert isinstance(client, PortalClient)
    return client


def one(node: Element, name: str) -> str:
    found = node.findall(f"{ATOM}{name}")
    assert len(found) == 1, name
    return found[0].text or ""


@pytest.mark.parametrize(
    ("batch", "read"),
    [
        ("welcome", "Welcome to our bulletin"),
        ("weekly:2026-W47", "The week that began on Monday 16 November 2026"),
        ("monthly:2026-11", "November 2026"),
        ("notice:3", "Version 3 of the privacy notice"),
        ("reminder", "A reminder"),
        ("again-2026112309", "Asked for again"),
        ("gone-since", None),
    ],
)
def test_which_bulletin_a_mail_was_is_said_in_words(
    app: Flask, batch: str, read: str | None
) -> None:
    assert words.words("outbox", "batch", batch) == read
