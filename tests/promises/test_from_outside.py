"""Promises that no feature owns, looked at from outside: pages as they are sent, and tables."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import inspect
from werkzeug.test import TestResponse

from portal.extensions import db
from tests.browser.addresses import LINKS, MORE, WRONG
from tests.bulletins.post import ONE_CLICK, Reader, unsubscribe_of
from tests.complaints.teller import Teller
from tests.support.client import PortalClient
from tests.support.databases import MakeApp
from tests.support.pages import elements, parse
from tests.support.smtp import Sink

pytestmark = pytest.mark.one_database

NOTICE = "/your-information"
LISTED = re.compile(r"<loc>http://localhost([^<]*)</loc>")
CLINICAL = re.compile(r"nhs|birth|dob|diagnos|treatment|clinical|medical|health|\bgp\b|symptom")
IDENTITY = re.compile(r"nhs.?n|birth|\bdob\b|national insurance|passport", re.IGNORECASE)
CONTROLS = {"input", "select", "textarea", "button"}


def pages(client: PortalClient) -> Iterator[tuple[str, TestResponse]]:
    """Every kind of page that a stranger can open."""
    mapped = LISTED.findall(client.get("/sitemap.xml").text)
    for path in dict.fromkeys([*(each or "/" for each in mapped), *MORE, *LINKS, *WRONG]):
        yield path, client.get(path)


def controls(client: PortalClient) -> Iterator[tuple[str, dict[str, str]]]:
    """Every control of every form, with the words of its label."""
    for path, answer in pages(client):
        for control in controls_of(answer.text):
            yield path, control


def controls_of(html: str) -> Iterator[dict[str, str]]:
    """The controls of one page."""
    root, _ = parse(html, fragment=False)
    found = list(elements(root))
    labels = {n.get("for"): " ".join("".join(n.itertext()).split()) for n in found}
    for node in found:
        if node.tag in CONTROLS:
            yield {**node.attrib, "label": labels.get(node.get("id"), "")}


def of_a_complaint(client: PortalClient) -> list[dict[str, str]]:
    """The controls of every question that somebody who complains may be asked."""
    return [control for page in Teller(client).see_all() for control in controls_of(page)]


def names_who(control: dict[str, str]) -> bool:
    """Whether a control asks for an NHS number, a birthday or the like."""
    words = " ".join((control.get("name", ""), control["label"]))
    return bool(IDENTITY.search(words)) or "bday" in control.get("autocomplete", "")


def test_every_page_leads_to_the_notice(client: PortalClient) -> None:
    assert client.get(NOTICE).status_code == 200
    lost = [path for path, answer in pages(client) if f'href="{NOTICE}"' not in answer.text]
    assert lost == []


def test_every_page_leads_to_the_accessibility_statement(client: PortalClient) -> None:
    statement = client.get("/accessibility").text
    assert "WCAG" in statement or "Web Content Accessibility Guidelines" in statement
    lost = [path for path, answer in pages(client) if 'href="/accessibility"' not in answer.text]
    assert lost == []


def test_no_form_takes_a_file_or_asks_for_a_password(client: PortalClient) -> None:
    kinds = {control.get("type") for _, control in controls(client)}
    assert "radio" in kinds
    kinds |= {control.get("type") for control in of_a_complaint(client)}
    assert kinds & {"file", "password"} == set()


def test_nothing_asks_for_an_nhs_number_and_only_a_complaint_for_a_birthday(
    client: PortalClient,
) -> None:
    assert [path for path, control in controls(client) if names_who(control)] == []
    asked = {control.get("name") for control in of_a_complaint(client) if names_who(control)}
    assert asked == {"birth_day", "birth_month", "birth_year"}


def test_no_column_outside_complaints_is_about_health(app: Flask) -> None:
    columns = [
        f"{table}.{column['name']}"
        for engine in db.engines.values()
        for (_, table), columns in inspect(engine).get_multi_columns().items()
        for column in columns
    ]
    assert {"subscribers.email_sealed", "complaints.treatment_sealed"} <= set(columns)
    elsewhere = [name for name in columns if not name.startswith("complaint")]
    assert [name for name in elsewhere if CLINICAL.search(name)] == []


def test_the_notice_names_the_law_the_rights_and_the_regulator(client: PortalClient) -> None:
    said = client.get(NOTICE).text
    laws = ["UK General Data Protection Regulation", "Data Protection Act 2018", "2025", "2003"]
    rights = ["show", "correct", "delete", "limit", "within one month", "within 30 days"]
    assert [
        words for words in [*laws, *rights, "0303 123 1113", "ico.org.uk"] if words not in said
    ] == []


def test_the_cookies_page_calls_no_identifier_anonymous(client: PortalClient) -> None:
    for path in ("/cookies", NOTICE):
        said = " ".join(re.sub(r"<[^>]+>", " ", client.get(path).text).split())
        claims = re.findall(r"[^.]*\banonym\w*[^.]*\.", said)
        assert [claim for claim in claims if not re.search(r"\bnot\b|\bno\b", claim)] == []


def test_our_own_form_comes_before_the_browser_s_settings(client: PortalClient) -> None:
    html = client.get("/cookies").text
    assert 0 < html.index('action="/cookies/choice"') < html.index("aboutcookies.org")


def test_other_ways_to_complain_are_there_with_their_dates(client: PortalClient) -> None:
    html = client.get("/complaints").text
    assert "/complaints/new" in html
    assert "mailto:" in html
    assert "tel:" in html
    assert [words for words in ("3 working days", "6 months", "30 days") if words not in html] == []


def test_every_task_is_done_with_cookies_blocked(make_app: MakeApp, smtp_sink: Sink) -> None:
    app = make_app(**smtp_sink.settings)
    client = app.test_client(use_cookies=False)
    assert isinstance(client, PortalClient)
    with app.app_context():
        reader = Reader(client, smtp_sink)
        reader.subscribe()
        assert client.post(unsubscribe_of(reader), data=ONE_CLICK).status_code == 200
        vote = {"page": "about", "useful": "yes", "next": "/about"}
        look = {"contrast-mode": "dark", "remember": "no", "next": "/about"}
        for path, fields in (("/feedback/page", vote), ("/accessibility/settings", look)):
            answer = client.post(path, data=fields)
            assert answer.status_code == 303, path
            assert client.get(answer.headers["Location"]).status_code == 200
        db.session.rollback()
