"""An answer that upholds a part says which parts are upheld, and which are not."""

import pytest

from portal.complaints.models import codes
from portal.complaints.service import answering, ending
from portal.complaints.service.parts import Parts, parted
from portal.extensions import db
from tests.investigations.investigator import HERE, Investigator, case_of, new_case
from tests.investigations.test_answers import WHOLE, send, signed
from tests.investigations.test_waiting import plain
from tests.support.cases import answered, filed

pytestmark = pytest.mark.one_database

PARTLY = {"outcome": "partly"}
WAIT, CARE = "The wait for help", "The operation"
NAMED = {**PARTLY, "upheld.conclusion": WAIT, "rest.conclusion": f"{CARE}\n\n How staff spoke"}


def test_partly_upheld_is_not_signed_before_both_parts_are_named(desk: Investigator) -> None:
    case = new_case()
    status, page = send(desk, case, "answer/sign", **{**WHOLE, **PARTLY})
    assert status == 422
    assert "Say which part is upheld Say which part is not upheld" in plain(page)
    only = {**PARTLY, "upheld.conclusion": WAIT}
    status, page = send(desk, case, "answer/sign", **{**WHOLE, **only})
    assert (status, "Say which part is not upheld" in plain(page)) == (422, True)
    assert f"{WAIT}</textarea>" in page
    page = plain(signed(desk, case, **NAMED))
    for words in (f"Upheld: {WAIT}", f"Not upheld: {CARE}", "Not upheld: How staff spoke"):
        assert words in page, words
    page = desk.read(f"{HERE}/{case}/answer?show=write")
    assert f"{CARE}\nHow staff spoke</textarea>" in page
    assert f"{WHOLE['conclusion']}</textarea>" in page


def test_parts_are_named_only_of_what_is_upheld_in_part(desk: Investigator) -> None:
    status, page = send(desk, new_case(), "answer/sign", **{**WHOLE, **NAMED, "outcome": "upheld"})
    assert (status, "that it is partly upheld, though it names parts" in page) == (422, True)


def test_closing_refuses_a_partly_upheld_answer_that_names_no_part(desk: Investigator) -> None:
    row = filed(answered(case_of(new_case()), **PARTLY))
    assert not ending.why_not(row, ending.ANSWERED)
    [sent] = answering.sent(row)
    sent.conclusion = WHOLE["conclusion"]
    db.session.commit()
    status, page = send(desk, row.public_id, "close", ending="answered")
    assert (status, "does not say which part is upheld" in page) == (422, True)
    assert "Open the case again, and send a whole answer" in page
    assert case_of(row.public_id).state == codes.ANSWERED


@pytest.mark.parametrize(
    "parts",
    [
        Parts(),
        Parts(words="No parts.\nUpheld: in the text."),
        Parts("One\nTwo", "Three", "Why.\n\nAnd more."),
        Parts("One", "", ""),
    ],
)
def test_parts_come_back_as_they_were_written(parts: Parts) -> None:
    assert parted(parts.joined()) == parts
