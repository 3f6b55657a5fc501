"""The form: what it asks, what it forgives, and that it tells nobody who is subscribed."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from portal.bulletins.models import BulletinRequest
from portal.core.crypto import RecordKey
from portal.extensions import db
from portal.outbox.models import OutboxRow
from tests.bulletins.post import EMAIL, FORM, STAMP, Reader, later, rows
from tests.support.client import PortalClient

pytestmark = pytest.mark.database
SAME = {"Sec-Fetch-Site": "same-origin"}
HTMX = {"HX-Request": "true"}
SEPARATORS = ["\n", "\r", "\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029"]


def test_the_home_page_sends_an_address_and_the_rest_is_asked(client: PortalClient) -> None:
    answer = client.post("/bulletins/sign-up", data={"email": EMAIL, "step": "start"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert f'value="{EMAIL}"' in page
    assert "There is a problem" not in page


def test_nothing_is_ticked_beforehand_but_how_often(client: PortalClient) -> None:
    page = client.get("/bulletins/sign-up").get_data(as_text=True)
    assert page.count(" checked") == 1
    assert 'value="each" checked' in page


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"email": ""}, "Enter your email address"),
        ({"email": "  "}, "Enter your email address"),
        ({"email": "reader@"}, "Enter an email address like name@example.org"),
        ({"topics": []}, "Choose at least one topic"),
        ({"topics": ["hacking"]}, "Choose topics from the list"),
        ({"frequency": "hourly"}, "Choose how often to hear from us"),
    ],
)
def test_a_mistake_is_shown_and_what_was_typed_is_kept(
    client: PortalClient, changes: dict[str, object], message: str
) -> None:
    answer = client.post("/bulletins/sign-up", data=FORM | changes)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "<title>Error: Sign up for bulletins" in page
    assert page.count(message) == 2
    assert rows(BulletinRequest) == 0


def test_how_often_may_be_left_out(client: PortalClient) -> None:
    data = {"email": EMAIL, "topics": ["mind"]}
    assert client.post("/bulletins/sign-up", data=data).status_code == 303
    assert db.session.scalars(db.select(BulletinRequest.frequency)).one() == "each"


def test_the_same_form_sent_fifty_times_is_one_request(client: PortalClient) -> None:
    stamp = stamp_of(client)
    answers = [client.post("/bulletins/sign-up", data=FORM | {"stamp": stamp}) for _ in range(50)]
    assert {answer.status_code for answer in answers} == {303}
    assert rows(BulletinRequest) == rows(OutboxRow) == 1


def test_the_same_form_sent_at_the_same_moment_is_one_request(
    app: Flask, client: PortalClient
) -> None:
    data = FORM | {"stamp": stamp_of(client)}

    def post(_: int) -> int:
        answer = app.test_client().open(
            "/bulletins/sign-up", method="POST", data=data, headers=SAME, check=False
        )
        return answer.status_code

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(post, range(24))) == {303}
    assert rows(BulletinRequest) == rows(OutboxRow) == 1
    assert rows(RecordKey) == 1, "no key is left over"


def test_a_mended_address_on_the_same_page_is_a_new_request(client: PortalClient) -> None:
    stamp = stamp_of(client)
    client.post("/bulletins/sign-up", data=FORM | {"stamp": stamp, "email": "raeder@example.org"})
    client.post("/bulletins/sign-up", data=FORM | {"stamp": stamp})
    assert rows(BulletinRequest) == 2


def test_a_forged_or_old_stamp_keeps_the_text_and_gives_a_fresh_one(client: PortalClient) -> None:
    old = stamp_of(client)
    with later(hours=25):
        for stamp in (old, "forged"):
            answer = client.post("/bulletins/sign-up", data=FORM | {"stamp": stamp})
            page = answer.get_data(as_text=True)
            assert answer.status_code == 422
            assert f'value="{EMAIL}"' in page
            fresh = STAMP.search(page)
            assert fresh
            assert fresh[1] != stamp
            again = client.post("/bulletins/sign-up", data=FORM | {"stamp": fresh[1]})
            assert again.status_code == 303


def test_an_address_is_checked_when_the_field_is_left_and_not_kept(client: PortalClient) -> None:
    wrong = client.post("/bulletins/sign-up/check", data={"email": "reader"}, headers=HTMX)
    assert "Enter an email address like" in wrong.get_data(as_text=True)
    assert "Error: Enter an email address like" in wrong.headers["HX-Trigger"]
    right = client.post("/bulletins/sign-up/check", data={"email": EMAIL}, headers=HTMX)
    assert "Enter an email address like" not in right.get_data(as_text=True)
    assert "HX-Trigger" not in right.headers
    assert rows(BulletinRequest) == 0


def test_with_scripts_the_form_comes_back_alone(client: PortalClient) -> None:
    bad = client.post("/bulletins/sign-up", data=FORM | {"email": "x"}, headers=HTMX)
    assert bad.status_code == 422
    assert "<html" not in bad.get_data(as_text=True)
    good = client.post("/bulletins/sign-up", data=FORM, headers=HTMX)
    assert good.headers["HX-Redirect"] == "/bulletins/check-your-email"


def test_a_network_may_ask_twenty_times_an_hour(client: PortalClient) -> None:
    for place in range(20):
        data = FORM | {"email": f"reader{place}@example.org"}
        assert client.post("/bulletins/sign-up", data=data).status_code == 303
    refused = client.post("/bulletins/sign-up", data=FORM)
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 3000
    page = refused.get_data(as_text=True)
    assert "Try again in " in page
    assert f'value="{EMAIL}"' in page
    with later(minutes=61):
        assert client.post("/bulletins/sign-up", data=FORM).status_code == 303


def test_a_domain_in_any_script_gets_its_mail_and_a_name_is_asked_for_in_ours(
    client: PortalClient, reader: Reader
) -> None:
    assert reader.sign_up(email="reader@Bücher.example").status_code == 303
    there = Reader(client, reader.sink, "reader@xn--bcher-kva.example")
    assert client.post(there.link("confirm")).status_code == 303
    refused = reader.sign_up(email="ü@bücher.example")
    assert refused.status_code == 422
    page = refused.get_data(as_text=True)
    assert page.count("letters a to z before the @") == 2
    assert 'value="ü@bücher.example"' in page


def test_one_address_uses_up_no_more_than_its_own_share(client: PortalClient) -> None:
    spellings = (EMAIL, EMAIL.upper(), EMAIL.replace("@", "+tag@"))
    for place in range(27):
        asked = FORM | {"email": spellings[place % 3]}
        answer = client.post("/bulletins/sign-up", data=asked)
        assert answer.headers["Location"] == "/bulletins/check-your-email"
    assert rows(BulletinRequest) == 20, "beyond that, the answer is the same and nothing is kept"
    for place in range(19):
        asked = FORM | {"email": f"other{place}@example.org"}
        assert client.post("/bulletins/sign-up", data=asked).status_code == 303
    for email in (EMAIL, "new@example.org"):
        asked = FORM | {"email": email}
        assert client.post("/bulletins/sign-up", data=asked).status_code == 429, "a neighbour's too"
    with later(minutes=61):
        assert client.post("/bulletins/sign-up", data=FORM).status_code == 303


@pytest.mark.parametrize("path", ["/bulletins/sign-up", "/bulletins/manage"])
def test_known_and_unknown_addresses_get_the_same_answer_by_the_same_work(
    app: Flask, client: PortalClient, reader: Reader, path: str
) -> None:
    reader.subscribe()
    client.post(path, data=FORM | {"email": "first@example.org"})
    work: list[list[str]] = []
    answers = []
    for email in (EMAIL, "stranger@example.org"):
        with statements() as seen:
            answer = client.post(path, data=FORM | {"email": email})
        work.append(seen)
        answers.append((answer.status_code, answer.data, without_id(answer.headers)))
    assert answers[0] == answers[1]
    assert work[0] == work[1]
    assert len(work[0]) > 3


@pytest.mark.parametrize("separator", SEPARATORS)
def test_no_address_can_start_a_header_line(client: PortalClient, separator: str) -> None:
    email = f"reader@example.org{separator}Bcc: everybody@example.org"
    answer = client.post("/bulletins/sign-up", data=FORM | {"email": email})
    assert answer.status_code == 422


def stamp_of(client: PortalClient) -> str:
    found = STAMP.search(client.get("/bulletins/sign-up").get_data(as_text=True))
    assert found
    return found[1]


def without_id(headers: Any) -> list[tuple[str, str]]:
    return [(name, value) for name, value in headers if name != "X-Request-Id"]


@contextmanager
def statements() -> Iterator[list[str]]:
    """Every statement that either store was asked."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        seen.append(statement)

    for engine in db.engines.values():
        event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        for engine in db.engines.values():
            event.remove(engine, "before_cursor_execute", note)
