"""The links of mails: reading one changes nothing, each has one effect, none does another's."""

import pytest
from flask import Flask

from portal.bulletins.models import BulletinRequest, NotMe, Subscriber
from portal.core import tokens
from portal.core.tokens import MailedLink
from portal.extensions import db
from tests.bulletins.post import (
    Reader,
    later,
    link_in,
    rows,
    run_job,
    subscriber,
    unsubscribe_of,
)
from tests.support.client import PortalClient

pytestmark = pytest.mark.database
AGENTS = ("Mozilla/5.0", "Outlook-Scanner/1.0", "curl/8", "SkypeUriPreview", "Barracuda")
PURPOSES = ("confirm", "not-me", "preferences", "unsubscribe")
CONFIRMED, TOO_OLD = "This was confirmed already", "This link is too old"
OVER = [(True, 0, CONFIRMED), (True, 8, CONFIRMED), (False, 8, TOO_OLD)]


def test_a_scanner_that_follows_every_link_changes_nothing(
    client: PortalClient, reader: Reader
) -> None:
    reader.sign_up()
    for path in (reader.link("confirm"), reader.link("not-me")):
        for agent in AGENTS:
            for method in ("GET", "HEAD", "OPTIONS"):
                client.open(path, method=method, headers={"User-Agent": agent})
    assert rows(Subscriber) == rows(NotMe) == 0
    assert rows(BulletinRequest) == 1


def test_the_second_use_says_already_confirmed(client: PortalClient, reader: Reader) -> None:
    path = reader.subscribe()
    for answer in (client.get(path), client.post(path)):
        assert answer.status_code == 200
        assert "<h1>Already confirmed</h1>" in answer.get_data(as_text=True)
    assert rows(Subscriber) == 1


def test_a_confirm_page_shows_no_address_and_is_kept_nowhere(
    client: PortalClient, reader: Reader
) -> None:
    reader.sign_up()
    answer = client.get(reader.link("confirm"))
    assert reader.email not in answer.get_data(as_text=True)
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["X-Robots-Tag"] == "noindex"


def test_a_link_that_a_mail_program_broke_still_works(client: PortalClient, reader: Reader) -> None:
    reader.sign_up()
    path = reader.link("confirm")
    wrapped = path[:40] + "=%0D%0A" + path[40:]
    assert "<h1>Confirm that" in client.get(wrapped).get_data(as_text=True)
    assert "<h1>Confirm that" in client.get(path + ").").get_data(as_text=True)


def test_a_link_is_refused_for_every_other_purpose(client: PortalClient, reader: Reader) -> None:
    reader.sign_up()
    made = {what: reader.link(what).rpartition("/")[2] for what in ("confirm", "not-me")}
    other = Reader(client, reader.sink, "other@example.org")
    other.subscribe()
    client.post("/bulletins/manage", data={"email": other.email})
    made["preferences"] = other.link("preferences").rpartition("/")[2]
    made["unsubscribe"] = unsubscribe_of(other).rpartition("/")[2]
    before = subscriber().confirmed_at
    for what, token in made.items():
        for purpose in set(PURPOSES) - {what}:
            client.post(f"/bulletins/{purpose}/{token}", data={"action": "leave"})
    assert rows(Subscriber) == 1
    assert subscriber().confirmed_at == before
    assert rows(NotMe) == 0


@pytest.mark.parametrize("token", ["x" * 22 + "é" * 23 + "a", "%00" * 46, "x" * 5000])
@pytest.mark.parametrize("what", PURPOSES)
def test_an_odd_link_is_no_fault_of_ours(what: str, token: str, client: PortalClient) -> None:
    for method in ("GET", "POST"):
        answer = client.open(f"/bulletins/{what}/{token}", method=method, check=False)
        assert answer.status_code in {200, 404}


@pytest.mark.parametrize("what", ["confirm", "not-me", "preferences"])
def test_a_forged_link_is_not_found_and_says_what_to_do(what: str, client: PortalClient) -> None:
    for answer in (client.get(f"/bulletins/{what}/forged"), client.post(f"/bulletins/{what}/x")):
        assert answer.status_code == 404
        assert "/bulletins/manage" in answer.get_data(as_text=True)


def test_after_seven_days_a_new_link_comes_without_asking_for_the_address(
    client: PortalClient, reader: Reader
) -> None:
    reader.sign_up()
    path = reader.link("confirm")
    with later(days=7, seconds=1):
        assert "<h1>This link is too old</h1>" in client.get(path).get_data(as_text=True)
        assert client.post(path).status_code == 200
        assert rows(Subscriber) == 0
        assert client.post(path + "/again").status_code == 303
        fresh = reader.link("confirm")
        assert fresh != path
        assert client.post(fresh).status_code == 303
    assert rows(Subscriber) == 1


def test_a_second_before_it_runs_out_a_link_still_works(
    client: PortalClient, reader: Reader
) -> None:
    reader.sign_up()
    path = reader.link("confirm")
    with later(days=7, seconds=-30):
        assert client.post(path).status_code == 303


def test_it_was_not_me_erases_and_leaves_alone_for_thirty_days(
    client: PortalClient, reader: Reader
) -> None:
    reader.sign_up()
    path = reader.link("not-me")
    page = client.get(client.post(path).headers["Location"])
    assert "<h1>We have forgotten the address</h1>" in page.get_data(as_text=True)
    assert rows(BulletinRequest) == 0
    with later(days=29):
        reader.sign_up(frequency="weekly")
        assert len(reader.mails) == 1
    with later(days=31):
        reader.sign_up(frequency="monthly")
        assert len(reader.mails) == 2


@pytest.mark.parametrize(("is_confirmed", "days", "says"), OVER)
def test_it_was_not_me_ends_nothing_that_was_confirmed_or_is_over(
    client: PortalClient, reader: Reader, is_confirmed: bool, days: int, says: str
) -> None:
    reader.sign_up()
    not_me = reader.link("not-me")
    if is_confirmed:
        client.post(reader.link("confirm"))
    with later(days=days):
        for answer in (client.get(not_me), client.post(not_me)):
            assert answer.status_code == 200
            assert f"<h1>{says}</h1>" in answer.text
            assert "Looking after your mind" in answer.text
            assert "<form" not in answer.text.partition("<main")[2].partition("</main>")[0]
    assert rows(Subscriber) == is_confirmed
    assert rows(BulletinRequest) == 1
    assert rows(NotMe) == 0


def test_after_leaving_the_links_of_the_sign_up_open_nothing(
    client: PortalClient, reader: Reader
) -> None:
    reader.sign_up()
    links = [reader.link("confirm"), reader.link("not-me")]
    client.post(links[0])
    client.post(unsubscribe_of(reader), data={"action": "leave"})
    assert [client.post(link).status_code for link in links] == [404, 404]
    assert rows(Subscriber) == rows(NotMe) == 0


def test_it_was_not_me_holds_for_every_mail_about_it(
    app: Flask, client: PortalClient, reader: Reader
) -> None:
    reader.sign_up()
    first = reader.link("not-me")
    with later(hours=25):
        run_job(app, "bulletins.remind")
        second = reader.link("not-me")
        assert first != second
        client.post(first)
        assert "<h1>We have forgotten the address</h1>" in client.get(second).text


def test_only_a_digest_of_each_link_is_kept(app: Flask, reader: Reader) -> None:
    reader.sign_up()
    token = link_in(reader.mails[0], "confirm").rpartition("/")[2]
    hashes = db.session.scalars(db.select(MailedLink.token_hash)).all()
    assert token not in hashes
    assert len(token) == 43


def test_no_letter_of_a_signed_link_can_be_changed(app: Flask, reader: Reader) -> None:
    reader.subscribe()
    good = tokens.sign("bulletins.unsubscribe", subscriber().public_id)
    mutated = [
        good[:place] + ("A" if good[place] != "A" else "B") + good[place + 1 :]
        for place in range(len(good))
    ]
    # The last letter of base64 carries spare bits, so its neighbours may read the same.
    assert not [t for t in mutated[:-1] if tokens.read("bulletins.unsubscribe", t)]
