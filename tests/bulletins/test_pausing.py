"""A bulletin that too many mailboxes send back, or call unwanted, stops by itself (B59)."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select

from portal.bulletins.service import pausing, steering
from portal.core import clock
from portal.core.columns import new_public_id
from portal.extensions import db
from portal.outbox import counts, post
from portal.outbox.models import ACCEPTED, BULK, REFUSED, RETURNED, OutboxRow
from tests.bulletins.post import Reader, run_job, send
from tests.bulletins.returned import BOUNCES, GONE, UNWANTED, comes_back
from tests.staff.trail import rows as trail
from tests.support import staff
from tests.support.client import PortalClient
from tests.support.databases import MakeApp
from tests.support.smtp import Sink

pytestmark = pytest.mark.database
SLUG = "welcome"


@pytest.fixture
def app(make_app: MakeApp, smtp_sink: Sink) -> Iterator[Flask]:
    """An app that knows where its mail comes back to."""
    made = make_app(**smtp_sink.settings, mail_bounces=BOUNCES)
    with made.app_context():
        yield made
        db.session.rollback()


def under_way(reader: Reader, state: str, reply: str, some: int, of: int = 200) -> list[OutboxRow]:
    """An issue of which so many ended so; the others arrived, and ten wait."""
    reader.subscribe()
    send(SLUG)
    db.session.execute(db.delete(OutboxRow))
    for _ in range(of + 10):
        post("bulletins.issue", new_public_id(), batch=SLUG, lane=BULK)
    db.session.flush()
    rows = list(db.session.scalars(select(OutboxRow).order_by(OutboxRow.id)))
    for place, row in enumerate(rows[:of]):
        row.state, row.reply = (state, reply) if place < some else (ACCEPTED, "250")
        row.finished_at = clock.now()
    db.session.commit()
    return rows


def stopped() -> int:
    db.session.rollback()
    return counts(batch=SLUG)["stopped"]


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("ended", "why"),
    [
        ([("accepted", "250", 189), ("returned", "5.1.1", 11)], "gone"),
        ([("accepted", "250", 190), ("returned", "5.1.1", 10)], ""),
        ([("accepted", "250", 188), ("returned", "5.1.1", 11)], ""),
        ([("accepted", "250", 100), ("returned", "5.2.2", 100)], ""),
        ([("accepted", "250", 100), ("returned", "5.7.1", 100)], ""),
        ([("accepted", "250", 100), ("refused", "550 5.1.1", 100)], "gone"),
        ([("accepted", "250", 199), ("complained", "", 1)], "unwanted"),
        ([("accepted", "250", 198), ("complained", "", 1)], ""),
        ([("accepted", "250", 997), ("complained", "", 3)], ""),
        ([("accepted", "250", 996), ("complained", "", 4)], "unwanted"),
        ([], ""),
    ],
)
def test_five_in_a_hundred_or_three_in_a_thousand_are_borne_after_two_hundred(
    ended: list[tuple[str, str, int]], why: str
) -> None:
    assert pausing.too_many(ended) == why


def test_the_report_that_is_one_too_many_stops_it_at_once_and_once(
    app: Flask, reader: Reader, client: PortalClient
) -> None:
    rows = under_way(reader, RETURNED, "5.1.1", 10)
    assert run_job(app, "bulletins.returns") == 0
    assert stopped() == 0
    comes_back(GONE, rows[50])
    assert stopped() == 10
    assert [row["about"] for row in trail() if row["action"] == "bulletins.stopped_itself"] == [
        SLUG
    ]
    editor, admin = staff.staff_client(client, "editor"), staff.staff_client(client, "admin")
    assert "bulletin that stopped by itself" in editor.get("/staff/").get_data(as_text=True)
    assert "Stopped by itself" in editor.get("/staff/bulletins").get_data(as_text=True)
    page = editor.get(f"/staff/bulletins/{SLUG}").get_data(as_text=True)
    assert "It stopped by itself" in page
    assert "more than 5 in 100 mails came back" in page
    desk, mail = (admin.get(path).get_data(as_text=True) for path in ("/staff/", "/staff/mail"))
    assert "bulletin held back, since many came back" in desk
    assert "Stopped by itself: too many came back" in mail
    # Whoever lets it go on has seen the figures: it does not stop again.
    steering.go_on(SLUG)
    comes_back(GONE, rows[51])
    assert run_job(app, "bulletins.returns") == 0
    assert stopped() == 0
    assert pausing.stopped_by_themselves() == (0, None)


def test_refusals_at_the_door_are_seen_by_the_worker(app: Flask, reader: Reader) -> None:
    under_way(reader, REFUSED, "550 5.1.1", 50)
    assert run_job(app, "bulletins.returns") == 1
    assert stopped() == 10


def test_complaints_stop_it_too(app: Flask, reader: Reader) -> None:
    rows = under_way(reader, ACCEPTED, "250", 0)
    comes_back(UNWANTED, rows[0])
    assert stopped() == 10
    assert [each.paused_why for each in steering.overview() if each.paused_at] == ["unwanted"]


def test_what_is_over_is_not_stopped(app: Flask, reader: Reader) -> None:
    rows = under_way(reader, RETURNED, "5.1.1", 100)
    db.session.execute(db.delete(OutboxRow).where(OutboxRow.state == "due"))
    db.session.commit()
    comes_back(GONE, rows[150])
    assert run_job(app, "bulletins.returns") == 0
    assert all(each.paused_at is None for each in steering.overview())
