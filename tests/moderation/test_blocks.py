"""Blocks: they tell the truth, have an end and an appeal, and close nothing else."""

import re

import pytest
from sqlalchemy import select

import portal.records as records
from portal.extensions import db
from portal.feedback.models import Feedback
from portal.moderation.models import Block
from tests.complaints.teller import CARE, Teller
from tests.feedback.writer import WORDS, Writer, later, message, rows
from tests.moderation.desk import Desk, trail
from tests.support import staff
from tests.support.client import PortalClient

pytestmark = pytest.mark.database

WHY = {"category": "abuse", "reason": "It threatens somebody."}
APPEAL = re.compile(r'href="(/appeal/[^"]+)"')


def place(desk: Desk, what: str = "email", days: str = "30", **changes: str) -> int:
    """Block the author of the only message."""
    path = f"/staff/feedback/{message().reference}/block"
    sent = {"csrf": staff.csrf(desk.client), "what": what, "days": days, **WHY, **changes}
    return desk.client.post(path, data=sent).status_code


def block() -> Block:
    """The only block."""
    db.session.rollback()
    return db.session.scalars(select(Block)).one()


def test_whoever_is_blocked_is_told_the_truth_and_keeps_their_words(
    writer: Writer, desk: Desk
) -> None:
    writer.send()
    assert place(desk) == 303
    refused = writer.send(message="Once more, with feeling")
    page = refused.get_data(as_text=True)
    assert refused.status_code == 403
    assert "This email address is blocked from this form until" in page
    assert "attack or threaten" in page
    assert "Once more, with feeling" in page
    assert "urgent help" in page
    assert rows(Feedback) == 1


def test_a_block_closes_posting_and_nothing_else(writer: Writer, desk: Desk) -> None:
    writer.send()
    place(desk, "both")
    client = writer.client
    assert client.post("/your-data", data={"email": writer.email}).status_code == 303
    assert client.post("/bulletins/sign-up", data={"email": writer.email}).status_code != 403
    assert client.post("/bulletins/manage", data={"email": writer.email}).status_code == 303
    choice = client.post("/cookies/choice", data={"choice": "allow", "next": "/"})
    assert choice.status_code == 303
    useful = client.post("/feedback/page", data={"page": "sleep", "useful": "yes", "next": "/"})
    assert useful.status_code == 303
    teller = Teller(client)
    teller.walk(CARE | {"reach": {"email": writer.email}})
    assert "Your reference" in teller.send()


def test_a_block_is_appealed_against_and_lifted_by_somebody_else(
    writer: Writer, desk: Desk, client: PortalClient
) -> None:
    writer.send()
    place(desk)
    path = APPEAL.findall(writer.send().get_data(as_text=True))[0]
    assert "It threatens somebody." in writer.read(path)
    assert client.post(path, data={"words": "It was a joke."}).status_code == 303
    appeal = re.findall(r'href="(/staff/appeals/[^"]+)"', desk.read("/staff/appeals"))[0]
    sent = {"seen_version": 1, "changed": "yes", "outcome": "You are right."}
    mine = desk.client.post(appeal, data={"csrf": staff.csrf(desk.client), **sent})
    assert mine.status_code == 422
    assert "somebody else has to hear" in mine.get_data(as_text=True)
    other = Desk(client, "admin")
    assert "It was a joke." in other.read(appeal)
    answer = other.client.post(appeal, data={"csrf": staff.csrf(other.client), **sent})
    assert answer.status_code == 303
    assert block().lifted_at
    assert writer.send(message="I am back").status_code == 303


@pytest.mark.parametrize(
    "change", [{"reason": ""}, {"category": ""}, {"days": "9999"}, {"what": "person"}]
)
def test_no_block_is_without_reason_kind_and_end(
    change: dict[str, str], writer: Writer, desk: Desk
) -> None:
    writer.send()
    assert place(desk, **change) == 422
    assert rows(Block) == 0


def test_a_network_is_blocked_whoever_writes_from_it(writer: Writer, desk: Desk) -> None:
    writer.send(email="", reply="no")
    assert place(desk, "email") == 422, "no address was given"
    assert place(desk, "network") == 303
    assert writer.send(email="other@example.org").status_code == 403


def test_a_block_ends_by_itself_and_goes_after_30_days(writer: Writer, desk: Desk) -> None:
    writer.send()
    place(desk, days="7")
    with later(days=8):
        assert writer.send(message="After a week").status_code == 303
    db.session.rollback()
    with later(days=36):
        records.run_retention()
        assert rows(Block) == 1
        db.session.rollback()
    with later(days=38):
        records.run_retention()
        assert rows(Block) == 0


def test_a_block_is_looked_at_again_by_an_admin_and_lasts_a_year_at_most(
    writer: Writer, desk: Desk, client: PortalClient
) -> None:
    writer.send()
    place(desk)
    where = f"/staff/blocks/{block().public_id}"
    assert "It threatens somebody." in desk.read(where)
    sent = {"seen_version": 1, "days": "90", **WHY}
    admin = Desk(client, "admin")
    assert desk.client.post(f"{where}/review", data=sent).status_code == 403
    with later(minutes=1):
        sent["csrf"] = staff.csrf(admin.client)
        assert admin.client.post(f"{where}/review", data=sent).status_code == 303
        long = admin.client.post(f"{where}/review", data={**sent, "seen_version": 2, "days": "365"})
        assert long.status_code == 422
        again = admin.client.post(f"{where}/review", data=sent)
        assert "Somebody else changed this" in again.get_data(as_text=True)
    lifted = {"csrf": staff.csrf(desk.client), "seen_version": 2}
    assert desk.client.post(f"{where}/lift", data=lifted).status_code == 303
    assert writer.send(message="Free again").status_code == 303


def test_erasing_leaves_the_block_and_says_why(writer: Writer, desk: Desk) -> None:
    writer.send()
    place(desk)
    done = records.erase(writer.email)
    assert "A block from sending feedback on this portal" in [kept.title for kept in done.kept]
    assert rows(Block) == 1
    assert writer.send().status_code == 403
    assert "keeps no address" not in block().email_index
    assert WORDS not in desk.read("/staff/blocks")


def test_every_act_about_a_block_is_in_the_trail(writer: Writer, desk: Desk) -> None:
    writer.send()
    place(desk)
    where = f"/staff/blocks/{block().public_id}"
    desk.read("/staff/blocks")
    desk.read(where)
    desk.client.post(f"{where}/lift", data={"csrf": staff.csrf(desk.client), "seen_version": 1})
    acts = [action for action, _ in trail() if action.startswith("block.")]
    assert acts == ["block.placed", "block.listed", "block.viewed", "block.lifted"]
