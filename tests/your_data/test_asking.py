"""Asking: what the forms forgive, and that they tell nobody what we hold (TRUST B8, B9)."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from portal.core.crypto import RecordKey
from portal.extensions import db
from portal.outbox.models import OutboxRow
from portal.your_data.models import DataLink, DataRequest
from tests.support.client import PortalClient
from tests.your_data.asker import ASK, EMAIL, STAMP, Asker, later, request, rows

pytestmark = pytest.mark.database
SAME = {"Sec-Fetch-Site": "same-origin"}
HTMX = {"HX-Request": "true"}
FORMS = {"/your-data": {"email": EMAIL}, "/your-data/ask": ASK}
MODELS = {"/your-data": DataLink, "/your-data/ask": DataRequest}


def stamp_of(client: PortalClient, path: str) -> str:
    found = STAMP.search(client.get(path).get_data(as_text=True))
    assert found
    return found[1]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"kind": ""}, "Choose what you would like us to do"),
        ({"kind": "everything"}, "Choose what you would like us to do"),
        ({"message": "  "}, "Tell us what it is about"),
        ({"message": "x" * 4001}, "Write 4,000 letters or fewer"),
        ({"way": "pigeon"}, "Choose how you would like our answer"),
        ({"email": "  "}, "Enter your email address"),
        ({"email": "ann"}, "Enter an email address like name@example.org"),
        ({"name": "x" * 101}, "Write 100 letters or fewer"),
    ],
)
def test_a_mistake_is_shown_and_what_was_typed_is_kept(
    client: PortalClient, changes: dict[str, str], message: str
) -> None:
    answer = client.post("/your-data/ask", data=ASK | changes)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "<title>Error: Ask a person" in page
    assert page.count(message) == 2
    for name in ("email", "message", "name"):
        assert (ASK | changes)[name].strip() in page
    assert rows(DataRequest) == 0


def test_four_thousand_letters_are_taken(client: PortalClient) -> None:
    assert client.post("/your-data/ask", data=ASK | {"message": "é" * 4000}).status_code == 303
    assert len(request().message or "") == 4000


@pytest.mark.parametrize("path", FORMS)
def test_the_same_form_sent_fifty_times_is_one_request(client: PortalClient, path: str) -> None:
    data = FORMS[path] | {"stamp": stamp_of(client, path)}
    answers = [client.post(path, data=data) for _ in range(50)]
    assert {answer.status_code for answer in answers} == {303}
    assert rows(MODELS[path]) == 1
    assert rows(OutboxRow) == (1 if path == "/your-data" else 2)


@pytest.mark.parametrize("path", FORMS)
def test_the_same_form_sent_at_the_same_moment_is_one_request(
    app: Flask, client: PortalClient, path: str
) -> None:
    data = FORMS[path] | {"stamp": stamp_of(client, path)}

    def post(_: int) -> int:
        answer = app.test_client().open(path, method="POST", data=data, headers=SAME, check=False)
        return answer.status_code

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(post, range(16))) == {303}
    assert rows(MODELS[path]) == 1
    assert rows(RecordKey) == 1, "no key is left over"


@pytest.mark.parametrize("path", FORMS)
def test_an_old_stamp_keeps_the_text_and_gives_a_fresh_one(client: PortalClient, path: str) -> None:
    old = stamp_of(client, path)
    with later(hours=25):
        answer = client.post(path, data=FORMS[path] | {"stamp": old})
        page = answer.get_data(as_text=True)
        fresh = STAMP.search(page)
        assert answer.status_code == 422
        assert f'value="{EMAIL}"' in page
        assert fresh
        assert client.post(path, data=FORMS[path] | {"stamp": fresh[1]}).status_code == 303


@pytest.mark.parametrize("path", FORMS)
def test_a_network_may_ask_twenty_times_an_hour(client: PortalClient, path: str) -> None:
    for place in range(20):
        data = FORMS[path] | {"email": f"ann{place}@example.org"}
        assert client.post(path, data=data).status_code == 303
    refused = client.post(path, data=FORMS[path])
    page = refused.get_data(as_text=True)
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 3000
    assert f'value="{EMAIL}"' in page
    with later(minutes=61):
        assert client.post(path, data=FORMS[path]).status_code == 303


@pytest.mark.parametrize("path", FORMS)
def test_with_scripts_the_form_comes_back_alone(client: PortalClient, path: str) -> None:
    bad = client.post(path, data=FORMS[path] | {"email": "x"}, headers=HTMX)
    assert bad.status_code == 422
    assert "<html" not in bad.get_data(as_text=True)
    good = client.post(path, data=FORMS[path], headers=HTMX)
    assert good.headers["HX-Redirect"] == "/your-data/check-your-email"


@contextmanager
def statements() -> Iterator[list[str]]:
    """What the databases were asked, without the values."""
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        asked.append(statement)

    engines = list(db.engines.values())
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    yield asked
    for engine in engines:
        event.remove(engine, "before_cursor_execute", note)


@pytest.mark.parametrize("path", FORMS)
def test_known_and_unknown_addresses_get_the_same_bytes_by_the_same_work(
    client: PortalClient, asker: Asker, path: str
) -> None:
    asker.subscribe("Ann Lee")
    client.post(path, data=FORMS[path] | {"email": "first@example.org"})
    seen = []
    for email in (EMAIL, "stranger@example.org"):
        with statements() as asked:
            answer = client.post(path, data=FORMS[path] | {"email": email})
        headers = {name: value for name, value in answer.headers if name != "X-Request-Id"}
        seen.append((answer.status_code, answer.data, headers, asked))
    assert seen[0] == seen[1]


def test_known_and_unknown_addresses_get_the_same_mail(client: PortalClient, asker: Asker) -> None:
    asker.subscribe()
    other = Asker(client, asker.sink, "bob@example.org")
    texts = []
    for each in (asker, other):
        path = each.link()
        mail = each.mails[-1]
        texts.append((mail.message["Subject"], mail.text.replace(path, "")))
    assert texts[0] == texts[1]


@pytest.mark.parametrize(
    "changes", [{"mail_to": "x@example.org"}, {"email": "a@b.example\r\nBcc: x"}]
)
def test_a_form_reaches_nobody_but_the_address_in_it(
    asker: Asker, client: PortalClient, changes: dict[str, str]
) -> None:
    client.post("/your-data", data={"email": EMAIL} | changes)
    assert asker.mails is not None
    assert {address for mail in asker.sink.mails for address in mail.rcpt_tos} <= {EMAIL}
