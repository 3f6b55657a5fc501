"""A database that cannot be written: what somebody typed stays with them (TRUST A6)."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, func, select
from sqlalchemy.exc import OperationalError
from werkzeug.datastructures import MultiDict

from portal.extensions import db
from portal.feedback.models import Feedback
from tests.house import routes
from tests.house.test_routes import VARIABLE
from tests.support import cases
from tests.support.client import PortalClient
from tests.support.pages import Node, elements, parse, text_of

pytestmark = pytest.mark.one_database

MESSAGE = "First line with <b>signs</b> & “quotes”.\r\n\r\n\r\nLast line, KEEPTHIS."
WORDS = {
    "message": MESSAGE,
    "words": MESSAGE,
    "name": 'Jo "the" O’Neill',
    "email": "keep@example.org",
    "reply": "no",
    "publish": "no",
    "kind": "other",
    "way": "email",
    "frequency": "each",
    "topics": ["wellbeing", "caring"],
    "action": "save",
    "contact": "none",
    "page": "about",
    "useful": "yes",
    "reference": "KD4-WM7-RT3",
}
SECRETS = ("password", "new_password", "again", "csrf", "code")


@pytest.fixture
def broken(app: Flask) -> Iterator[None]:
    """Every transaction that would write fails, as when the disk is full."""
    engines = list(db.engines.values())

    def fail(_connection: Any) -> None:
        raise OperationalError("BEGIN", {}, Exception("database or disk is full"))

    for engine in engines:
        event.listen(engine, "begin", fail)
    yield
    mend()


def mend() -> None:
    """The disk has room again."""
    for engine in db.engines.values():
        for hook in [each for each in engine.dispatch.begin if each.__name__ == "fail"]:
            event.remove(engine, "begin", hook)


def form_of(html: str) -> tuple[str, MultiDict[str, str], list[Node]]:
    """The form that sends again: where to, what, and its controls."""
    root, _ = parse(html, fragment=False)
    forms = [node for node in elements(root) if node.tag == "form"]
    found = next(each for each in forms if "Try again" in text_of(each))
    assert found.get("method") == "post"
    controls = [node for node in elements(found) if node.get("name")]
    sent = MultiDict((str(node.get("name")), value_of(node)) for node in controls)
    return str(found.get("action")), sent, controls


def value_of(node: Node) -> str:
    """What a browser would send: the parser took the first line break of a text area already."""
    written = node.text if node.tag == "textarea" else node.get("value")
    return (written or "").replace("\r\n", "\n").replace("\n", "\r\n")


@pytest.mark.usefixtures("broken")
def test_whatever_form_fails_its_page_carries_all_that_was_sent(client: PortalClient) -> None:
    failed = set()
    for path in sorted(routes.PUBLIC | routes.LINK):
        where = VARIABLE.sub(lambda match: routes.SAMPLES[match[1]], path)
        answer = client.post(where, data=WORDS)
        if answer.status_code != 503:
            continue
        failed.add(path)
        assert int(answer.headers["Retry-After"]) > 0
        assert answer.headers["Cache-Control"] == "no-store"
        action, sent, _ = form_of(answer.get_data(as_text=True))
        assert action == where
        assert sent == MultiDict(WORDS), where
    assert {"/feedback", "/feedback/page", "/bulletins/sign-up", "/bulletins/manage"} <= failed
    assert {"/your-data", "/your-data/ask", "/complaints/case"} <= failed


@pytest.mark.usefixtures("broken")
def test_the_page_shows_the_words_and_says_what_to_do(client: PortalClient) -> None:
    answer = client.post("/feedback?from=about", data=WORDS)
    html = answer.get_data(as_text=True)
    assert "Nothing was saved or sent" in html
    assert "wait a few minutes" in html
    assert "mailto:" in html
    # Nothing but the button leads away from the words.
    assert "cookie-banner" not in html
    links = re.findall(r"<a [^>]*href=\"/[^>]*>", html)
    assert links
    assert all('target="_blank"' in link for link in links)
    action, _, controls = form_of(html)
    assert action == "/feedback?from=about"
    shown = {str(node.get("name")): node for node in controls if node.get("type") != "hidden"}
    assert shown["message"].tag == "textarea"
    assert {"message", "name", "email"} <= set(shown)
    assert "<b>signs" not in html


@pytest.mark.usefixtures("broken")
def test_with_room_again_the_same_form_is_taken_once(client: PortalClient) -> None:
    page = client.get("/feedback").get_data(as_text=True)
    stamp = re.search(r'name="stamp"[^>]*value="([^"]+)"', page)
    assert stamp
    answer = client.post("/feedback", data={**WORDS, "stamp": stamp[1]})
    action, sent, _ = form_of(answer.get_data(as_text=True))
    mend()
    for _ in range(2):
        assert client.post(action, data=sent).status_code == 303
    kept = db.session.scalars(select(Feedback)).one()
    assert kept.message == MESSAGE.replace("\r\n", "\n")


@pytest.mark.usefixtures("broken")
def test_a_part_of_a_page_gives_way_to_the_whole_one(client: PortalClient) -> None:
    answer = client.post("/feedback", data=WORDS, headers={"HX-Request": "true"})
    assert answer.status_code == 503
    assert answer.headers["HX-Retarget"] == answer.headers["HX-Reselect"] == "#main"
    assert form_of(answer.get_data(as_text=True))[1] == MultiDict(WORDS)


def test_a_code_is_asked_for_again_and_never_written_back(
    client: PortalClient, request: pytest.FixtureRequest
) -> None:
    case = cases.made()
    secret = case.secret or ""
    pair = {"reference": case.reference, "code": secret}
    request.getfixturevalue("broken")
    html = client.post("/complaints/case", data=pair).get_data(as_text=True)
    _, sent, _ = form_of(html)
    assert sent == MultiDict({**pair, "code": ""})
    assert secret not in html
    mend()
    assert client.post("/complaints/case", data={**sent, "code": secret}).status_code == 200


@pytest.mark.usefixtures("broken")
def test_secrets_and_the_desk_and_other_sites_are_never_kept(client: PortalClient) -> None:
    canary = "K33P-NOT-THIS-CANARY"
    html = client.post("/feedback", data={**WORDS, **dict.fromkeys(SECRETS, canary)}).data
    assert canary.encode() not in html
    desk = client.post("/staff/sign-in", data={"email": canary, "password": canary, "name": canary})
    assert desk.status_code == 503
    assert canary.encode() not in desk.data
    # Mail programs post here from anywhere, so words of another site could stand on our page.
    away = {"Sec-Fetch-Site": "cross-site"}
    path = f"/bulletins/unsubscribe/{routes.SAMPLES['token']}"
    one_click = client.post(path, data={"message": canary}, headers=away)
    assert canary.encode() not in one_click.data


@pytest.mark.settings(database_url="sqlite:////nowhere/portal.db")
def test_a_database_that_is_not_there_keeps_the_words_too(client: PortalClient) -> None:
    answer = client.post("/feedback", data=WORDS)
    assert answer.status_code == 503
    assert form_of(answer.get_data(as_text=True))[1] == MultiDict(WORDS)


@pytest.mark.database
def test_tables_that_are_not_there_yet_keep_the_words_too(app: Flask, client: PortalClient) -> None:
    with db.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE feedback RENAME TO feedback_old")
    try:
        # What it began to write is thrown away: that is right here.
        answer = client.post("/feedback", data=WORDS, check=False)
    finally:
        with db.engine.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE feedback_old RENAME TO feedback")
    assert answer.status_code == 503
    assert form_of(answer.get_data(as_text=True))[1] == MultiDict(WORDS)
    assert db.session.scalar(select(func.count()).select_from(Feedback)) == 0
