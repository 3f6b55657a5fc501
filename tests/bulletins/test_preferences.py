"""A subscriber's own choices, by a link of an hour; a new address confirms, the old one is told."""

import pytest

from portal.bulletins.models import Consent, Subscriber
from tests.bulletins.post import EMAIL, FORM, Reader, later, rows, send, subscriber, unsubscribe_of
from tests.support.client import PortalClient
from tests.support.smtp import Sink

pytestmark = pytest.mark.database
NEW = "new@example.org"


@pytest.fixture
def path(client: PortalClient, reader: Reader) -> str:
    """The link to a subscriber's choices."""
    reader.subscribe()
    client.post("/bulletins/manage", data={"email": reader.email})
    return reader.link("preferences")


def test_the_form_shows_what_was_chosen_and_keeps_what_is_changed(
    client: PortalClient, path: str
) -> None:
    page = client.get(path).get_data(as_text=True)
    assert f'value="{EMAIL}"' in page
    assert page.count(" checked") == 3
    data = {"email": EMAIL, "topics": ["caring"], "frequency": "monthly", "name": "Ann"}
    done = client.get(client.post(path, data=data).headers["Location"]).get_data(as_text=True)
    assert "Your choices are saved" in done
    assert 'value="Ann"' in done
    assert subscriber().topic_slugs == {"caring"}
    assert subscriber().frequency == "monthly"


def test_what_is_not_sent_stays_as_it_is_and_what_is_empty_is_a_mistake(
    client: PortalClient, path: str
) -> None:
    client.post(path, data=FORM | {"name": "Ann", "frequency": "weekly"})
    assert client.post(path, data={"topics": "caring"}).status_code == 303
    kept = subscriber()
    assert (kept.email, kept.name, kept.frequency) == (EMAIL, "Ann", "weekly")
    assert kept.topic_slugs == {"caring"}
    empty = client.post(path, data={"topics": "caring", "email": ""})
    assert empty.status_code == 422
    assert "Enter your email address" in empty.get_data(as_text=True)
    strange = client.post(path, data={"topics": ["caring", "nope"]}).get_data(as_text=True)
    assert "Choose topics from the list" in strange
    assert client.post(path, data={"email": EMAIL}).status_code == 422, "no box is ticked"
    assert subscriber().topic_slugs == {"caring"}


def test_after_an_hour_the_link_opens_nothing(client: PortalClient, path: str) -> None:
    with later(minutes=61):
        for answer in (client.get(path), client.post(path, data={"action": "leave"})):
            assert answer.status_code == 404
            assert EMAIL not in answer.get_data(as_text=True)
    assert rows(Subscriber) == 1


def test_a_mistake_keeps_what_was_typed(client: PortalClient, path: str) -> None:
    answer = client.post(path, data={"email": "new@", "topics": [], "name": "Ann"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'value="new@"' in page
    assert 'value="Ann"' in page
    assert "Choose at least one topic" in page


def test_a_new_address_counts_when_it_is_confirmed_and_the_old_one_is_told(
    client: PortalClient, reader: Reader, path: str
) -> None:
    client.post(path, data=FORM | {"email": NEW})
    assert subscriber().email == EMAIL
    moved = Reader(client, reader.sink, NEW)
    assert "may move to another address" in reader.mails[-1].text
    assert NEW not in reader.mails[-1].text
    assert client.post(moved.link("confirm")).status_code == 303
    assert subscriber().email == NEW
    assert rows(Consent) == 2
    send("welcome")
    assert moved.mails[-1].message["Subject"] == "Welcome to our bulletin"
    assert "Welcome" not in reader.mails[-1].message["Subject"]


def test_an_address_that_is_subscribed_already_takes_over_nobody(
    client: PortalClient, reader: Reader, path: str
) -> None:
    other = Reader(client, reader.sink, NEW)
    other.subscribe()
    answer = client.post(path, data=FORM | {"email": NEW})
    assert answer.headers["Location"].endswith("/moving"), "it tells nobody who is subscribed"
    assert "already" in other.mails[-1].message["Subject"]
    assert rows(Subscriber) == 2


def test_nobody_writes_to_the_world_by_changing_their_address(
    client: PortalClient, smtp_sink: Sink, path: str
) -> None:
    strangers = [f"stranger{number}@example.org" for number in range(6)]
    answers = [client.post(path, data=FORM | {"email": stranger}) for stranger in strangers]
    assert [answer.status_code for answer in answers] == [303] * 3 + [429] * 3
    assert int(answers[-1].headers["Retry-After"]) > 0
    page = answers[-1].get_data(as_text=True)
    assert "Try again in" in page
    assert f'value="{strangers[-1]}"' in page
    asked = [Reader(client, smtp_sink, stranger).mails for stranger in strangers]
    assert [len(mails) for mails in asked] == [1] * 3 + [0] * 3
    assert client.post(path, data=FORM | {"email": EMAIL}).status_code == 303, "the rest works"


def test_pausing_and_going_on(client: PortalClient, path: str) -> None:
    page = client.get(client.post(path, data={"action": "pause"}).headers["Location"])
    assert "Paused until" in page.get_data(as_text=True)
    client.post(path, data={"action": "resume"})
    assert subscriber().paused_until is None


def test_leaving_erases_and_closes_the_link(client: PortalClient, path: str) -> None:
    answer = client.post(path, data={"action": "leave"})
    assert "You are unsubscribed" in client.get(answer.headers["Location"]).get_data(as_text=True)
    assert rows(Subscriber) == 0
    assert client.get(path).status_code == 404


def test_a_forwarded_unsubscribe_link_shows_no_address_and_no_choice(
    client: PortalClient, reader: Reader, path: str
) -> None:
    page = client.get(unsubscribe_of(reader)).get_data(as_text=True)
    assert EMAIL not in page
    assert "checked" not in page
