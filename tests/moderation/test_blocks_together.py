"""Authors of several messages are blocked at once; it can be undone, and closes nothing else."""

import pytest
from sqlalchemy import select

from portal.extensions import db
from portal.feedback.models import FeedbackOrigin
from portal.moderation.models import Block
from tests.feedback.writer import Writer
from tests.moderation.desk import Desk, trail
from tests.moderation.test_queue import take
from tests.moderation.test_together import CHOSEN, send, undo

pytestmark = pytest.mark.database
WHY = {
    "action": "block",
    "step": "confirmed",
    "what": "email",
    "days": "30",
    "category": "flood",
    "reason": "Forty adverts in an hour.",
}


def blocks() -> list[Block]:
    """Every block."""
    db.session.rollback()
    return list(db.session.scalars(select(Block).order_by(Block.id)))


def chosen(desk: Desk) -> list[str]:
    """Every message in the queue, ticked."""
    return CHOSEN.findall(desk.read("/staff/feedback"))


def test_blocking_several_asks_what_how_long_and_why_first(writer: Writer, desk: Desk) -> None:
    writer.send(message="One")
    ticked = chosen(desk)
    page = send(desk, ticked, action="block").get_data(as_text=True)
    assert "Block the authors of 1 message" in page
    assert "Everything else stays open to them: complaints, appeals" in page
    for wrong in ({"reason": ""}, {"category": ""}, {"days": "9999"}, {"what": "house"}):
        assert send(desk, ticked, **{**WHY, **wrong}).status_code == 422
    assert blocks() == []


def test_each_author_is_blocked_once_and_those_without_a_trace_are_named(
    writer: Writer, desk: Desk
) -> None:
    for place, email in enumerate(("a@example.org", "b@example.org", "a@example.org", "")):
        take(f"Message {place}", place, email=email)
    answer = send(desk, chosen(desk), **WHY)
    page = answer.get_data(as_text=True)
    assert "2 blocks are placed" in page
    assert page.count("Its author is blocked already") == 1
    assert page.count("There is nothing to block its author by") == 1
    assert len({row.email_index for row in blocks()}) == len(blocks()) == 2
    assert {row.network_index for row in blocks()} == {""}
    assert [action for action, _ in trail()].count("block.placed") == 2


def test_it_is_undone_by_lifting_each_block(writer: Writer, desk: Desk) -> None:
    writer.send(message="One")
    answer = send(desk, chosen(desk), **WHY)
    assert writer.send(message="Two").status_code == 403
    assert "1 block is lifted" in undo(desk, answer)
    assert writer.send(message="Two").status_code == 303
    assert "Somebody else changed this" in undo(desk, answer)


def test_both_falls_back_to_the_one_that_is_there(writer: Writer, desk: Desk) -> None:
    take("With an address", 1, email="a@example.org")
    take("Without one", 2)
    send(desk, chosen(desk), **{**WHY, "what": "both"})
    found = {(bool(row.email_index), bool(row.network_index)) for row in blocks()}
    assert found == {(True, True), (False, True)}
    for origin in db.session.scalars(select(FeedbackOrigin)):
        db.session.delete(origin)
    db.session.commit()
    take("Another without one", 3)
    db.session.delete(db.session.scalars(select(FeedbackOrigin)).one())
    db.session.commit()
    page = send(desk, chosen(desk)[:1], **{**WHY, "what": "both"}).get_data(as_text=True)
    assert "There is nothing to block its author by" in page


def test_a_shared_network_still_leaves_each_address_blocked(writer: Writer, desk: Desk) -> None:
    take("One", 1, email="a@example.org")
    take("Two", 1, email="b@example.org")
    send(desk, chosen(desk), **{**WHY, "what": "both"})
    assert len(blocks()) == 2


def test_blocks_placed_together_close_nothing_but_posting(writer: Writer, desk: Desk) -> None:
    writer.send(message="One")
    send(desk, chosen(desk), **{**WHY, "what": "both"})
    client = writer.client
    assert writer.send(message="Two").status_code == 403
    assert client.get("/complaints").status_code != 403
    assert client.post("/your-data", data={"email": writer.email}).status_code == 303
    path = writer.send().get_data(as_text=True).split('href="/appeal/')[1].split('"')[0]
    assert client.post(f"/appeal/{path}", data={"words": "Why?"}).status_code == 303
