"""What machines ask for: complete, dated, and true."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import text

from portal.core import clock
from portal.extensions import db
from tests.support.client import PortalClient

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
LOC = re.compile(r"<loc>http://localhost(/[^<]*)</loc>")


def test_the_site_map_lists_every_page_once_and_all_of_them_work(client: PortalClient) -> None:
    answer = client.get("/sitemap.xml")
    assert answer.mimetype == "application/xml"
    found = LOC.findall(answer.get_data(as_text=True))
    assert len(found) == len(set(found))
    assert "/sleep" in found
    for path in found:
        assert client.get(path).status_code == 200, path


def test_people_get_the_same_site_map(client: PortalClient) -> None:
    html = client.get("/sitemap").get_data(as_text=True)
    paths = LOC.findall(client.get("/sitemap.xml").get_data(as_text=True))
    assert all(f'href="{path}"' in html for path in paths)


def test_robots_are_told_where_the_site_map_is(client: PortalClient) -> None:
    text = client.get("/robots.txt").get_data(as_text=True)
    assert "Sitemap: http://localhost/sitemap.xml" in text
    assert "Disallow: /\n" not in text


def test_the_security_contact_is_good_for_less_than_a_year(client: PortalClient) -> None:
    with clock.freeze(NOW):
        answer = client.get("/.well-known/security.txt")
    assert answer.content_type == "text/plain; charset=utf-8"
    fields = dict(line.split(": ", 1) for line in answer.get_data(as_text=True).splitlines())
    assert set(fields) == {"Contact", "Expires", "Preferred-Languages", "Canonical"}
    assert NOW < datetime.fromisoformat(fields["Expires"]) < NOW + timedelta(days=365)
    assert fields["Contact"].startswith("mailto:")
    assert fields["Canonical"] == "http://localhost/.well-known/security.txt"


def test_a_browser_that_asks_for_an_icon_gets_one(client: PortalClient) -> None:
    answer = client.get("/favicon.ico", follow_redirects=True)
    assert answer.status_code == 200
    assert answer.mimetype == "image/svg+xml"
    answer.close()


def test_a_living_process_says_so_and_is_not_kept_in_a_cache(client: PortalClient) -> None:
    answer = client.get("/health/live")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")


@pytest.mark.database
def test_it_is_not_ready_without_a_worker(client: PortalClient) -> None:
    answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert re.fullmatch(r"worker: .*\n", answer.get_data(as_text=True))


@pytest.mark.settings(database_url="sqlite:////nowhere/portal.db")
def test_it_is_not_ready_without_a_database(client: PortalClient) -> None:
    answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert "database" in answer.get_data(as_text=True)
    assert client.get("/sleep").status_code == 200


@pytest.fixture
def behind(app: Flask) -> Iterator[None]:
    """A database that one migration has not reached."""
    newest = db.session.scalar(text("SELECT version_num FROM alembic_version"))
    _call_it("0001")
    yield
    _call_it(newest)


def _call_it(version: str) -> None:
    db.session.execute(text("UPDATE alembic_version SET version_num = :v"), {"v": version})
    db.session.commit()


@pytest.mark.database
@pytest.mark.usefixtures("behind")
def test_it_is_not_ready_before_it_is_migrated(client: PortalClient) -> None:
    answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert answer.get_data(as_text=True).startswith("migrations: ")
