"""Visits are counted by page and day: exactly, and without a word about who came."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy import select, text

from portal.core import clock
from portal.extensions import db
from portal.visits import service
from portal.visits.jobs import Counting, counting
from portal.visits.models import PageVisits
from tests.support.client import PortalClient
from tests.support.databases import MakeApp

TODAY = datetime(2026, 11, 20, 12, tzinfo=UTC)
FRIDAY = date(2026, 11, 20)


def written(app: Flask) -> dict[tuple[str, date], int]:
    """What is in the database after a flush."""
    counting(app).flush()
    rows = db.session.scalars(select(PageVisits)).all()
    found = {(row.page, row.day): row.views for row in rows}
    db.session.rollback()
    return found


def rename(table: str, name: str) -> None:
    db.session.execute(text(f"ALTER TABLE {table} RENAME TO {name}"))
    db.session.commit()


def pages(app: Flask) -> set[str]:
    return {page for page, _ in written(app)}


def test_a_page_that_is_read_is_counted_for_the_day(app: Flask, client: PortalClient) -> None:
    with clock.freeze(TODAY):
        for path in ("/sleep", "/sleep", "/"):
            client.get(path)
        assert written(app) == {("/sleep", FRIDAY): 2, ("/", FRIDAY): 1}


def test_reading_writes_nothing_by_itself(app: Flask, client: PortalClient) -> None:
    client.get("/sleep")
    assert db.session.scalars(select(PageVisits)).all() == []


def test_the_day_is_the_one_in_england(app: Flask, client: PortalClient) -> None:
    with clock.freeze(datetime(2026, 7, 1, 23, 30, tzinfo=UTC)):
        client.get("/sleep")
        assert written(app) == {("/sleep", date(2026, 7, 2)): 1}


def test_nothing_is_kept_of_who_came_or_what_they_asked(app: Flask, client: PortalClient) -> None:
    headers = {"User-Agent": "canary", "Referer": "https://canary.example/"}
    client.get("/search?q=canary", headers=headers)
    assert pages(app) == {"/search"}
    assert {column.name for column in PageVisits.__table__.columns} == {"page", "day", "views"}


@pytest.mark.parametrize(
    "path",
    [
        "/no-such-page",
        "/embeds/youtube/dQw4w9WgXcQ",
        "/health/live",
        "/robots.txt",
        "/sitemap.xml",
        "/bulletins/feed.atom",
        "/static/js/guard.js",
        "/cookies/yours",
        "/dev/mail",
        "/bulletins/preferences/no-such-token",
        "/bulletins/confirm/no-such-token",
        "/bulletins/unsubscribe/no-such-token",
    ],
)
def test_what_is_no_public_page_is_not_counted(app: Flask, client: PortalClient, path: str) -> None:
    client.set_cookie("cookieconsent_status", "allow")
    client.set_cookie("cookieconsent_revision", "1")
    client.get(path, check=False).close()
    assert pages(app) == set()


def test_neither_is_what_is_asked_for_by_a_script_or_not_read(
    app: Flask, client: PortalClient
) -> None:
    client.head("/sleep")
    client.get("/search?q=sleep", headers={"HX-Request": "true"})
    client.post("/bulletins/sign-up", data={"email": "nobody"})
    assert pages(app) == set()


@pytest.mark.parametrize("purpose", ["prefetch", "prefetch;prerender"])
def test_what_a_browser_fetches_ahead_is_not_read_yet(
    app: Flask, client: PortalClient, purpose: str
) -> None:
    client.get("/sleep", headers={"Sec-Purpose": purpose})
    assert pages(app) == set()


def test_no_view_is_lost_or_counted_twice_under_threads(app: Flask) -> None:
    count, each, threads = counting(app), 500, 8

    def read(_place: int) -> None:
        for _ in range(each):
            count.add("/sleep")

    with ThreadPoolExecutor(threads + 2) as pool:
        readers = [pool.submit(read, place) for place in range(threads)]
        flushes = [pool.submit(count.flush) for _ in range(40)]
    assert not [done.exception() for done in [*readers, *flushes] if done.exception()]
    assert sum(written(app).values()) == each * threads


def test_two_processes_add_to_the_same_number(app: Flask) -> None:
    others = [Counting(app), Counting(app)]
    for count in [*others, *others]:
        count.add("/sleep")
        count.flush()
    assert list(written(app).values()) == [4]


def test_what_cannot_be_written_down_waits(app: Flask) -> None:
    counting(app).add("/sleep")
    rename("page_visits", "elsewhere")
    try:
        counting(app).flush()
        counting(app).add("/sleep")
    finally:
        rename("elsewhere", "page_visits")
    assert list(written(app).values()) == [2]


def test_the_memory_it_takes_has_an_end(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "MOST_PAGES", 3)
    for place in (1, 2, 3, 4, 1):
        counting(app).add(f"/page-{place}")
    assert {page: views for (page, _), views in written(app).items()} == {
        "/page-1": 2,
        "/page-2": 1,
        "/page-3": 1,
    }


def test_the_operator_sees_no_number_that_could_be_one_person(app: Flask) -> None:
    tell = app.test_cli_runner().invoke
    assert "No page" in tell(args=["visits"]).output
    with clock.freeze(TODAY):
        for page, views in {"/sleep": 5, "/stress": 4, "/about": 1, "/help": 12}.items():
            service.save({(page, FRIDAY): views})
        said = tell(args=["visits"]).output.splitlines()
    assert [line.split("  ")[-1] for line in said[1:]] == ["/help", "/sleep", "/about", "/stress"]
    assert [line.rpartition("  ")[0].strip() for line in said[1:]] == [
        "12",
        "5",
        "fewer than 5",
        "fewer than 5",
    ]


def test_only_the_last_thirty_days_are_told(app: Flask) -> None:
    with clock.freeze(TODAY):
        service.save({("/old", date(2026, 10, 21)): 50, ("/new", date(2026, 10, 22)): 50})
        assert service.most_read() == [service.Visits("/new", 50)]


def test_a_portal_that_serves_nobody_starts_no_thread(make_app: MakeApp) -> None:
    app = make_app()
    counting(app).add("/sleep")
    assert counting(app)._writer == 0
