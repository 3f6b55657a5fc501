"""Who may see a case: investigators, but named people alone when it is restricted."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest

from portal.core.clock import now
from portal.core.references import spaced
from portal.staff.service import people
from tests.investigations.investigator import HERE, Investigator, case_of, new_case, trail
from tests.support.client import PortalClient


def traces(other: Investigator, case: str) -> Iterator[str]:
    """Where a member of staff who may not see a case could notice it."""
    reference = spaced(case_of(case).reference)
    for path in ("", "?only=nobody", "?only=overdue", "?only=new", "?only=unread"):
        page = other.read(f"{HERE}{path}")
        if reference in page or case in page:
            yield f"listed: {path}"
    found = other.send(f"{HERE}/find", q=reference)
    if found.status_code != 200 or "No complaint fits" not in found.get_data(as_text=True):
        yield "found by its reference"
    for path in ("", "/others", "/copy", "/answer", "/letter"):
        if other.client.get(f"{HERE}/{case}{path}").status_code != 404:
            yield f"opened: {path}"
    for step in ("take", "note", "code", "conflict"):
        if other.send(f"{HERE}/{case}/{step}", seen_version=1).status_code != 404:
            yield f"done: {step}"


def test_a_restricted_case_is_there_for_named_people_alone(
    desk: Investigator, kim: Investigator
) -> None:
    case = new_case(received_at=now() - timedelta(days=20))
    assert desk.step(case, "restrict", checked="y").status_code == 422, "only its lead may"
    desk.step(case, "take")
    assert desk.step(case, "restrict", checked="y").status_code == 303
    version = case_of(case).version
    assert list(traces(kim, case)) == []
    assert "All open 0" in kim.read()
    assert "<strong>1</strong> complaint overdue" in desk.read()
    assert "<strong>0</strong> complaints overdue" in kim.read("/staff/")
    assert case_of(case).version == version
    assert desk.step(case, "assign", colleague=kim.person.public_id).status_code == 422
    assert desk.step(case, "name", colleague=kim.person.public_id).status_code == 303
    assert "All open 1" in kim.read()
    assert kim.step(case, "note", message="I see it").status_code == 303
    assert kim.step(case, "unrestrict").status_code == 422
    desk.step(case, "unname", record=kim.person.public_id)
    assert list(traces(kim, case)) == []


def test_a_restricted_case_is_not_lost_with_those_who_are_named(
    desk: Investigator, kim: Investigator
) -> None:
    case = new_case()
    kim.step(case, "take")
    kim.step(case, "restrict", checked="y")
    assert list(traces(desk, case)) == []
    people.disable(kim.person.public_id)
    assert "Restricted to named people" in desk.open(case)
    mine = desk.step(case, "assign", colleague=desk.person.public_id)
    assert mine.status_code == 303
    assert desk.step(case, "unrestrict").status_code == 303


def test_who_has_a_conflict_of_interest_sees_it_no_more(
    desk: Investigator, kim: Investigator
) -> None:
    case = new_case()
    kim.step(case, "take")
    kim.step(case, "task", task="Ring the ward", colleague=kim.person.public_id)
    asked = kim.step(case, "conflict")
    assert (asked.status_code, case_of(case).lead) == (422, kim.person.public_id), "asked first"
    kept = kim.step(case, "conflict", **{"checked": "y", "note.message": "The ward was full."})
    assert kept.status_code == 422, "a note on the same page would be lost"
    assert "would be lost" in (page := kept.get_data(as_text=True))
    assert "The ward was full." in page
    told = kim.step(case, "conflict", checked="y").location
    assert told == f"{HERE}?done=conflict&with="
    assert "you see that complaint no more" in (page := kim.read(told))
    assert "Nobody is responsible for it now" in page
    assert list(traces(kim, case)) == []
    assert case_of(case).lead == ""
    page = desk.open(case)
    assert "A conflict of interest is noted for Kim Second" in page
    assert "Nobody yet" in page.partition('id="tasks"')[2].partition("</table>")[0]
    assert desk.step(case, "assign", colleague=kim.person.public_id).status_code == 422
    assert "complaint.conflict" in trail(case)


def test_who_restricts_a_case_is_told_who_loses_it_with_which_tasks(
    desk: Investigator, kim: Investigator
) -> None:
    case = new_case()
    desk.step(case, "take")
    desk.step(case, "task", task="Ring the ward", colleague=kim.person.public_id)
    assert desk.step(case, "restrict").status_code == 422, "asked first"
    asked = desk.open(case).partition('id="part-restrict"')[2].partition("</details>")[0]
    assert "Kim Second sees it no more" in asked
    assert "Kim Second: Ring the ward" in asked
    page = desk.read(desk.step(case, "restrict", checked="y").location)
    assert "Say who does the open task" in page
    assert "Kim Second has" not in page
    desk.step(case, "name", colleague=kim.person.public_id)
    task = re.search(r'name="finish\.record" value="([^"]+)"', desk.open(case))
    assert task
    given = desk.step(case, "give", record=task[1], colleague=kim.person.public_id)
    assert "Kim Second has a task" in desk.read(given.location)
    assert "complaint.task-given" in trail(case)
    desk.step(case, "unname", record=kim.person.public_id)
    refused = desk.step(case, "give", record=task[1], colleague=kim.person.public_id)
    assert "may not see the case" in refused.get_data(as_text=True)


def test_the_last_who_can_see_a_case_cannot_leave_it(desk: Investigator) -> None:
    case = new_case()
    refused = desk.step(case, "conflict", checked="y")
    assert refused.status_code == 422
    assert "Name somebody who takes it first" in refused.get_data(as_text=True)


@pytest.mark.one_database
@pytest.mark.parametrize("role", ["admin", "moderator", "editor"])
def test_nobody_but_investigators_learns_of_a_case(
    role: str, desk: Investigator, client: PortalClient
) -> None:
    case = new_case()
    other = Investigator(client, role)
    assert "omplaint" not in other.read("/staff/")
    for path in ("", "/new", f"/{case}", f"/{case}/others", f"/{case}/copy"):
        assert other.client.get(f"{HERE}{path}").status_code == 403, path
    for path in ("/find", "/new", f"/{case}/note", f"/{case}/code"):
        assert other.send(f"{HERE}{path}", seen_version=1).status_code == 403, path
    assert case_of(case).version == 1
