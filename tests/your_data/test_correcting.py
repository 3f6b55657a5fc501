"""Putting right: some of it at once, the rest by a person within a month."""

import re

import pytest

from portal.bulletins.models import Subscriber
from portal.core.clock import in_words
from portal.core.references import spaced
from portal.extensions import db
from portal.your_data.models import DataRequest
from tests.support.client import PortalClient
from tests.your_data.asker import EMAIL, STAMP, Asker, request, rows

pytestmark = pytest.mark.database
ITEM = re.compile(r'name="item" value="([^"]+)"')


@pytest.fixture
def path(asker: Asker) -> str:
    """Where a subscriber puts things right."""
    asker.subscribe("Ann Le")
    return f"{asker.link()}/correct"


def items(asker: Asker, path: str) -> list[str]:
    return ITEM.findall(asker.read(path))


def name() -> str | None:
    db.session.rollback()
    found: Subscriber = db.session.scalars(db.select(Subscriber)).one()
    return found.name


def test_a_name_is_put_right_at_once(client: PortalClient, asker: Asker, path: str) -> None:
    [item] = items(asker, path)
    answer = client.post(path, data={"item": item, "value": "Ann Lee"})
    page = asker.read(answer.headers["Location"])
    assert "Your changes are saved" in page
    assert "Ann Lee" in page
    assert name() == "Ann Lee"
    assert rows(DataRequest) == 0


def test_an_empty_field_removes_what_was_there(
    client: PortalClient, asker: Asker, path: str
) -> None:
    [item] = items(asker, path)
    assert client.post(path, data={"item": item, "value": " "}).status_code == 303
    assert name() is None


def test_what_needs_a_person_becomes_a_request_with_the_clock(
    client: PortalClient, asker: Asker, path: str
) -> None:
    answer = client.post(path, data={"message": "My street is wrong."})
    assert "A person will look at what you wrote" in asker.read(answer.headers["Location"])
    assert (request().kind, request().email, request().message) == (
        "correct",
        EMAIL,
        "My street is wrong.",
    )
    assert spaced(request().reference) in asker.mails[-1].text


def test_who_asks_a_person_twice_reads_each_reference_and_day_at_once(
    client: PortalClient, asker: Asker, path: str
) -> None:
    told = []
    for words in ("My street is wrong.", "My town is wrong."):
        place = client.post(path, data={"message": words}).headers["Location"]
        assert asker.mails
        told.append(asker.read(place).partition("<h1")[0])
    asked = db.session.scalars(db.select(DataRequest).order_by(DataRequest.id)).all()
    for page, each in zip(told, asked, strict=True):
        assert f"Your reference is <strong>{spaced(each.reference)}</strong>." in page
        assert f"You get our answer by {in_words(each.answer_by)}." in page
        assert "email" not in page.partition('id="notification"')[2]


def test_both_at_once_and_sent_twice_is_one_of_each(
    client: PortalClient, asker: Asker, path: str
) -> None:
    page = asker.read(path)
    stamp = STAMP.search(page)
    assert stamp
    data = {
        "item": ITEM.findall(page),
        "value": "Ann Lee",
        "message": "My street is wrong.",
        "stamp": stamp[1],
    }
    places = [client.post(path, data=data).headers["Location"] for _ in range(3)]
    assert places[0].endswith("/done/both")
    assert places[1].endswith("/done/asked")
    assert rows(DataRequest) == 1
    assert name() == "Ann Lee"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"value": "x" * 101}, "Write 100 letters or fewer"),
        ({"value": "Ann Le"}, "Change something above, or tell us what is wrong"),
        ({"value": "Ann Lee", "message": "x" * 4001}, "Write 4,000 letters or fewer"),
    ],
)
def test_a_mistake_keeps_what_was_typed_and_changes_nothing(
    client: PortalClient, asker: Asker, path: str, changes: dict[str, str], message: str
) -> None:
    data = {"item": items(asker, path)[0], "message": ""} | changes
    answer = client.post(path, data=data)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "<title>Error: Correct what we hold" in page
    assert page.count(message) == 2
    assert data["value"] in page
    assert name() == "Ann Le"


def test_nobody_puts_right_what_is_not_theirs(
    client: PortalClient, asker: Asker, path: str
) -> None:
    bob = Asker(client, asker.sink, "bob@example.org")
    bob.subscribe("Bob Ray")
    theirs = items(bob, f"{bob.link()}/correct")
    made_up = "consents/1/email_index"
    for item in (*theirs, made_up, "subscribers//email_sealed"):
        assert client.post(path, data={"item": item, "value": "Mine"}).status_code == 422
    names = db.session.scalars(db.select(Subscriber)).all()
    assert {each.name for each in names} == {"Ann Le", "Bob Ray"}
