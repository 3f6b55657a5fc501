"""What comes next in a case: said on top of its page and after each act, with a link."""

from datetime import timedelta
from typing import Any

import pytest

from portal.complaints.models import codes
from portal.complaints.service import answering, consent, ending, ready, sharing, talking, writing
from portal.complaints.service.filing import CaseError
from portal.complaints.service.taking import Answers
from portal.core.clock import in_words, now, today
from portal.investigations.service import ahead, danger, keying, todos
from tests.investigations.investigator import HERE, Investigator, case_of, new_case
from tests.investigations.test_answers import WHOLE
from tests.support.cases import act, answered, closed, drafted, filed, reopened
from tests.support.staff import make

pytestmark = pytest.mark.one_database

TODAY = today().isoformat()
FOR_IDA: dict[str, Any] = {
    "who": "representative",
    "relation": "asked",
    "other_name": "Ida Canary",
    "name": "Tom Canary",
}


def todo(case: str) -> list[str]:
    """What is ahead, in words."""
    return [each.words for each in ahead.ahead(case_of(case))]


def first(case: str) -> str:
    """The next step, with where it is done, or what does it."""
    each = ahead.ahead(case_of(case))[0]
    return each.where or each.press


def asked(desk: Investigator, **told: Any) -> str:
    """A case that somebody took and acknowledged in the words that are ready."""
    case = new_case(**told)
    desk.step(case, "take")
    message = ready.acknowledgement(case_of(case))
    assert desk.step(case, "acknowledge", message=message, tells_nothing="y").status_code == 303
    return case


def test_the_next_step_goes_from_taking_it_to_closing_it(desk: Investigator) -> None:
    case = new_case()
    assert first(case) == "take"
    assert todo(case)[1].startswith("Acknowledge it by")
    desk.step(case, "take")
    assert first(case) == "#part-acknowledge"
    desk.step(case, "acknowledge", message="I have read it.")
    assert (first(case), "write the answer by" in todo(case)[0]) == ("/answer", True)
    drafted(case_of(case), found="")
    assert "what we found" in ahead.ahead(case_of(case))[0].more
    drafted(case_of(case))
    assert "sign it by" in todo(case)[0]
    act(answering.sign, case_of(case))
    assert "Read the letter, and send it" in todo(case)[0]
    act(answering.send, case_of(case))
    assert (first(case), todo(case)[1]) == ("#part-file", "Close the case")
    desk.step(case, "file", area="hospital", subject="staff")
    assert first(case) == todos.CLOSE
    act(ending.close, case_of(case), "answered")
    assert todo(case)[0] == "Nothing to do now: the case is closed."


@pytest.mark.parametrize(
    ("relation", "name"),
    [
        ("asked", "Record whether Ida Canary agrees"),
        ("child", "Record whether Tom Canary may act for Ida Canary"),
        ("capacity", "Record whether Tom Canary may act for Ida Canary"),
        ("died", "Record whether Tom Canary may speak for Ida Canary"),
    ],
)
def test_consent_is_asked_for_once_and_recorded_under_one_name(
    relation: str, name: str, desk: Investigator
) -> None:
    case = new_case(**{**FOR_IDA, "relation": relation})
    desk.step(case, "take")
    message = ready.acknowledgement(case_of(case))
    told = desk.step(case, "acknowledge", message=message, tells_nothing="y")
    page = desk.read(told.location)
    assert todo(case)[0] == name
    assert "Ask for consent" not in todo(case)
    assert "Wait for the consent" in page
    assert page.count(f"Asked on {in_words(today())}, no answer yet") == 1
    assert (
        f'<summary class="nhsuk-details__summary"><span class="nhsuk-details__summary-text">{name}'
        in page
    )
    assert "Asked who complains to show us" in page.partition('id="history"')[2]
    refused = desk.step(case, "reply", message="Ida was on ward 3.").get_data(as_text=True)
    assert f"first use “{name}”" in refused
    waits = desk.step(case, "pause", **{"pause.paused": "consent"})
    remind = f"Remind them on {in_words(today() + timedelta(days=14))}: we wait to know whether"
    assert remind in desk.read(waits.location)
    known = codes.LAWFUL if relation == "died" else codes.RECORDED
    done = desk.step(case, "consent", consent=known, said_on=TODAY, how="In a letter.")
    page = desk.read(done.location)
    assert "Tom Canary sees it on the page of their case" in page
    assert "no answer yet" not in page
    assert "write the answer by" in todo(case)[0]


def test_an_acknowledgement_without_the_form_has_not_asked_for_consent(desk: Investigator) -> None:
    case = new_case(**FOR_IDA)
    desk.step(case, "take")
    desk.step(case, "acknowledge", message="I have read it.", tells_nothing="y")
    assert first(case) == "#part-ask"
    assert "Not asked for yet" in desk.open(case)
    told = desk.step(case, "ask", message="Please show us.", tells_nothing="y")
    page = desk.read(told.location)
    assert ("You asked for consent" in page, first(case)) == (True, "#part-consent")
    desk.step(case, "consent", consent="refused", said_on=TODAY, how="By phone.")
    assert "Not shown, or not agreed" in desk.open(case)
    act(talking.reply, case_of(case), ready.ask_for_consent(case_of(case)), tells_nothing=True)
    assert "Asked again on" in desk.open(case)
    act(sharing.settle_consent, case_of(case), codes.RECORDED, today(), "A letter.")
    again = desk.step(case, "ask", message="Show us.", tells_nothing="y")
    assert "shown it already" in again.get_data(as_text=True)


@pytest.mark.parametrize(
    ("paused", "what"), [("details", "Tom Canary"), ("other-body", "Remind the other")]
)
def test_while_we_wait_it_is_said_when_to_remind_them(
    paused: str, what: str, desk: Investigator
) -> None:
    case = asked(desk, name="Tom Canary")
    done = desk.step(case, "pause", **{"pause.paused": paused})
    page = desk.read(done.location)
    waits = ahead.ahead(case_of(case))[0]
    assert f" on {in_words(today() + timedelta(days=14))}: we wait for " in waits.words
    assert (what in waits.words, waits.press) == (True, "resume")
    assert f'form="work" formaction="{HERE}/{case}/resume"' in page
    writing.say(case, "Here it is.", "one")
    assert first(case) == "#file"
    assert not any(each.startswith("Remind") for each in todo(case))
    desk.step(case, "resume")
    desk.step(case, "read")
    assert first(case) == "/answer"


@pytest.mark.parametrize("name", ["Ida " * 20, "Ida\u202eCanary", "Ida\nCanary"])
def test_a_name_that_breaks_a_sentence_is_left_out_of_it(name: str, desk: Investigator) -> None:
    case = case_of(new_case(**{**FOR_IDA, "other_name": name, "name": name}))
    assert consent.to_record(case) == "Record whether the person whose care it is agrees"
    assert consent.complainer(case) == "who complains"


def test_enter_in_a_line_presses_nothing(desk: Investigator) -> None:
    page = desk.open(new_case())
    inside = page.partition('id="case"')[2]
    first_button = inside.partition("<button")[2].partition(">")[0]
    assert 'form="work" disabled hidden' in first_button
    assert inside.count("<form") == 1


def test_every_step_is_followed_by_what_comes_next(desk: Investigator) -> None:
    case = asked(desk, **FOR_IDA)
    for step, data in (
        ("note", {"message": "Ask the ward."}),
        ("call", {"message": "They rang.", "tells_nothing": "y"}),
        ("talk", {"talk": "declined", "planned_for": TODAY}),
        ("extend", {"until": "2099-01-02", "said_on": TODAY, "how": "By phone."}),
        (
            "share",
            {"recipient": "The court", "shared": "The file", "ground": "court", "law": "An order"},
        ),
        ("file", {"area": "gp", "subject": "staff"}),
    ):
        page = desk.read(desk.step(case, step, **data).location)
        box = page.partition("What comes next</h3>")[2].partition("<h1>")[0]
        assert "Record whether Ida Canary agrees" in box, step
        assert 'href="#part-consent"' in box, step
    assert "write the answer by" in box
    for name in ("answer", "answer/sign"):
        sent = {**WHOLE, "tells_nothing": "y", "seen_version": case_of(case).version}
        page = desk.read(desk.send(f"{HERE}/{case}/{name}", **sent).location)
        assert "What comes next</h3>" in page, name


def test_pages_beside_the_case_say_what_comes_next_too(desk: Investigator) -> None:
    case = new_case()
    noted = desk.step(case, "other", others="A nurse was ill.").location
    assert noted == f"{HERE}/{case}/others?done=other"
    for page in (desk.read(noted), desk.step(case, "code").get_data(as_text=True)):
        beside = page.partition("What comes next</h")[2]
        assert f'href="{HERE}/{case}#part-acknowledge"' in beside


def test_what_is_filed_stands_there_with_a_way_to_change_it(desk: Investigator) -> None:
    case = new_case()
    page = desk.open(case)
    assert "Not filed for the yearly counts yet" in page
    assert "say what it is about and which kind of service it is about" in page
    page = desk.read(desk.step(case, "file", area="gp", subject="staff").location)
    assert "Not filed" not in page
    assert "GP surgery: How staff behaved" in page
    assert "Change it</span>" in page


def test_a_case_that_is_opened_again_or_overdue_or_has_late_tasks_says_so(
    desk: Investigator,
) -> None:
    again = reopened(closed(case_of(new_case()))).public_id
    desk.step(again, "take")
    assert "write the answer by" in todo(again)[0]
    late = new_case(received_at=now() - timedelta(days=300), acknowledged_at=now())
    desk.step(late, "take")
    desk.step(late, "pause", **{"pause.paused": "details"})
    assert todo(late)[0].startswith("Write to them today that our answer is late, why,")
    assert "write the answer now: it was due by" in todo(late)[1]
    desk.step(late, "reply", message="We are sorry: the ward has not answered.")
    assert "write the answer now: it was due by" in todo(late)[0]
    act(talking.add_task, case_of(late), "Ring them", due_on=today() - timedelta(days=1))
    assert first(late) == "#part-give"
    assert "it was due on" in ahead.ahead(case_of(late))[0].more


def test_after_an_answer_ones_own_steps_stand_before_a_task_of_somebody_else(
    desk: Investigator,
) -> None:
    case = answered(case_of(new_case(lead=desk.person.public_id))).public_id
    other = make("investigator", name="Ola Other", email="ola@staff.example.org").public_id
    late = today() - timedelta(days=1)
    act(talking.add_task, case_of(case), "Thank the ward", owner=other, due_on=late)
    assert todo(case)[:3] == [
        "Say for the counts what it is about and which kind of service it is about",
        "Close the case",
        "Note what changes because of it, if something does",
    ]
    act(ending.close, filed(case_of(case)), "answered")
    assert todo(case)[0] == "Note what changes because of it, if something does"
    assert "Ola Other has a task that is overdue" in todo(case)


def test_what_suggests_danger_is_read_before_anything_else(desk: Investigator) -> None:
    case = new_case(urgent=True, received_at=now() - timedelta(days=30), phone="01632 960001")
    ahead_of_it = ["When you rang, note what was said", "Take this case"]
    assert (first(case), todo(case)[1:3]) == ("#told", ahead_of_it)
    assert "Acknowledge it now: it was due by" in todo(case)[3]
    assert "Somebody reads this now" in desk.open(case)
    # Words that are ready end no danger, nor does any other message to who can be rung.
    desk.step(case, "acknowledge", message=ready.acknowledgement(case_of(case)))
    desk.step(case, "reply", message="We look into it.")
    assert (first(case), todo(case)[1]) == ("#told", ahead_of_it[0])
    assert f'href="{HERE}/{case}"' in desk.read(f"{HERE}?only=urgent")
    desk.step(case, "call", message="I rang twice, and nobody answered.")
    assert f'href="{HERE}/{case}"' in desk.read(f"{HERE}?only=urgent")
    assert (todo(case)[0], first(case)) == (danger.OVER, "#part-calm")
    assert "Somebody reads this now" not in desk.open(case)
    writing.say(case, "I am not safe at home.", "one")
    assert first(case) == "#told"
    desk.step(case, "read")
    assert first(case) == "#part-calm"
    assert "Urgent</" in desk.open(case)
    with pytest.raises(CaseError, match="Say first why it is not urgent"):
        act(ending.close, filed(case_of(case)), "withdrawn")
    assert "Say first why it is not urgent" in desk.read(f"{HERE}/{case}/answer?show=close")
    desk.step(case, "calm", how="They moved to their sister.")
    assert f'href="{HERE}/{case}"' not in desk.read(f"{HERE}?only=urgent")
    page = desk.open(case)
    assert "Urgent</" not in page
    assert "It is not urgent, or not any more. They moved to their sister." in page
    assert "marked as urgent" in desk.step(case, "calm", how="Again.").get_data(as_text=True)


def test_an_answer_that_is_signed_goes_without_an_acknowledgement(desk: Investigator) -> None:
    case = new_case(lead=desk.person.public_id)
    assert todo(case)[0].startswith("Acknowledge it")
    act(answering.sign, drafted(case_of(case)))
    assert todo(case)[0].startswith("Read the letter, and send it by")


def test_what_is_kept_on_paper_is_posted_and_then_noted(desk: Investigator) -> None:
    told = Answers(
        kind="care", who="self", happened="Cold.", contact="post", address="1 Mill Lane", name="Al"
    )
    case = keying.key_in(
        told, stamp="one", channel="post", received_at=now(), place="", by=desk.person.public_id
    )
    desk.step(case, "take")
    page = desk.read(desk.step(case, "acknowledge", message="I have it.").location)
    assert first(case) == "#part-acknowledged"
    assert "No mail goes to Al: print it and post it" in page
    page = desk.read(desk.step(case, "acknowledged", said_on=TODAY, how="Posted.").location)
    assert "write the answer by" in todo(case)[0]
