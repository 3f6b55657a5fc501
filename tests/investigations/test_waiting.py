"""What waits for somebody: danger, a task of theirs, and whom to remind."""

import re
from datetime import timedelta
from html import unescape

import pytest

from portal.complaints.service import filing, writing
from portal.core.clock import in_words, today
from portal.extensions import db
from tests.investigations.investigator import (
    HERE,
    Investigator,
    case_of,
    new_case,
    seen_by_complainer,
    trail,
)
from tests.investigations.test_ahead import FOR_IDA, asked, first, todo
from tests.support.cases import closed
from tests.support.client import PortalClient

pytestmark = pytest.mark.one_database


def plain(page: str) -> str:
    """The words of a page."""
    return unescape(" ".join(re.sub(r"<[^>]+>", "", page).split()))


def next_step(page: str) -> str:
    """What the page of a case says comes next, first to last."""
    return plain(page.partition('id="next"')[2].partition("What comes next")[2])


def test_what_suggests_danger_is_counted_until_it_is_over(desk: Investigator) -> None:
    case = new_case(urgent=True)
    start = desk.read("/staff/")
    assert start.index(f'href="{HERE}?only=urgent"') < start.index(f'href="{HERE}?only=overdue"')
    assert f'href="{HERE}/{case}"' in desk.read(f"{HERE}?only=urgent")
    desk.step(case, "calm", how="I rang. They are safe now.")
    assert f'href="{HERE}/{case}"' not in desk.read(f"{HERE}?only=urgent")
    writing.say(closed(case_of(case)).public_id, "I want to kill myself.", "one")
    assert f'href="{HERE}/{case}"' in desk.read(f"{HERE}?only=urgent"), "closed or not"
    assert first(case) == "#told"


def test_a_task_is_counted_for_who_has_it_and_named_in_the_case(
    desk: Investigator, kim: Investigator
) -> None:
    case = asked(desk)
    day = today() + timedelta(days=3)
    task = {"task": "Ring the ward", "colleague": kim.person.public_id, "due_on": day.isoformat()}
    desk.step(case, "task", **task)
    for only in ("mine", "tasks"):
        assert f'href="{HERE}/{case}"' in kim.read(f"{HERE}?only={only}")
    assert f"Your task: Ring the ward, by {in_words(day)}" in kim.read(f"{HERE}?only=tasks")
    assert f'href="{HERE}/{case}"' not in desk.read(f"{HERE}?only=tasks")
    assert "<strong>1</strong> complaint with a task for you" in kim.read("/staff/")
    assert "Kim Second has a task" in todo(case)
    assert f"</a>. Ring the ward, by {in_words(day)}." in desk.open(case)
    assert next_step(kim.open(case)).startswith("Do your task. Ring the ward, by")
    page = desk.read(f"{HERE}/{case}/answer?show=close")
    assert "A task is still open." in page
    assert "Kim Second: Ring the ward" in page
    assert "You: Ring the ward" in kim.read(f"{HERE}/{case}/answer?show=close")
    closed(case_of(case), "withdrawn")
    assert todo(case)[0] == "Kim Second has a task"
    open_task = kim.open(case).partition('name="finish.record" value="')[2].partition('"')[0]
    kim.step(case, "finish", record=open_task)
    assert todo(case)[0] == "Nothing to do now: the case is closed."


def test_in_one_s_own_case_a_task_comes_first_when_it_is_due_before_the_answer(
    desk: Investigator,
) -> None:
    case = asked(desk)
    me = desk.person.public_id
    desk.step(case, "task", task="Read the law", colleague=me)
    assert next_step(desk.open(case)).startswith("Look into it")
    soon = (today() + timedelta(days=2)).isoformat()
    desk.step(case, "task", task="Ring the ward", colleague=me, due_on=soon)
    assert next_step(desk.open(case)).startswith("Do your 2 tasks. Ring the ward, by")


def test_a_task_that_was_dropped_says_so_with_who_when_and_why(
    desk: Investigator, kim: Investigator
) -> None:
    case = asked(desk)
    for task in ("Ring the ward", "Read the rota"):
        desk.step(case, "task", task=task, colleague=kim.person.public_id)
    rung, read = re.findall(r'name="finish.record" value="([^"]+)"', kim.open(case))
    kim.step(case, "finish", record=rung)
    assert desk.step(case, "drop", record=read).status_code == 422
    desk.step(case, "drop", record=read, how="The ward sent it.")
    words = plain(desk.open(case))
    day = in_words(today())
    assert f"Done on {day}, noted by Kim Second" in words
    assert f"Not needed, noted on {day} by Sam Investigator: The ward sent it." in words
    assert "Sam Investigator: Noted that a task is not needed" in words
    again = desk.step(case, "drop", record=read, how="Once more.")
    assert (again.status_code, "done already" in again.get_data(as_text=True)) == (422, True)


def test_whoever_we_wait_for_is_reminded_after_two_weeks_and_talked_with_before(
    desk: Investigator,
) -> None:
    case = asked(desk, **FOR_IDA, offer="wanted")
    desk.step(case, "pause", **{"pause.paused": "consent"})
    assert todo(case)[0].startswith("Talk with them as they asked")
    desk.step(case, "talk", talk="taken-up", planned_for=(today() + timedelta(60)).isoformat())
    assert todo(case)[0].startswith(f"Remind them on {in_words(today() + timedelta(14))}: ")
    for each in filing.events(case_of(case)):
        each.at -= timedelta(days=15)
    db.session.commit()
    assert (todo(case)[0].startswith("Remind them: we wait"), first(case)) == (True, "#part-ask")


def test_when_we_wait_no_more_the_person_reads_for_what_and_that_we_go_on(
    desk: Investigator, client: PortalClient
) -> None:
    case = asked(desk)
    desk.step(case, "pause", paused="details")
    desk.step(case, "resume")
    words = plain(seen_by_complainer(client, case))
    again = "We stopped waiting for your answer to a question, and look into your complaint again"
    assert again in words
    assert "We went on" not in words


def test_somebody_at_the_desk_says_that_a_complaint_is_urgent(
    desk: Investigator, kim: Investigator
) -> None:
    case = asked(desk)
    assert "1 urgent complaint" not in plain(desk.read("/staff/"))
    assert desk.step(case, "alarm").status_code == 422, "with a reason"
    desk.step(case, "alarm", how="Their neighbour rang: nobody opens the door.")
    page = kim.open(case)
    assert (first(case), "Ring 999 first" in page) == ("#told", False)
    assert "one of us noted that somebody may be in danger" in page
    assert "The words suggest danger" not in page
    assert "It is urgent: somebody may be in danger. Their neighbour rang" in plain(page)
    assert "<strong>1</strong> urgent complaint</a>" in kim.read("/staff/")
    assert "complaint.alarmed" in trail(case)
    assert "already" in desk.step(case, "alarm", how="Again.").get_data(as_text=True)
    desk.step(case, "calm", how="I rang. They are safe.")
    assert "<strong>0</strong> urgent complaints" in kim.read("/staff/")


def test_an_acknowledgement_answers_what_they_wrote_before_it(desk: Investigator) -> None:
    case = new_case()
    desk.step(case, "take")
    writing.say(case, "I forgot to say when.", "before")
    assert "Your acknowledgement answers them" in desk.open(case)
    desk.step(case, "acknowledge", message="I have read it all.")
    assert "the new message" not in " ".join(todo(case))


def test_a_button_that_says_what_we_wait_for_goes_before_the_list_of_it(
    desk: Investigator,
) -> None:
    case = new_case()
    pressed = re.search(r'name="(pause\.[\w.]+)" value="other-body"', desk.open(case))
    assert pressed
    # htmx sends the button after all that stands in the form; a browser alone where it stands.
    htmx_sends = {"pause.paused": "", pressed[1]: "other-body"}
    assert desk.step(case, "pause", **htmx_sends).status_code == 303
    assert case_of(case).paused == "other-body"
