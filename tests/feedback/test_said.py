"""You said: page by page, found by search and site map, followed in a feed reader."""

from datetime import UTC, datetime
from xml.etree.ElementTree import fromstring

import pytest
from flask import Flask

from portal.core import jobs
from portal.core.clock import freeze
from portal.feedback.service import deciding, reading, taking
from portal.feedback.service.reading import Filters
from portal.feedback.service.taking import Message
from tests.feedback.writer import Writer, answer, later, publish
from tests.support.client import PortalClient

pytestmark = pytest.mark.database
ATOM = "{http://www.w3.org/2005/Atom}"


def fill(count: int) -> None:
    """Publish that many messages, a minute after each other."""
    for place in range(count):
        with later(minutes=place):
            message = Message(text=f"Thing {place:03}", may_publish=True)
            taking.take(message, f"10.{place}.0.1")
            [line] = reading.queue(Filters(), size=1)
            deciding.answer(line.public_id, f"Answer {place:03}", by="Jo", seen_version=1)
            deciding.publish(line.public_id, by="Jo", seen_version=2)


def test_nothing_is_said_kindly(writer: Writer) -> None:
    page = writer.read("/you-said")
    assert "Nothing is published yet" in page
    assert 'href="/feedback"' in page
    assert fromstring(writer.client.get("/you-said/feed.atom").data).findall(f"{ATOM}entry") == []


def test_the_newest_come_first_page_by_page(writer: Writer, app: Flask) -> None:
    fill(26)
    first, second = writer.read("/you-said"), writer.read("/you-said?page=2")
    assert first.index("Thing 025") < first.index("Thing 024") < first.index("Thing 001")
    assert "Thing 000" not in first
    assert "Thing 000" in second
    assert "page 2</h1>" in second
    assert 'href="/you-said?page=2" rel="next"' in first


@pytest.mark.parametrize(
    ("asked", "code"),
    [("3", 404), ("0", 200), ("-1", 200), ("x", 200), ("9" * 30, 200), ("٢", 200)],
)
def test_an_odd_page_is_the_first_and_one_past_the_end_is_none(
    asked: str, code: int, client: PortalClient
) -> None:
    assert client.get("/you-said", query_string={"page": asked}).status_code == code


def test_the_feed_has_both_sides_and_is_not_sent_twice(writer: Writer) -> None:
    writer.send()
    answer()
    publish()
    answered = writer.client.get("/you-said/feed.atom")
    [entry] = fromstring(answered.data).findall(f"{ATOM}entry")
    said = entry.findtext(f"{ATOM}content") or ""
    assert "The page about sleep helped me" in said
    assert "We answered: The print is larger now." in said
    again = {"If-None-Match": answered.headers["ETag"]}
    assert writer.client.get("/you-said/feed.atom", headers=again).status_code == 304


def test_an_empty_feed_is_not_sent_twice_in_a_day(writer: Writer) -> None:
    with freeze(datetime(2026, 11, 20, 9, tzinfo=UTC)):
        empty = writer.client.get("/you-said/feed.atom")
    with freeze(datetime(2026, 11, 20, 17, tzinfo=UTC)):
        again = {"If-None-Match": empty.headers["ETag"]}
        assert writer.client.get("/you-said/feed.atom", headers=again).status_code == 304


def test_both_pages_are_found_by_search_and_site_map(writer: Writer, app: Flask) -> None:
    next(job.work for job in jobs.schedule(app).jobs if job.name == "pages.index")()
    for path in ("/sitemap", "/sitemap.xml", "/search?q=feedback"):
        page = writer.read(path)
        assert "/feedback" in page, path
        assert "/you-said" in page, path
