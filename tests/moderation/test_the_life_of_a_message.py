"""The whole life of a message, through pages alone and without scripts, as two people live it."""

import re

import pytest

from portal.core.crypto import RecordKey
from portal.feedback.models import Appeal, Feedback
from tests.feedback.writer import WORDS, Writer, message, rows
from tests.moderation.desk import REASON, Desk, trail
from tests.support import staff
from tests.support.client import PortalClient
from tests.your_data.asker import Asker

pytestmark = pytest.mark.database

APPEAL = re.compile(r'href="(/staff/appeals/[^"]+)"')


def test_sent_answered_published_hidden_appealed_shown_again_and_erased(
    writer: Writer, desk: Desk, client: PortalClient
) -> None:
    sent = writer.send(stamp=writer.stamp())
    assert "Thank you for your feedback" in writer.read(sent.headers["Location"])
    first = re.findall(r'href="(/staff/feedback/[A-Z0-9-]+)"', desk.read("/staff/feedback"))[0]
    assert WORDS in desk.read(first)
    desk.step("answer", answer="The print is larger now.")
    assert "The print is larger now." in writer.mails[-1].text
    desk.step("publish")
    assert WORDS in writer.read("/you-said")
    desk.step("hide", **REASON)
    assert WORDS not in writer.read("/you-said")
    path = writer.appeal_link()
    client.post(path, data={"words": "I am that nurse."})
    second = Desk(client, "admin")
    appeal = APPEAL.findall(second.read("/staff/appeals"))[0]
    assert "I am that nurse." in second.read(appeal)
    looked = [action for action, by in trail() if by == second.person.public_id]
    assert looked[-2:] == ["appeal.listed", "appeal.viewed"]
    found = {"changed": "yes", "outcome": "You are right.", "seen_version": 1}
    token = staff.csrf(second.client)
    assert second.client.post(appeal, data={"csrf": token, **found}).status_code == 303
    assert "You are right." in writer.mails[-1].text
    assert WORDS in writer.read("/you-said")
    asker = Asker(client, writer.sink, writer.email)
    client.post(f"{asker.link()}/delete", data={"action": "delete"})
    assert [rows(kind) for kind in (Feedback, Appeal)] == [0, 0]
    assert WORDS not in writer.read("/you-said") + desk.read("/staff/feedback?status=all")
    assert desk.client.get(first).status_code == 404


def test_nobody_opens_a_message_by_reference_from_outside(writer: Writer) -> None:
    writer.send()
    answer = writer.client.get(f"/staff/feedback/{message().reference}")
    assert answer.status_code == 303
    assert "/staff/sign-in" in answer.headers["Location"]
    assert rows(RecordKey) == 1
