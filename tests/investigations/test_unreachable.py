"""Somebody who gave no way to reach them: nothing is said to be printed and posted."""

from typing import Any

import pytest

from portal.complaints.models import codes
from portal.complaints.service import answering
from portal.core.clock import today
from tests.investigations.investigator import HERE, Investigator, case_of, new_case
from tests.investigations.test_answers import send
from tests.investigations.test_waiting import plain
from tests.support.cases import act, drafted

pytestmark = pytest.mark.one_database

TODAY = today().isoformat()
NOWHERE: dict[str, Any] = {"email": "", "name": ""}


def test_whom_nothing_reaches_is_waited_for_and_not_posted_to(desk: Investigator) -> None:
    case = new_case(**NOWHERE)
    words = plain(desk.open(case))
    assert "They follow the case with their reference and code, or come in" in words
    assert "note that they came in" in words
    for wrong in ("print and post", "printed and posted", "post it", "ring them"):
        assert wrong not in words, wrong
    onward = desk.read(desk.step(case, "acknowledge", message="I have read it.").location)
    assert "Nothing reaches who complains: we know no email address" in plain(onward)
    assert case_of(case).acknowledged_at
    assert "When they come in: tell them how it stands, and note it" in plain(onward)


def test_their_answer_stands_on_their_page_and_is_kept_ready(desk: Investigator) -> None:
    case = new_case(**NOWHERE)
    act(answering.sign, drafted(case_of(case)))
    page = plain(desk.read(f"{HERE}/{case}/answer"))
    assert "keep it ready, and give it to them when they come in" in page
    assert "I printed the letter and put it in the post" not in page
    status, page = send(desk, case, "answer/send", checked="y")
    assert (status, case_of(case).state) == (303, codes.ANSWERED)
    assert "by the case page" in plain(page)


def test_an_address_that_they_give_when_they_come_in_is_written_to(desk: Investigator) -> None:
    case = new_case(**NOWHERE)
    desk.step(case, "call", message="They came in, and got the copy.")
    desk.step(case, "reach", address="1 Mill Lane", how="They told me at the desk.")
    assert "what we write is printed and posted" in plain(desk.open(case))
