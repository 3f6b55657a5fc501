"""Opening a case again: what leads there, what is begun with, and nothing typed is lost."""

import re

import pytest

from portal.complaints.service import answering, writing
from portal.core.clock import in_words, today
from portal.investigations.service import ahead
from tests.investigations.investigator import HERE, Investigator, case_of, new_case
from tests.investigations.test_ahead import first, todo
from tests.investigations.test_answers import WHOLE, send, signed
from tests.support.cases import act, answered, closed, drafted

pytestmark = pytest.mark.one_database

WHY = "We found new notes of the ward."


@pytest.mark.parametrize("end", [answered, closed])
def test_the_way_to_the_case_keeps_why_it_is_opened_again(end: object, desk: Investigator) -> None:
    assert callable(end)
    case = end(case_of(new_case())).public_id
    at = f"{HERE}/{case}/reopen"
    page = desk.read(f"{HERE}/{case}/answer?show=reopen")
    assert f'form="reopen" formaction="{at}?show=case"' in page
    assert f'<a href="{HERE}/{case}' not in page.replace(f'<a href="{HERE}/{case}/', "")
    seen = case_of(case).version
    stays = desk.send(f"{at}?show=case", message=WHY, seen_version=seen)
    words = stays.get_data(as_text=True)
    assert (stays.status_code, f"{WHY}</textarea>" in words) == (422, True)
    assert "not sent yet" in words
    assert f'href="{HERE}/{case}" target="_blank"' in words
    onward = desk.send(f"{at}?show=case&at=part-learn", message="", seen_version=seen)
    assert onward.location == f"{HERE}/{case}#part-learn"
    assert case_of(case).version == seen


def test_a_closed_case_is_opened_again_and_answered_anew(desk: Investigator) -> None:
    case = new_case()
    signed(desk, case)
    send(desk, case, "answer/send", checked="y")
    assert "Write it" not in desk.read(f"{HERE}/{case}/answer")
    assert "What they read: why" in desk.read(f"{HERE}/{case}/answer?show=reopen")
    assert send(desk, case, "reopen", message="")[0] == 422
    status, page = send(desk, case, "reopen", message="We found new notes.")
    assert (status, "Write it" in page) == (303, True)
    told, _, form = page.partition('<form id="answer"')
    assert (WHOLE["found"] in told, WHOLE["found"] in form) == (True, False)
    assert "no law sets a day for a second answer" in page
    begun = desk.read(re.findall(r'href="([^"]*)">Begin with the words of answer 1', page)[0])
    assert all(WHOLE[each] in begun for each in ("found", "apology", "remedy", "signed_as"))
    assert WHOLE["approved_how"] not in begun
    assert answering.latest(case_of(case)) is answering.sent(case_of(case))[-1]
    signed(desk, case, outcome="not")
    assert "Our new answer" in desk.read(f"{HERE}/{case}/letter")


def test_who_is_not_content_with_the_answer_leads_to_looking_into_it_again(
    desk: Investigator,
) -> None:
    case = answered(case_of(new_case(lead=desk.person.public_id, offer="declined"))).public_id
    page = desk.open(case)
    assert ahead.AGAIN not in page
    assert "Write the answer, sign it" not in page
    writing.say(case, "I am not happy with this.", "one")
    assert (first(case), todo(case)[1]) == ("#file", ahead.AGAIN)
    page = desk.open(case)
    assert f'formaction="{HERE}/{case}/leave?show=reopen">Go on to looking into it again' in page
    assert desk.step(case, "leave?show=reopen").location.endswith("/answer?show=reopen")
    told = {"message": "We look at your letter.", "seen_version": case_of(case).version}
    assert desk.send(f"{HERE}/{case}/reopen", **told).status_code == 303
    assert todo(case)[0].startswith("Look into it, and write the answer by")
    assert not any("would rather not talk" in each for each in todo(case))
    desk.step(case, "call", message="They are content now.")
    assert f"Or close it: our answer of {in_words(today())} stands" in todo(case)
    act(answering.sign, drafted(case_of(case)))
    assert todo(case)[0].startswith("Read the letter, and send it by")
