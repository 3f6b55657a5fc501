"""Routes: every one is listed with its audience, and reading any of them changes nothing."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.routing import Rule

from portal.extensions import db
from tests.house import routes
from tests.support.client import CHANGED_BY_READING, PortalClient
from tests.support.databases import MakeApp

pytestmark = pytest.mark.one_database

VARIABLE = re.compile(r"<(?:\w+:)?(\w+)>")
# What a person meets at worst on the walk: a page, a redirect, no consent, not found, not ready.
FINE = {200, 301, 302, 303, 308, 403, 404, 503}
# RFC 8058: a mail program posts there, from wherever it is.
ONE_CLICK = {"/bulletins/unsubscribe/<token>"}
PRODUCTION = {
    "env": "production",
    "base_url": "https://portal.example.org",
    "mail_server": "127.0.0.1",
    "organisation": "Example organisation",
    "contact_email": "hello@example.org",
    "dpo_email": "data.protection@example.org",
}


def rules(app: Flask) -> Iterator[Rule]:
    return app.url_map.iter_rules()


def readable(app: Flask) -> list[str]:
    """A path for every route that can be read."""
    found = {
        VARIABLE.sub(lambda match: routes.SAMPLES[match[1]], rule.rule)
        for rule in rules(app)
        if "GET" in (rule.methods or ())
    }
    return sorted(found)


def counts() -> dict[str, int]:
    """How many rows each table has."""
    tables = [table for metadata in db.metadatas.values() for table in metadata.tables.values()]
    main = [table for table in tables if "bind_key" not in table.info]
    return {
        table.name: db.session.execute(select(func.count()).select_from(table)).scalar_one()
        for table in main
        if table.name not in CHANGED_BY_READING and table.metadata is db.metadata
    }


def test_every_route_is_listed_with_its_audience(app: Flask) -> None:
    unlisted = {rule.rule for rule in rules(app)} - routes.ALL
    assert not unlisted, "add these to tests/house/routes.py: who may use them?"


def test_no_route_is_listed_that_is_gone(app: Flask) -> None:
    assert routes.ALL - {rule.rule for rule in rules(app)} == set()


def test_production_has_no_development_route(make_app: MakeApp) -> None:
    app = make_app(**PRODUCTION)
    assert not routes.DEVELOPMENT & {rule.rule for rule in rules(app)}


@pytest.mark.database
def test_reading_every_page_changes_nothing(app: Flask, client: PortalClient) -> None:
    before = counts()
    for path in readable(app):
        answer = client.get(path)  # which fails when a page is not what the house asks
        assert answer.status_code in FINE, f"{path}: {answer.status_code}"
        answer.close()
    assert counts() == before


def test_everything_answers_head(app: Flask, client: PortalClient) -> None:
    for path in readable(app):
        read, asked = client.get(path), client.head(path)
        assert asked.status_code == read.status_code, path
        assert asked.data == b"", path
        read.close()
        asked.close()


def test_no_page_leaves_a_cookie_or_a_session_unasked(app: Flask, client: PortalClient) -> None:
    for path in readable(app):
        with client.get(path) as answer:
            assert "Set-Cookie" not in answer.headers, path


def test_an_unknown_query_changes_nothing(app: Flask, client: PortalClient) -> None:
    for path in ("/", "/about", "/cookies", "/bulletins"):
        plain, odd = client.get(path), client.get(f"{path}?utm_source=x&page[]=9&%00=%ff")
        assert odd.status_code == plain.status_code
        assert odd.data == plain.data, path


@pytest.mark.parametrize("path", sorted((routes.PUBLIC | routes.LINK) - ONE_CLICK))
def test_another_site_cannot_post_for_a_visitor(path: str, client: PortalClient) -> None:
    where = VARIABLE.sub(lambda match: routes.SAMPLES[match[1]], path)
    answer = client.post(where, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code in {403, 404, 405}
