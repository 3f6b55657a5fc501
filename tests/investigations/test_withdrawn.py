"""A consent is taken back after the answer was sent: what is shown, and what may be done."""

import pytest

from portal.complaints.models import codes
from portal.core.clock import in_words, today
from tests.investigations.investigator import (
    HERE,
    Investigator,
    case_of,
    new_case,
    seen_by_complainer,
)
from tests.investigations.test_ahead import FOR_IDA, todo
from tests.investigations.test_answers import send
from tests.investigations.test_waiting import plain
from tests.support.cases import WHOLE, answered, filed
from tests.support.client import PortalClient

pytestmark = pytest.mark.one_database

TODAY, DAY = today().isoformat(), in_words(today())
TOLD = "Ida was on ward 3."


def taken_back(desk: Investigator) -> str:
    """A case whose consent was recorded, told under, answered under, and withdrawn."""
    case = new_case(**FOR_IDA)
    desk.step(case, "acknowledge", message="I have read it.", tells_nothing="y")
    desk.step(case, "consent", consent="recorded", said_on=TODAY, how="A letter.")
    desk.step(case, "reply", message=TOLD)
    answered(case_of(case))
    record = desk.open(case).partition('name="withdraw.record" value="')[2].partition('"')[0]
    assert desk.step(case, "withdraw", record=record).status_code == 303
    return case


def test_what_the_desk_sees_and_may_do_is_clear(desk: Investigator) -> None:
    case = taken_back(desk)
    words = plain(desk.open(case))
    assert f"The consent was withdrawn on {DAY}, after our answer was sent." in words
    assert "You may close the case as answered: that tells nothing." in words
    assert desk.step(case, "reply", message="And on ward 4.").status_code == 422
    filed(case_of(case))
    assert "Close the case" in todo(case)
    status, _ = send(desk, case, "close", ending="answered")
    assert (status, case_of(case).state) == (303, codes.CLOSED)
    assert "and how: Answered. They can" in desk.read(f"{HERE}/{case}/answer")
    assert send(desk, case, "reopen", message="It was ward 5.")[0] == 422
    assert send(desk, case, "reopen", message="We look again.", tells_nothing="y")[0] == 303
    assert "may tell nothing about them" in desk.read(f"{HERE}/{case}/answer")


def test_their_page_shows_no_more_of_what_was_told_meanwhile(
    desk: Investigator, client: PortalClient
) -> None:
    case = taken_back(desk)
    page = plain(seen_by_complainer(client, case))
    assert f"We sent it on {DAY}. Since then the person it is about told us" in page
    assert TOLD not in page
    assert WHOLE["found"] not in page
    assert "I have read it." in page
    copy = plain(desk.read(f"{HERE}/{case}/copy"))
    assert TOLD not in copy
    assert "This copy does not have it any more" in copy
    assert "the right to go to the Parliamentary and Health Service Ombudsman" in page
    assert "Write to us here what you think we got wrong." in page
    assert "will want to see" not in page
    desk.step(case, "consent", consent="recorded", said_on=TODAY, how="She rang.")
    page = plain(seen_by_complainer(client, case))
    assert TOLD in page
    assert WHOLE["found"] in page
