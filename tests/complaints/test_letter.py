"""The letter: every part in its order, and a signpost that nobody can leave out."""

import pytest
from flask import Flask, get_template_attribute

from portal.complaints.models import Complaint
from portal.complaints.service import answering
from portal.complaints.service.letter import letter_of
from portal.core.site import current_settings
from tests.support.cases import WHOLE, answered, drafted, made, reopened
from tests.support.pages import parse, text_of

OMBUDSMAN, ICO = "Parliamentary and Health Service Ombudsman", "Information Commissioner"


def words(app: Flask, case: Complaint) -> str:
    """The newest letter of a case, as it is read."""
    answer = answering.latest(case)
    assert answer is not None
    with app.test_request_context():
        shown = get_template_attribute("complaints/_letter.html", "letter_page")
        page, faults = parse(shown(letter_of(case, answer), current_settings()), fragment=True)
    assert not faults
    return text_of(page)


def test_a_letter_holds_every_part_in_the_order_of_the_law(app: Flask) -> None:
    """How, found, conclusion, action, who signs (RULES R16)."""
    case = answered(made(address="1 Mill Lane\nAshby"))
    shown = words(app, case)
    order = ["considered", "found", "conclusion", "action", "signed_by", "signed_as"]
    places = [shown.index(str(WHOLE[name])) for name in order]
    assert places == sorted(places)
    assert "We uphold your complaint" in shown
    assert "Dear Ada Bloom" in shown
    assert current_settings().contact_address.split(",")[0] in shown
    assert "1 Mill Lane" in shown


@pytest.mark.parametrize(
    ("kind", "named", "unnamed"),
    [
        ("care", OMBUDSMAN, ICO),
        ("information", ICO, OMBUDSMAN),
        ("website", "Equality Advisory", OMBUDSMAN),
        ("decision", "Somebody else then looks at it again", ICO),
    ],
)
def test_a_letter_says_where_else_to_go_by_what_it_is_about(
    app: Flask, kind: str, named: str, unnamed: str
) -> None:
    """RULES R10, R16: however little was written, this stands in it."""
    shown = words(app, drafted(made(kind=kind), found="", action="", apology=""))
    assert named in shown
    assert unnamed not in shown


def test_a_second_letter_says_that_it_is_one(app: Flask) -> None:
    """And a draft says that it is not signed."""
    case = drafted(reopened(answered(made())), outcome="not")
    shown = words(app, case)
    assert "Our new answer to your complaint" in shown
    assert "We do not uphold your complaint" in shown
    assert "Not signed yet" in shown


def test_what_somebody_wrote_stays_words_in_the_letter(app: Flask) -> None:
    """Markup is shown, and never run."""
    case = drafted(made(), found="<script>alert(1)</script> & more\n\nA second paragraph.")
    shown = words(app, case)
    assert "<script>alert(1)</script> & more" in shown
