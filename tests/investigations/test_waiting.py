"""What waits for somebody: danger, a task of theirs, and whom to remind."""

from datetime import timedelta

import pytest

from portal.complaints.service import filing
from portal.core.clock import in_words, today
from portal.extensions import db
from tests.investigations.investigator import HERE, Investigator, case_of, new_case
from tests.investigations.test_ahead import FOR_IDA, asked, first, todo
from tests.support.cases import closed

pytestmark = pytest.mark.one_database


def test_what_suggests_danger_is_counted_until_somebody_rang(desk: Investigator) -> None:
    case = new_case(urgent=True)
    start = desk.read("/staff/")
    assert start.index(f'href="{HERE}?only=urgent"') < start.index(f'href="{HERE}?only=overdue"')
    assert f'href="{HERE}/{case}"' in desk.read(f"{HERE}?only=urgent")
    desk.step(case, "call", message="They are safe now.")
    assert f'href="{HERE}/{case}"' not in desk.read(f"{HERE}?only=urgent")


def test_a_task_is_counted_for_who_has_it_and_named_in_the_case(
    desk: Investigator, kim: Investigator
) -> None:
    case = asked(desk)
    day = today() + timedelta(days=3)
    task = {"task": "Ring the ward", "colleague": kim.person.public_id, "due_on": day.isoformat()}
    desk.step(case, "task", **task)
    for only in ("mine", "tasks"):
        assert f'href="{HERE}/{case}"' in kim.read(f"{HERE}?only={only}")
    assert f'href="{HERE}/{case}"' not in desk.read(f"{HERE}?only=tasks")
    assert "complaints with a task for you" in kim.read("/staff/")
    assert todo(case)[1] == "Do the open task"
    assert f"Kim Second: Ring the ward, by {in_words(day)}." in kim.open(case)
    page = desk.read(f"{HERE}/{case}/answer?show=close")
    assert "A task is still open." in page
    assert "Kim Second: Ring the ward" in page
    closed(case_of(case), "withdrawn")
    assert todo(case)[0] == "Do the open task"
    open_task = kim.open(case).partition('name="finish.record" value="')[2].partition('"')[0]
    kim.step(case, "finish", record=open_task)
    assert todo(case)[0] == "Nothing to do now: the case is closed."


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
