"""The queue: what waits, filtered, page by page, and inert whatever people write."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.core.clock import freeze, now
from portal.core.forms import tidy
from portal.extensions import db
from portal.feedback.models import Feedback
from portal.feedback.service import deciding, reading, taking
from portal.feedback.service.taking import Message
from tests.feedback.test_hostile import awake
from tests.feedback.writer import Writer, message
from tests.moderation.desk import Desk
from tests.support.payloads import BUNCHES, PAYLOADS

pytestmark = pytest.mark.database

LINK = re.compile(r'href="(/staff/feedback/[A-Z0-9-]+)"')
MORE = re.compile(r'<a href="([^"]+)"[^>]*rel="next"')


def take(text: str, place: int, **more: object) -> str:
    """Somebody sends a message."""
    words = Message(text=tidy(text), age=timedelta(minutes=1), **more)  # type: ignore[arg-type]  # as given
    return taking.take(words, f"10.{place}.0.1").reference


def plain(desk: Desk, path: str) -> str:
    """A page, of which the checks of the house would say that it shows odd words."""
    return desk.client.get(path, check=False).get_data(as_text=True)


def test_every_message_is_on_exactly_one_page(desk: Desk) -> None:
    for place in range(60):
        take(f"Message number {place}", place)
    found: list[str] = []
    path = "/staff/feedback"
    while path:
        page = desk.read(path)
        found += LINK.findall(page)
        path = (MORE.findall(page) or [""])[0].replace("&amp;", "&")
    assert len(found) == len(set(found)) == 60


def test_urgent_and_flagged_ones_are_found_and_counted(desk: Desk) -> None:
    take("I want to die", 1)
    take("See www.a.example and www.b.example", 2)
    take("An ordinary one", 3)
    page = desk.read("/staff/feedback")
    assert "All 3" in page
    assert "Urgent 1" in page
    assert "Flagged 1" in page
    assert "An ordinary one" not in desk.read("/staff/feedback?only=urgent")
    assert "I want to die" not in desk.read("/staff/feedback?only=flagged")


def test_who_waits_too_long_is_found_wherever_the_message_is(writer: Writer, desk: Desk) -> None:
    writer.send(message="Still no answer")
    row = message()
    row.received_at = now() - timedelta(days=16)
    db.session.commit()
    deciding.hide(
        row.public_id, category="personal", reason="A name.", by="Jo", seen_version=row.version
    )
    page = desk.read("/staff/feedback?only=overdue")
    assert "Still no answer" in page
    assert "Was due on" in page
    assert "<strong>1</strong> answer overdue" in desk.read("/staff/")


def test_overdue_answers_come_next_after_urgent_ones_on_every_page(desk: Desk) -> None:
    take("I want to die", 1)
    asked = {"wants_reply": True, "email": "ann@example.org"}
    for place in range(2, 32):
        take(f"Ordinary {place}", place)
    late = [take(f"Still no answer {place}", place, **asked) for place in (40, 41)]
    for row in db.session.scalars(select(Feedback).where(Feedback.reference.in_(late))):
        row.received_at = now() - timedelta(days=16)
    db.session.commit()
    first = desk.read("/staff/feedback")
    words = re.findall(r"I want to die|Still no answer|Ordinary", first)
    assert words[:4] == ["I want to die", "Still no answer", "Still no answer", "Ordinary"]
    rest = desk.read(MORE.findall(first)[0].replace("&amp;", "&"))
    found = [LINK.findall(page) for page in (first, rest)]
    assert len(set(found[0]) | set(found[1])) == sum(map(len, found)) == 33
    before = reading.queue()
    following = [reading.next_after(line.public_id) for line in before[:-1]]
    assert following == [line.reference for line in before[1:]]


def test_an_urgent_message_is_read_on_its_own_day(desk: Desk) -> None:
    take("I want to die", 1)
    assert "To be read today" in desk.read("/staff/feedback")
    with freeze(now() + timedelta(days=1)):
        page = Desk(desk.client, "moderator", email="night@staff.example.org").read(
            "/staff/feedback"
        )
        assert "Was to be read on" in page


def test_a_reference_finds_a_message_however_it_is_written(desk: Desk) -> None:
    reference = take("Find me", 1)
    take("Not me", 2)
    page = desk.read(f"/staff/feedback?q={reference[:3].lower()}-{reference[3:]}")
    assert "Find me" in page
    assert "Not me" not in page
    assert "No message fits" in desk.read("/staff/feedback?q=nothing")


@pytest.mark.parametrize(
    "query", ["status=x", "topic=x", "only=x", "after=x", "page=%00", "q=%27", "after[]=1"]
)
def test_an_odd_query_is_answered_as_none(query: str, desk: Desk) -> None:
    take("Here I am", 1)
    assert desk.client.get(f"/staff/feedback?{query}").status_code == 200


def test_a_fragment_of_the_queue_comes_alone(desk: Desk) -> None:
    take("Here I am", 1)
    answer = desk.client.get("/staff/feedback", headers={"HX-Request": "true"})
    page = answer.get_data(as_text=True)
    assert "Here I am" in page
    assert "<html" not in page


@pytest.mark.one_database
@pytest.mark.slow
def test_hostile_words_stay_words_in_the_queue(desk: Desk) -> None:
    for place, payload in enumerate(PAYLOADS):
        take(payload, place, name=payload)
    path = "/staff/feedback?status=all"
    while path:
        page = plain(desk, path)
        assert awake(page) == []
        path = (MORE.findall(page) or [""])[0].replace("&amp;", "&")


@pytest.mark.one_database
@pytest.mark.slow
def test_hostile_words_stay_words_on_the_page_of_a_message(desk: Desk) -> None:
    why = {"category": "personal", "by": "Jo"}
    for place, payload in enumerate(BUNCHES):
        reference = take(payload, place, name=payload, email=f"a{place}@example.org")
        public_id = (reading.locate(reference) or ("", ""))[0]
        deciding.answer(public_id, payload, by="Jo", seen_version=1)
        deciding.redact(public_id, f"x {payload}", reason=payload, seen_version=2, **why)
        assert awake(plain(desk, f"/staff/feedback/{reference}")) == [], payload
