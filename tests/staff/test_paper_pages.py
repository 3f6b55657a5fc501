"""The list of paper at the desk: what must be kept is not ticked off; what is gone is noted."""

from datetime import timedelta

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from portal.complaints.service import papers
from portal.core.clock import in_words, today
from portal.core.references import spaced
from portal.records.service import holds, paper
from tests.investigations.investigator import Investigator, case_of, new_case
from tests.staff.records import newest, text_of
from tests.staff.trail import rows
from tests.support import cases, staff
from tests.support.client import PortalClient

pytestmark = pytest.mark.one_database

HERE = "/staff/records/paper"
PAPER = {"kind": "letters", "place": "Locked cabinet 2", "since": "2020-01-31", "email": ""}
REVIEW = today() + timedelta(days=90)
BUTTON = "It is shredded"
WHY_NOT = "Admins may not read complaints: only an investigator who may see this one gets a link"


@pytest.fixture
def case(app: Flask) -> str:
    """An open case with paper."""
    made = new_case()
    cases.act(papers.lies, case_of(made), "Locked cabinet 2")
    return made


def number_of(case: str) -> str:
    """The number on the paper of a case."""
    return case_of(case).paper


def post(client: PortalClient, path: str = "", **data: str) -> TestResponse:
    return staff.post(client, f"{HERE}{path}", **data)


def shred(client: PortalClient, number: str) -> TestResponse:
    """Press the ordinary button, or send what it would."""
    return post(client, "/done", reference=number)


def test_paper_is_listed_and_shredded(admin: PortalClient) -> None:
    answer = post(admin, **{**PAPER, "email": "ada@example.org"})
    reference = answer.location.rpartition("=")[2]
    assert newest() == ("records.paper_listed", reference, "letters")
    text = text_of(admin.get(answer.location))
    assert f"Write {spaced(reference)} on the paper" in text
    assert "ada@example.org" not in text
    assert BUTTON in text
    assert "<strong>1</strong> paper to shred now" in text_of(admin.get("/staff/"))
    assert shred(admin, spaced(reference)).status_code == 303
    assert newest() == ("records.paper_shredded", reference, "")
    assert shred(admin, reference).status_code == 404
    page = text_of(admin.get(f"{HERE}/{reference}"))
    assert "It was shredded, since its time was over" in page
    assert "personal data breach" not in page
    assert "lost, or destroyed" not in text_of(admin.get(HERE))


def test_paper_that_names_a_person_is_refused(admin: PortalClient) -> None:
    answer = post(admin, **{**PAPER, "place": "At ada@example.org"})
    assert answer.status_code == 422
    assert "never an address of a person" in text_of(answer)
    assert post(admin, **{**PAPER, "kind": ""}).status_code == 422


def test_paper_of_an_open_case_is_kept_and_whoever_shreds_it_is_told_until_when(
    admin: PortalClient, case: str
) -> None:
    number, page = number_of(case), text_of(admin.get(HERE))
    reference = spaced(case_of(case).reference)
    where = f"{spaced(number)}: Locked cabinet 2. Kept until the case is closed"
    link = f'<a href="{HERE}/{number}">{where}'
    assert link in text_of(admin.get(f"/staff/audit?record={reference}"))
    # And back: to what may be shown of the complaint, which is no word of it.
    way = f'<a href="/staff/audit?record={reference}">'
    for back in (f"{HERE}/{number}", f"/staff/audit?record={spaced(number)}"):
        assert way in text_of(admin.get(back))
    assert "Not before the case is closed" in page
    assert BUTTON not in page
    assert BUTTON not in text_of(admin.get(f"{HERE}/{number}"))
    before = rows()
    answer = shred(admin, number)
    assert answer.status_code == 422
    said = "It is kept until the case is closed and for 10 years after"
    assert f"Its case is open. {said}" in text_of(answer)
    assert (paper.listed()[0].reference, rows()) == (number, before)


def test_paper_of_a_closed_case_says_its_day_and_waits_for_it(
    admin: PortalClient, case: str
) -> None:
    cases.closed(case_of(case), "withdrawn")
    day = paper.listed()[0].shred_on
    assert day.endswith(str(today().year + 10))
    page = text_of(admin.get(HERE))
    assert day in page
    assert "Not before the case is closed" not in page
    assert BUTTON not in page
    answer = shred(admin, number_of(case))
    assert (answer.status_code, f"It is kept until {day}" in text_of(answer)) == (422, True)
    with staff.later(days=365 * 10 + 4):
        staff.sign_in(admin, "admin")
        assert BUTTON in text_of(admin.get(HERE))
        assert shred(admin, number_of(case)).status_code == 303


def test_a_hold_on_a_case_is_on_its_paper_too(admin: PortalClient) -> None:
    case = new_case(email="", contact="phone", phone="020 7946 0958")
    cases.act(papers.lies, case_of(case), "Locked cabinet 2")
    closed, number = cases.closed(case_of(case), "withdrawn"), number_of(case)
    holds.place(case, "court", "complaints lead", REVIEW)
    with staff.later(days=80):
        staff.sign_in(admin, "admin")
        page = text_of(admin.get(HERE))
        assert f"<strong>On hold</strong>: {holds.GROUNDS['court']}" in page
        assert f"/staff/records/holds/{closed.public_id}" in page
        assert BUTTON not in page
        answer = shred(admin, number)
        told = "It is on hold: a court needs it. The complaints lead answers for the hold, and it"
        assert answer.status_code == 422
        assert f"{told} is looked at again on {in_words(REVIEW)}" in text_of(answer)


def test_who_holds_paper_by_its_own_number_is_told_what_to_hold(
    admin: PortalClient, case: str
) -> None:
    ours, letter = number_of(case), post(admin, **PAPER).location.rpartition("=")[2]
    hold = {"ground": "court", "owner": "complaints lead", "review": REVIEW.isoformat()}
    reference = spaced(case_of(case).reference)
    for number, said in (
        (ours, f"hold its case, {reference},"),
        (letter, "by itself: hold a record"),
    ):
        answer = staff.post(admin, "/staff/records/holds", record=spaced(number), **hold)
        assert answer.status_code == 422
        assert said in text_of(answer)
    assert holds.open_holds() == []


def test_a_hold_on_somebody_is_on_paper_that_was_listed_with_their_address_alone(
    admin: PortalClient, case: str
) -> None:
    mine = {**PAPER, "kind": "rights-letters", "email": "Alex.Canary@example.org"}
    for each in (mine, {**mine, "email": "ada@example.org"}):
        post(admin, **each)
    holds.place(case, "inquiry", "data protection officer", REVIEW)
    held = [item.is_due for item in paper.listed() if not item.is_open]
    assert held == [False, True]
    assert "Why is it gone?" in text_of(admin.get(f"{HERE}/{paper.listed()[0].reference}"))


@pytest.mark.parametrize("is_held", [False, True])
def test_what_is_gone_before_its_day_needs_a_reason_and_the_case_is_told(
    admin: PortalClient, case: str, *, is_held: bool
) -> None:
    number = number_of(case)
    if is_held:
        holds.place(case, "court", "complaints lead", REVIEW)
    before = rows()
    for ground in ("", "whim", paper.ERASED):
        answer = post(admin, f"/{number}/gone", ground=ground)
        assert answer.status_code == 422
        assert "Choose why it is gone before its day" in text_of(answer)
    assert rows() == before
    answer = post(admin, f"/{number}/gone", ground="damaged")
    why = paper.EARLY["damaged"]
    for page in (answer.location, f"{HERE}/{number}"):
        assert "<strong>This is a personal data breach.</strong>" in text_of(admin.get(page))
        assert why in text_of(admin.get(page))
    listed = text_of(admin.get(HERE))
    assert '<a href="#lost"><strong>1</strong> lost' in listed
    assert f'<td data-label="Why">{why}</td>' in listed
    assert "1 lost or destroyed" in text_of(admin.get("/staff/records"))
    noted = [(row["action"], row["about"], row["detail"]) for row in rows()]
    assert ("records.paper_shredded", number, "damaged") in noted
    assert ("complaint.paper-shredded", case, "damaged") in noted
    reference = spaced(case_of(case).reference)
    found = text_of(admin.get(f"/staff/audit?record={reference}"))
    # In both entries, and beside the paper, the reason has the same words.
    assert f'complaint was shredded, or is gone <span class="muted">({why})' in found
    assert f'paper was shredded, or is gone <span class="muted">({why})' in text_of(
        admin.get(f"/staff/audit?record={spaced(number)}")
    )
    assert f"{spaced(number)}: gone since {in_words(today())}. {why}" in found
    assert post(admin, f"/{number}/gone", ground="lost").status_code == 404
    assert paper.listed() == []


def test_paper_that_lies_elsewhere_is_found_there_and_the_case_says_so(
    admin: PortalClient, case: str
) -> None:
    number = number_of(case)
    assert post(admin, f"/{number}/moved", place="").status_code == 422
    answer = post(admin, f"/{number}/moved", place="Room 9")
    assert "Room 9" in text_of(admin.get(answer.location))
    page = Investigator(admin).open(case)
    assert "Room 9" in page
    assert "Noted where the paper of it lies now" in page
    assert "Sam Admin" in page


def test_who_is_both_goes_from_the_paper_to_its_case_and_back(
    admin: PortalClient, case: str
) -> None:
    number, reference = number_of(case), case_of(case).reference
    way, back = f"/staff/complaints/{case}#paper", f"{HERE}/{number}"
    trail, case_trail = (f"/staff/audit?record={spaced(each)}" for each in (number, reference))
    for page in (back, trail):
        assert way not in text_of(admin.get(page))
        assert WHY_NOT in text_of(admin.get(page))
    assert "finds a link on the page of the paper" in text_of(admin.get(HERE))
    both = Investigator(admin, "admin", "investigator", name="Kim Both", email="k@example.org")
    for page in (back, trail):
        assert way in both.read(page)
        assert WHY_NOT not in both.read(page)
    assert f'href="/staff/complaints/{case}">Open the complaint</a>' in both.read(case_trail)
    assert back in both.open(case)
    assert back not in Investigator(admin).open(case)
    both.step(case, "conflict", checked="y")
    for page in (back, trail):
        assert way not in both.read(page)
        assert WHY_NOT in both.read(page)
    assert "Open the complaint" not in both.read(case_trail)
