"""The paper of a case: listed, moved and kept with it, and gone when the file is."""

from typing import Any

import pytest

from portal.complaints.service import papers
from portal.core.clock import in_words, months_after, now, today
from portal.core.references import spaced
from portal.extensions import db
from portal.records import export, preview, run_retention
from portal.records.service import holds, paper
from tests.investigations.investigator import HERE, Investigator, case_of, new_case, trail
from tests.support import cases
from tests.support.staff import later

EMAIL = "alex.canary@example.org"


@pytest.fixture
def case(desk: Investigator) -> str:
    """An open case, the paper of which somebody listed at the desk."""
    made = new_case()
    assert desk.step(made, "paper", place="Locked cabinet 2").status_code == 303
    return made


def only() -> paper.Listed:
    """The one paper of the list."""
    db.session.expire_all()
    (item,) = paper.listed()
    return item


def test_paper_is_listed_and_moved_on_the_page_of_the_case(desk: Investigator, case: str) -> None:
    item = only()
    assert (item.place, item.reference) == ("Locked cabinet 2", case_of(case).paper)
    assert desk.step(case, "paper", place="").status_code == 422
    assert desk.step(case, "paper", place="With jo@example.org").status_code == 422
    assert desk.step(case, "paper", place="Room 9").status_code == 303
    assert only().place == "Room 9"
    assert only().reference == item.reference
    done = [each for each in trail(case) if "paper" in each]
    assert done == ["complaint.paper-listed", "complaint.paper-moved"]
    assert f"Write the paper number {spaced(item.reference)}" in desk.read(
        f"{HERE}/{case}?done=paper"
    )
    page = desk.open(case)
    for words in ("Room 9", "until the case is closed and for 10 years after", "Listed the paper"):
        assert words in page
    assert page.count("Noted where the paper of it lies now") == 1


def test_paper_is_kept_while_its_case_is_open_and_goes_when_the_file_does(case: str) -> None:
    with later(days=365 * 12):
        assert paper.due(now()) == []
        assert not only().shred_on
        cases.closed(case_of(case), "withdrawn")
        assert only().shred_on
        cases.reopened(case_of(case))
        assert only().is_open
        with later(days=365 * 11):
            assert paper.due(now()) == []
            cases.closed(case_of(case), "withdrawn")
    with later(days=365 * 33 - 4):
        assert paper.due(now()) == []
    with later(days=365 * 33 + 20):
        db.session.rollback()
        run_retention()
        assert len(paper.due(now())) == 1
        assert paper.destroyed(only().reference)
        assert paper.listed() == []


def test_a_hold_keeps_the_paper_with_the_file_until_it_is_released(case: str) -> None:
    cases.closed(case_of(case), "withdrawn")
    with later(days=365 * 10 - 4):
        holds.place(case, "court", "complaints lead", holds.latest())
    with later(days=365 * 10 + 9):
        run_retention()
        assert paper.due(now()) == []
        with pytest.raises(paper.KeptError, match="It is on hold: a court needs it"):
            paper.destroyed(only().reference)
        holds.release(case)
        run_retention()
        assert len(paper.due(now())) == 1


@pytest.mark.one_database
def test_a_case_that_is_on_hold_says_so_wherever_it_says_when_it_goes(
    desk: Investigator, case: str
) -> None:
    cases.closed(case_of(case), "withdrawn")
    until = in_words(months_after(today(), 120))
    pages = (f"{HERE}/{case}", f"{HERE}/{case}/answer")
    for page in pages:
        assert f"It is kept until {until}" in desk.read(page)
    holds.place(case, "court", "complaints lead", holds.latest())
    for page in pages:
        held = f"It is kept as long as a hold stands on it, and at least until {until}"
        assert held in desk.read(page)
    assert "It is on hold since" in desk.open(case)
    assert "Held on" in desk.open(case).partition('id="history"')[2]
    holds.release(case)
    assert "It is on hold" not in desk.open(case)
    assert "Let go on" in desk.open(case)


def test_a_person_reads_that_their_paper_is_kept_until_the_case_is_closed(case: str) -> None:
    for items in (export(EMAIL).paper, preview(EMAIL).paper):
        assert [(each.shred_on, each.waits) for each in items] == [
            ("", "until the case is closed and for 10 years after")
        ]


def test_what_is_gone_is_said_at_the_case_and_new_paper_gets_a_new_number(
    desk: Investigator, case: str
) -> None:
    number = only().reference
    assert paper.destroyed(number, "mistake")
    assert not paper.destroyed(number, "mistake")
    page = desk.open(case)
    assert "is gone since" in page
    assert paper.EARLY["mistake"] in page
    assert "Somebody at the server" in page
    desk.step(case, "paper", place="Room 9")
    assert only().reference == case_of(case).paper != number


def test_paper_that_comes_when_the_case_is_closed_counts_from_its_end(desk: Investigator) -> None:
    case = new_case()
    with later(days=400):
        cases.closed(case_of(case), "withdrawn")
        cases.act(papers.lies, case_of(case), "Room 9")
    with later(days=365 * 11):
        assert paper.due(now()) == []


def test_a_consent_on_paper_adds_its_place_and_loses_none(desk: Investigator) -> None:
    told: dict[str, Any] = {
        "who": "representative",
        "other_name": "Ida Canary",
        "relation": "asked",
    }
    case = new_case(**told)
    desk.step(case, "paper", place="Locked cabinet 2")
    said = {"consent": "recorded", "said_on": str(now().date()), "how": "She signed it."}
    for place in ("Room 9", "room 9"):
        assert desk.step(case, "consent", **said, place=place).status_code == 303
    assert only().place == "Locked cabinet 2; Room 9"
    for room in ("Room 10 " + "on the left " * 9, "Room 11 " + "on the right " * 8):
        answer = desk.step(case, "consent", **said, place=room)
    assert answer.status_code == 422
    assert "Put it together" in answer.get_data(as_text=True)
    assert desk.read(f"{HERE}/{case}")
