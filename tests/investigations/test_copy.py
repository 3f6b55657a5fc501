"""The copy on paper: each sentence with a day in it is true on the day it is printed."""

from datetime import timedelta
from typing import Any

import pytest

from portal.complaints.service import answering
from portal.core.clock import in_words, now, today
from portal.extensions import db
from tests.investigations.investigator import HERE, Investigator, case_of, new_case
from tests.investigations.test_waiting import plain
from tests.support.cases import answered, closed, reopened

pytestmark = pytest.mark.one_database

TODAY = in_words(today())
POST: dict[str, Any] = {"email": "", "contact": "post", "address": "1 Mill Lane"}


def copy(desk: Investigator, case: str) -> str:
    """The words of the copy."""
    return plain(desk.read(f"{HERE}/{case}/copy"))


def test_a_day_that_we_gave_and_missed_is_said_with_the_last_one(desk: Investigator) -> None:
    case = new_case(acknowledged_at=now(), planned_for=today() + timedelta(days=9))
    law = in_words(answering.due_on(case_of(case)))
    first = in_words(today() + timedelta(days=9))
    assert f"You get our answer by {first}, and by {law} at the latest." in copy(desk, case)
    row = case_of(case)
    row.planned_for = today() - timedelta(days=1)
    db.session.commit()
    gone = in_words(today() - timedelta(days=1))
    words = copy(desk, case)
    assert f"We said that you have our answer by {gone}. That day is over" in words
    assert f"You get it by {law} at the latest." in words


def test_which_privacy_notice_applied_stands_on_the_case_and_on_its_copy(
    desk: Investigator,
) -> None:
    case = new_case()
    version = case_of(case).notice_version
    assert f"Version {version} applied when it came" in desk.open(case)
    words = copy(desk, case)
    assert f"You made it under version {version} of our privacy notice" in words
    assert f"/your-information/versions/{version}" in words


def test_an_answer_that_is_late_comes_by_the_day_that_we_gave_since(desk: Investigator) -> None:
    given = today() + timedelta(days=4)
    case = new_case(
        received_at=now() - timedelta(days=250), acknowledged_at=now(), planned_for=given
    )
    words = copy(desk, case)
    assert f"We are sorry that it takes longer. You get it by {in_words(given)}." in words
    assert "when you can expect it" not in words


def test_what_is_written_to_be_posted_is_what_they_hear(desk: Investigator) -> None:
    case = new_case(**POST)
    assert "You hear from a person by" in copy(desk, case)
    desk.step(case, "acknowledge", message="I have read it.")
    words = copy(desk, case)
    assert "A person has read it: see below what we wrote." in words
    assert "You hear from a person by" not in words


def test_a_later_day_and_what_we_wait_for_are_said(desk: Investigator) -> None:
    case, later = new_case(), today() + timedelta(days=300)
    said = {"until": later.isoformat(), "said_on": today().isoformat(), "how": "By phone."}
    desk.step(case, "extend", **said)
    desk.step(case, "pause", paused="details")
    words = copy(desk, case)
    assert f"by {in_words(later)} at the latest. You agreed to this day on {TODAY}." in words
    assert f"We are waiting for your answer to a question. We began on {TODAY}." in words


def test_when_no_answer_is_to_come_it_says_what_became_of_it(desk: Investigator) -> None:
    sent = answered(case_of(new_case())).public_id
    assert f"We gave you our answer on {TODAY}, on the page of your case." in copy(desk, sent)
    posted = closed(case_of(new_case(**POST))).public_id
    assert f"our answer on {TODAY}, by post. We closed it on {TODAY}." in copy(desk, posted)
    gone = closed(case_of(new_case()), "withdrawn").public_id
    words = copy(desk, gone)
    assert f"We closed it on {TODAY}, because you took it back." in words
    assert "Our answer is written" not in words
    again = reopened(answered(case_of(new_case()))).public_id
    words = copy(desk, again)
    assert f"We opened it again on {TODAY}. You get a new answer." in words
    assert "You get our new answer by" in words
