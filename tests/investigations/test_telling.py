"""What the page of a case lets nobody forget: what has to be posted, and how it may end."""

from datetime import timedelta
from typing import Any

import pytest

from portal.complaints.models import codes
from portal.complaints.service import answering, ending, sharing, talking, writing
from portal.core.clock import in_words, now, today
from portal.core.working_days import next_working_day
from portal.investigations.service import ahead, finishing, todos
from portal.investigations.service.turns import turn_of
from tests.investigations.investigator import HERE, Investigator, case_of, new_case, trail
from tests.investigations.test_ahead import FOR_IDA, first, todo
from tests.support.cases import act, answered, closed, drafted, filed, reopened
from tests.support.staff import later

pytestmark = pytest.mark.one_database


def test_what_is_kept_for_the_post_is_asked_for_until_it_went(desk: Investigator) -> None:
    mine: dict[str, Any] = {"lead": desk.person.public_id, "acknowledged_at": now(), "email": ""}
    case = new_case(**mine, address="1 Mill Lane\nAshby", phone="01632 960001")
    page = desk.read(desk.step(case, "reply", message="We asked the ward.").location)
    assert todo(case)[0] == ahead.PRINT
    assert f'href="{HERE}/{case}/copy" target="_blank" rel="noopener">{ahead.PRINT}' in page
    assert f'formaction="{HERE}/{case}/posted">It is posted, or said' in page
    page = desk.read(desk.step(case, "posted").location)
    assert ahead.PRINT not in page
    assert "complaint.posted" in trail(case)
    desk.step(case, "talk", talk="declined", planned_for=today().isoformat())
    assert todo(case)[0] == ahead.PRINT
    desk.step(case, "call", message="I rang, and said it.")
    assert ahead.PRINT not in todo(case)
    ended = closed(case_of(case), "withdrawn").public_id
    assert todo(ended)[0] == ahead.PRINT
    assert "Nothing has to be posted" not in desk.read(f"{HERE}/{ended}/answer?done=closed")
    desk.step(ended, "posted")
    assert todo(ended)[0].startswith("Nothing to do now")
    other = new_case(**mine, address="1 Mill Lane", phone="01632 960001")
    act(talking.reply, case_of(other), "We asked the ward.")
    answered(case_of(other))
    assert ahead.PRINT in todo(other), "the letter alone was posted"
    rung = new_case(**mine, phone="01632 960001")
    act(talking.reply, case_of(rung), "We asked the ward.")
    assert todo(rung)[0] == ahead.SAY


def test_nothing_is_posted_to_whom_we_mail(desk: Investigator) -> None:
    case = new_case(lead=desk.person.public_id, acknowledged_at=now())
    desk.step(case, "reply", message="We asked the ward.")
    assert ahead.PRINT not in todo(case)
    assert "they get our mails" in desk.step(case, "posted").get_data(as_text=True)


def test_what_was_told_on_the_phone_may_be_settled_at_once(desk: Investigator) -> None:
    until = in_words(next_working_day(today()))
    words = f"Or close it as settled, if they are content by {until}"
    case = new_case(channel="phone", lead=desk.person.public_id)
    each = next(each for each in ahead.ahead(case_of(case)) if each.words == words)
    assert each.where == todos.CLOSE
    assert words not in todo(new_case(lead=desk.person.public_id))
    settled = act(ending.close, case_of(case), "settled").public_id
    assert "counted by itself: nothing has to be said" in desk.open(settled)


def test_an_answer_that_may_stand_is_named_once_a_case_is_opened_again(desk: Investigator) -> None:
    mine = new_case(lead=desk.person.public_id)
    case = reopened(closed(case_of(mine))).public_id
    words = f"Or write to them why our answer of {in_words(today())} stands"
    assert words in todo(case)
    act(answering.draft, drafted(case_of(case)), answering.Draft(found="Half of it."))
    page = desk.read(f"{HERE}/{case}/answer?show=close")
    assert "first write or ring to tell them why" in page
    assert f'href="{HERE}/{case}#part-reply">Do that' in page
    first_letter = desk.read(f"{HERE}/{case}/letter?number=1")
    assert "Half of it." not in first_letter
    assert "This is what was sent" in first_letter
    assert "Half of it." in desk.read(f"{HERE}/{case}/letter?number=2")


def test_who_took_back_their_consent_is_told_of_in_the_list_and_in_what_comes_next(
    desk: Investigator,
) -> None:
    case = new_case(**FOR_IDA, lead=desk.person.public_id, acknowledged_at=now())
    act(sharing.settle_consent, case_of(case), codes.RECORDED, today(), "A letter.")
    given = sharing.given(case_of(case))[0].public_id
    act(sharing.withdraw, case_of(case), given)
    assert "No consent: nothing about the person may be told" in desk.read()
    assert finishing.MAY_NOT.format("Ida Canary") in [
        each.more for each in ahead.ahead(case_of(case))
    ]


def test_a_late_case_is_reminded_of_after_what_is_late(desk: Investigator) -> None:
    told = now() - timedelta(days=250)
    case = new_case(
        received_at=now() - timedelta(days=300), lead=desk.person.public_id, acknowledged_at=told
    )
    desk.step(case, "pause", **{"pause.paused": "other-body"})
    assert "Remind the other organisation: we wait for their answer" not in todo(case)
    row = case_of(case)
    assert row.paused_at
    from_then = turn_of(row).remind_on
    with later(days=(from_then - today()).days):
        listed = todo(case)
    assert "Remind the other organisation: we wait for their answer" in listed
    assert listed[0].startswith("Write to them today that our answer is late")


def test_a_message_to_a_closed_case_waits_for_who_is_responsible(desk: Investigator) -> None:
    case = closed(case_of(new_case(lead=desk.person.public_id))).public_id
    link = f'href="{HERE}/{case}"'
    assert link not in desk.read(f"{HERE}?only=mine")
    writing.say(case, "I am not happy.", "one")
    assert link in desk.read(f"{HERE}?only=mine")
    assert first(case) == "#file"


def test_an_answered_case_says_in_the_list_that_it_is_to_be_closed(desk: Investigator) -> None:
    filed(answered(case_of(new_case(lead=desk.person.public_id))))
    assert "Close it" in desk.read()


def test_a_case_waits_for_one_organisation_at_a_time(desk: Investigator) -> None:
    case = new_case(lead=desk.person.public_id, acknowledged_at=now())
    desk.step(case, "pause", **{"pause.paused": "other-body"})
    law = {"ground": "duty", "law": "Care Act 2014, section 45", "said_on": today().isoformat()}
    part = {"recipient": "The council", "how": "They run it.", "shared": "A part", **law}
    refused = desk.step(case, "pass", record="wait", **part)
    assert refused.status_code == 422
    assert "waits for one organisation at a time" in refused.get_data(as_text=True)
    assert desk.step(case, "pass", record="part", **part).status_code == 303
    assert case_of(case).paused == "other-body"


def test_without_filing_it_is_said_which_endings_that_would_open(desk: Investigator) -> None:
    case = new_case(lead=desk.person.public_id)
    page = desk.read(f"{HERE}/{case}/answer?show=close")
    assert "then it can also end as “Withdrawn by the person who complained”" in page
