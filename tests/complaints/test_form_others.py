"""A complaint about somebody else: whose it is, what is shown first, and whose birth it is."""

import re

import pytest
from sqlalchemy import select

from portal.complaints.models import Complaint
from portal.extensions import db
from tests.complaints.teller import CARE, FOR_OTHERS, Teller
from tests.support.client import PortalClient

pytestmark = pytest.mark.database


@pytest.fixture
def teller(client: PortalClient) -> Teller:
    """Somebody who complains."""
    return Teller(client)


def the_case() -> Complaint:
    """The newest case."""
    db.session.rollback()
    return db.session.scalars(select(Complaint).order_by(Complaint.id.desc())).all()[0]


def test_a_representative_is_told_that_agreement_is_needed(teller: Teller) -> None:
    page = teller.walk(CARE | FOR_OTHERS)
    assert "They asked me to" in page
    assert "Date of birth of the person who had the care" in page
    told = teller.send()
    case = the_case()
    assert (case.relation, case.other_name, case.consent) == ("asked", "Bo Lee", "awaited")
    assert "that the person it is about agrees" in told
    assert 'href="/complaints/consent-form"' in told


@pytest.mark.parametrize(
    ("relation", "words"),
    [("child", "may act for them"), ("capacity", "may act for them"), ("died", "may speak for")],
)
def test_nobody_is_told_to_ask_somebody_who_cannot_agree(
    relation: str, words: str, teller: Teller
) -> None:
    other = {"other_name": "Bo Lee", "relation": relation}
    teller.walk(CARE | FOR_OTHERS | {"other": other})
    told = teller.send()
    assert f"We need to know that you {words}" in told
    assert "person it is about agrees" not in told
    assert the_case().consent == "awaited"


def test_who_was_affected_is_asked_whose_care_it_is_and_it_is_guarded(teller: Teller) -> None:
    affected = {"who": {"who": "affected"}, "other": {"relation": "unknown"}}
    page = teller.walk(CARE | affected)
    assert "They do not know yet" in page
    told = teller.send()
    case = the_case()
    assert (case.relation, case.other_name, case.consent) == ("unknown", None, "awaited")
    assert "that the person it is about agrees" in told
    teller.walk(CARE | affected)
    teller.post(change="who")
    teller.post(who="representative")
    assert teller.step == "other", "who speaks for somebody says for whom"
    assert "Enter the name" in teller.post(**affected["other"])


def test_what_is_chosen_by_no_choice_is_no_consent(teller: Teller) -> None:
    page = teller.walk(CARE | FOR_OTHERS, until="other")
    first, *_ = re.findall(r'name="relation"[^>]* value="(\w+)"', page)
    assert first == "unknown"


def test_a_date_of_birth_never_becomes_another_persons(teller: Teller) -> None:
    assert "Your date of birth" in teller.walk(CARE)
    teller.post(change="who")
    teller.post(**FOR_OTHERS["who"])
    teller.post(**FOR_OTHERS["other"])
    assert teller.step == "birth"
    assert 'value="1984"' not in teller.page
    teller.post(birth_day="3", birth_month="2", birth_year="1941")
    assert "Date of birth of the person who had the care" in teller.page
    teller.post(change="other")
    teller.post(**FOR_OTHERS["other"])
    assert "3 February 1941" in teller.page


def test_the_consent_form_to_print_has_a_part_for_who_cannot_agree(client: PortalClient) -> None:
    page = client.get("/complaints/consent-form").get_data(as_text=True)
    for words in (
        "I agree that you",
        "They have died",
        "Anytown AN1 1AA",
        "Do not write your code",
    ):
        assert words in page
    assert "/complaints/consent-form" in client.get("/complaints").get_data(as_text=True)


def test_a_date_of_birth_is_filled_in_by_the_browser_only_when_it_is_ones_own(
    teller: Teller,
) -> None:
    assert 'autocomplete="bday-year"' in teller.walk(CARE, until="birth")
    assert "bday" not in teller.walk(CARE | FOR_OTHERS, until="birth")
    assert "of the person who had the care" in teller.page
