"""Several messages at once, and taking it back."""

import re

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from portal.extensions import db
from portal.feedback.models import CLOSED, HIDDEN, WAITING, Feedback
from tests.feedback.writer import Writer
from tests.moderation.desk import REASON, Desk, trail
from tests.support import staff

pytestmark = pytest.mark.database

CHOSEN = re.compile(r'name="chosen" form="together" value="([^"]+)"')
STATE = re.compile(r'name="state" value="([^"]+)"')


def states() -> list[str]:
    """What became of each message."""
    db.session.rollback()
    return list(db.session.scalars(select(Feedback.state).order_by(Feedback.id)))


def send(desk: Desk, chosen: list[str], **data: str) -> TestResponse:
    """Do something with those that are chosen."""
    sent = {"csrf": staff.csrf(desk.client), "chosen": chosen, **data}
    return desk.client.post("/staff/feedback/together", data=sent)


def undo(desk: Desk, answer: TestResponse) -> str:
    """Press the button that takes it back."""
    state = STATE.findall(answer.get_data(as_text=True))[0]
    sent = {"csrf": staff.csrf(desk.client), "state": state}
    return desk.client.post("/staff/feedback/together/undo", data=sent).get_data(as_text=True)


def test_several_are_closed_at_once_and_opened_again(writer: Writer, desk: Desk) -> None:
    writer.send(reply="no", message="One")
    writer.send(reply="no", message="Two")
    writer.send(reply="yes", message="Three wants an answer")
    answer = send(desk, CHOSEN.findall(desk.read("/staff/feedback")), action="close")
    page = answer.get_data(as_text=True)
    assert states() == [CLOSED, CLOSED, WAITING]
    assert "2 messages are closed" in page
    assert "asked for an answer" in page
    assert "2 messages are as before" in undo(desk, answer)
    assert states() == [WAITING] * 3


def test_hiding_several_asks_for_the_reason_first(writer: Writer, desk: Desk) -> None:
    writer.send(message="One")
    writer.send(message="Two")
    chosen = CHOSEN.findall(desk.read("/staff/feedback"))
    assert "Hide 2 messages" in send(desk, chosen, action="hide").get_data(as_text=True)
    sent = {"action": "hide", "step": "confirmed", **REASON}
    assert send(desk, chosen, **{**sent, "reason": ""}).status_code == 422
    assert states() == [WAITING] * 2
    answer = send(desk, chosen, **sent)
    assert states() == [HIDDEN] * 2
    assert [action for action, _ in trail()].count("feedback.hidden") == 2
    undo(desk, answer)
    assert states() == [WAITING] * 2
    assert not [mail for mail in writer.mails if "do not publish" in mail.text]


def test_what_somebody_touched_meanwhile_stays_as_it_is(writer: Writer, desk: Desk) -> None:
    writer.send(reply="no")
    chosen = CHOSEN.findall(desk.read("/staff/feedback"))
    desk.step("file", topic="thanks")
    page = send(desk, chosen, action="close").get_data(as_text=True)
    assert "Somebody else changed this" in page
    assert states() == [WAITING]


@pytest.mark.parametrize("chosen", [[], ["nonsense"], ["KD4WM7RT3:x"], ["KD4WM7RT3:1"]])
def test_nothing_real_chosen_does_nothing(chosen: list[str], writer: Writer, desk: Desk) -> None:
    writer.send(reply="no")
    assert send(desk, chosen, action="close").status_code in {200, 303}
    assert send(desk, chosen, action="burn").status_code == 422
    assert states() == [WAITING]
