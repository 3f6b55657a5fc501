"""The work in pictures: every number in the table, the first and the last on the picture."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal.bulletins.models import Subscriber
from portal.bulletins.service import growing, subscriptions
from portal.core import charts, clock
from portal.extensions import db
from portal.feedback.models import FeedbackCount
from portal.feedback.service import counting
from portal.records import erase
from tests.bulletins.post import Reader
from tests.feedback.test_hostile import awake
from tests.feedback.writer import EMAIL, Writer, answer, message
from tests.moderation.desk import Desk
from tests.support import staff
from tests.support.client import PortalClient
from tests.support.payloads import MARK, PAYLOADS
from tests.support.smtp import Sink

pytestmark = pytest.mark.database
HERE = "/staff/pictures"
SVG = "in <{http://www.w3.org/2000/svg}"
# Where words may stand in a picture and its table.
WORDS_IN = (f"{SVG}text>", f"{SVG}title>", "in <th>")
NOON = datetime(2026, 11, 18, 12, tzinfo=UTC)


def cells(page: str, heading: str) -> list[list[str]]:
    """The rows of the table under a heading."""
    table = page.split(heading)[-1].split("<tbody>")[1].split("</tbody>")[0]
    rows = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in table.split("<tr>")[1:]]
    return [[re.sub(r"<[^>]+>", "", cell) for cell in row] for row in rows]


def loose(html: str) -> list[str]:
    """Places where hostile words are more than words."""
    return [each for each in awake(html) if not each.startswith(WORDS_IN)]


def look(client: PortalClient, *roles: str) -> str:
    """The page, as somebody with these roles reads it."""
    return staff.staff_client(client, *roles).get(HERE).get_data(as_text=True)


def test_each_role_sees_what_it_works_with(app: Flask, client: PortalClient) -> None:
    assert client.get(HERE).status_code == 303
    assert staff.staff_client(client, "investigator").get(HERE).status_code == 403
    seen = {role: look(client, role) for role in ("moderator", "editor", "admin")}
    assert ["Feedback by week" in page for page in seen.values()] == [True, False, True]
    assert ["Subscribers to bulletins" in page for page in seen.values()] == [False, True, True]
    assert all("Nothing is counted yet" in page for page in seen.values())


def test_what_came_is_counted_by_week_and_topic_and_moves_when_it_is_filed(
    writer: Writer, desk: Desk
) -> None:
    writer.send()
    assert counting.by_topic() == [("Not filed yet", 1)]
    desk.step("file", topic="thanks")
    assert counting.by_topic() == [("Thanks", 1)]
    page = desk.read(HERE)
    assert cells(page, ">Feedback by week<")[-1][1] == "1"
    assert cells(page, ">Feedback by topic")[-1] == ["Thanks", "1"]
    assert ", so far" in page


def test_the_number_stays_when_the_message_is_erased(writer: Writer, desk: Desk) -> None:
    writer.send()
    answer()
    erase(EMAIL)
    assert counting.by_week()[-1].count == 1
    assert counting.by_month()[-1].slowest == 0
    assert sorted(db.session.scalars(select(FeedbackCount.detail))) == ["", "0"]


def test_a_form_that_is_sent_twice_counts_once(writer: Writer) -> None:
    stamp = writer.stamp()
    writer.send(stamp=stamp)
    writer.send(stamp=stamp)
    assert counting.by_week()[-1].count == 1


def test_answers_are_counted_in_days_and_by_what_we_promised(app: Flask, writer: Writer) -> None:
    for days in (1, 3, 20):
        with clock.freeze(NOON - timedelta(days=days)):
            writer.send()
            row = message()
        with clock.freeze(NOON):
            answer()
            answer("A second answer is none more.")
        db.session.delete(db.session.merge(row))
        db.session.commit()
    with clock.freeze(NOON):
        found = counting.by_month()[-1]
    assert (found.median, found.slowest, found.in_time, found.late) == (3, 20, 2, 1)


def test_an_answer_that_nobody_asked_for_does_not_count(writer: Writer) -> None:
    writer.send(reply="no")
    answer()
    assert counting.by_month()[-1].slowest is None


def test_subscribers_are_counted_from_consents_that_outlive_them(
    app: Flask, client: PortalClient, smtp_sink: Sink
) -> None:
    reader = Reader(client, smtp_sink)
    with clock.freeze(NOON - timedelta(days=60)):
        reader.subscribe()
        Reader(client, reader.sink, "other@example.org").subscribe()
    with clock.freeze(NOON - timedelta(days=25)):
        subscriptions.leave(_first().public_id)
    with clock.freeze(NOON):
        months = growing.by_month()[-3:]
        page = look(client, "editor")
    assert [(each.joined, each.left, each.total) for each in months] == [
        (2, 0, 2),
        (0, 1, 1),
        (0, 0, 1),
    ]
    assert cells(page, ">Subscribers to bulletins")[-2] == ["October 2026", "0", "1", "1"]


def test_hostile_words_cannot_break_a_picture(app: Flask, writer: Writer, desk: Desk) -> None:
    source = '{% from "macros/chart.html" import chart %}{{ chart(picture, "x", words) }}'
    template = app.jinja_env.from_string(source)
    for payload in PAYLOADS:
        picture = charts.rows([(payload, 3, payload)])
        html = template.render(picture=picture, words=payload)
        assert html.count("<rect") == 1
        assert not loose(html), payload
    writer.send()
    for payload in PAYLOADS[:40]:
        # A topic that only somebody with access to the database could have put there.
        counting.received(clock.now(), payload[:20])
    db.session.commit()
    page = desk.client.get(HERE, check=False).get_data(as_text=True)
    assert MARK in page or "&lt;script" in page
    assert not loose(page)


def _first() -> Subscriber:
    found = db.session.scalars(select(Subscriber).order_by(Subscriber.id)).first()
    assert found
    return found
