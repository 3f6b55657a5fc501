"""Hostile words in every field stay words: in forms, on public pages, in the feed and in mails."""

from collections.abc import Iterable, Iterator
from email.message import EmailMessage
from xml.etree.ElementTree import Element, fromstring

import pytest
from flask import Flask
from sqlalchemy import select

from portal.extensions import db
from portal.feedback import links, mails
from portal.feedback.models import Feedback
from portal.feedback.service import appeals, deciding, taking
from portal.feedback.service.taking import Message
from tests.feedback.writer import SENT, message
from tests.support.client import PortalClient
from tests.support.pages import elements, parse
from tests.support.payloads import BUNCHES, MARK, PAYLOADS

pytestmark = pytest.mark.one_database

# Where the words of a person may stand in a page: as text, and as the value of a field.
WORDS_IN = {"blockquote", "dd", "del", "ins", "li", "p", "span", "strong", "textarea", "th"}
WORDS_IN |= {"title"}
OURS = ("http://localhost", "mailto:", "tel:", "/", "#", "https://")
ACTIVE = {"script", "iframe", "object", "embed", "base", "form", "svg", "math", "style", "img"}


def awake(html: str) -> list[str]:
    """Places where hostile words are more than words."""
    root, _ = parse(html, fragment=False)
    found = []
    for node in elements(root):
        inside = "".join(filter(None, (node.text, *(child.tail for child in node))))
        if MARK in node.tag or MARK in inside and node.tag not in WORDS_IN:
            found.append(f"in <{node.tag}>: {inside[:60]!r}")
        for name, value in node.attrib.items():
            if MARK in str(name) or MARK in value and (node.tag, name) != ("input", "value"):
                found.append(f"in {name} of <{node.tag}>: {value[:60]!r}")
    return found


def published(texts: Iterable[str]) -> Iterator[Feedback]:
    """A published message for each text, which is in the answer and the reason as well."""
    for place, payload in enumerate(texts):
        words = Message(text=payload, name=payload, email=f"a{place}@example.org", may_publish=True)
        taking.take(words, f"10.{place}.0.1")
    for row in db.session.scalars(select(Feedback).order_by(Feedback.id)).all():
        payload = row.message or ""
        step = {"by": "Jo"}
        deciding.answer(row.public_id, payload, seen_version=1, **step)
        deciding.publish(row.public_id, seen_version=2, **step)
        yield row


def reason(row: Feedback) -> None:
    """Words are taken out of it, with a hostile text and a hostile reason."""
    payload = row.message or ""
    text = f"{payload} [removed]"
    why = {"category": "personal", "reason": payload, "by": "Jo"}
    deciding.redact(row.public_id, text, seen_version=row.version, **why)


def test_there_are_a_hundred_of_them_and_each_is_marked() -> None:
    assert len(set(PAYLOADS)) >= 100
    assert all(MARK in payload for payload in PAYLOADS)


def test_the_check_itself_notices_what_is_awake() -> None:
    for payload in (f"<img src=x onerror={MARK}>", f"<script>{MARK}</script>", f"<{MARK}>"):
        assert awake(f"<!DOCTYPE html><p>{payload}</p>")


@pytest.mark.one_database
def test_a_form_that_comes_back_shows_words(client: PortalClient, app: Flask) -> None:
    for payload in PAYLOADS:
        sent = SENT | {"message": payload, "name": payload, "email": payload, "page": payload}
        answer = client.post("/feedback", data=sent, check=False)
        page = answer.get_data(as_text=True)
        assert answer.status_code == 422, payload
        assert MARK in page, payload
        assert awake(page) == [], payload


@pytest.mark.one_database
def test_the_page_before_sending_shows_words(client: PortalClient, app: Flask) -> None:
    for payload in PAYLOADS:
        sent = {"message": f"{payload} 943 476 5919", "name": payload, "website": payload}
        page = client.post("/feedback", data=sent, check=False).get_data(as_text=True)
        assert "Check what you are about to send" in page, payload
        assert awake(page) == [], payload


@pytest.mark.database
def test_what_is_published_shows_words_on_every_page_and_in_the_feed(
    client: PortalClient, app: Flask
) -> None:
    for row in published(PAYLOADS):
        reason(row)
    for page in range(1, 7):
        html = client.get(f"/you-said?page={page}", check=False).get_data(as_text=True)
        assert html.count(MARK) > 20
        assert awake(html) == []
    feed: Element = fromstring(client.get("/you-said/feed.atom").data)
    names = {node.tag.rpartition("}")[2] for node in feed.iter()}
    assert names <= {
        *("feed", "id", "title", "subtitle", "updated", "link", "author", "name", "email"),
        *("entry", "published", "content"),
    }
    assert not [node for node in feed.iter() if MARK in str(node.attrib)]


@pytest.mark.database
def test_an_appeal_shows_words(client: PortalClient, app: Flask) -> None:
    rows = list(published(BUNCHES))
    for row in rows:
        reason(row)
    for row in rows:
        path = links.appeal_path("message", row.public_id)
        client.post(path, data={"words": row.message})
        subject = appeals.subject_of("message", row.public_id)
        mine = appeals.find_for(subject) if subject else None
        assert mine
        words = row.message or ""
        appeals.decide(mine.public_id, changed=True, words=words, by="Jo", seen_version=1)
        page = client.get(path, check=False).get_data(as_text=True)
        assert MARK in page
        assert awake(page) == [], row.message


@pytest.mark.one_database
def test_a_mail_shows_words_and_links_to_us_alone(app: Flask) -> None:
    for row in published(BUNCHES):
        reason(row)
        for mail in (mails.answered(row.public_id, ""), mails.decided(row.public_id, "")):
            assert mail is not None
            assert faults_of_mail(mail) == [], row.message


def faults_of_mail(mail: EmailMessage) -> list[str]:
    """What is more than words in a mail, in its headers as well."""
    part = mail.get_body(preferencelist=("html",))
    assert part is not None
    root, _ = parse(part.get_content(), fragment=False)
    nodes = list(elements(root))
    tags = {node.tag for node in nodes} & ACTIVE - {"style"}
    places = [node.get("href") or "" for node in nodes if node.tag == "a"]
    loud = [name for node in nodes for name in node.attrib if str(name).startswith("on")]
    return [
        *tags,
        *loud,
        *(place for place in places if MARK in place or not place.startswith(OURS)),
        *(name for name, value in mail.items() if MARK in value or "\n" in value.strip()),
        *(name for name in ("Bcc", "Cc") if name in mail),
    ]


@pytest.mark.database
def test_what_was_written_is_kept_letter_by_letter(client: PortalClient, app: Flask) -> None:
    client.post("/feedback", data={"message": PAYLOADS[0]})
    assert message().message == PAYLOADS[0]
