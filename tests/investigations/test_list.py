"""The list of complaints: what is due first, who may see it, and no name in it."""

from datetime import timedelta

from portal.core.clock import now
from portal.core.references import spaced
from tests.investigations.investigator import HERE, Investigator, case_of, new_case, trail


def test_the_list_says_what_is_due_and_names_nobody(desk: Investigator) -> None:
    late = new_case(received_at=now() - timedelta(days=20))
    new_case(kind="information")
    page = desk.read()
    assert "was due on" in page
    assert "Acknowledge it" in page
    assert page.index(spaced(case_of(late).reference)) < page.index("How we used information")
    assert "Canary" not in page
    assert "four hours" not in page
    reference = spaced(case_of(late).reference)
    assert reference in desk.read(f"{HERE}?only=overdue")
    assert reference not in desk.read(f"{HERE}?only=acknowledge")
    assert trail().count("complaint.listed") == 3


def test_a_case_is_found_by_its_reference_and_by_an_address(desk: Investigator) -> None:
    case = new_case()
    other = new_case(email="ben@example.org")
    found = desk.send(f"{HERE}/find", q=spaced(case_of(other).reference).lower())
    assert found.location == f"{HERE}/{other}"
    assert desk.send(f"{HERE}/find", q="ALEX.canary@Example.ORG").location == f"{HERE}/{case}"
    nothing = desk.send(f"{HERE}/find", q="Alex Canary")
    assert "No complaint fits" in nothing.get_data(as_text=True)
    assert desk.send(f"{HERE}/find", q=" ").status_code == 422
