"""A complaint about somebody else: whose it is, what is shown first, and whose birth it is."""

import re
from html import unescape

import pytest
from sqlalchemy import select

from portal.complaints import mails
from portal.complaints.models import Complaint
from portal.complaints.service.showing import showing
from portal.extensions import db
from tests.complaints.teller import CARE, FOR_OTHERS, Teller
from tests.support.client import PortalClient

pytestmark = pytest.mark.database


@pytest.fixture
def teller(client: PortalClient) -> Teller:
    """Somebody who complains."""
    return Teller(client)


def words_of(page: str) -> str:
    """What a person reads of a page or a mail, on one line."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", page)).split()).replace(" :", ":")


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
    assert "looking into it" not in told


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
    assert f"Show us that you {words}" in told
    assert "You fill in part 2 of the form and sign it." in told
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


@pytest.mark.one_database
def test_what_to_do_is_said_in_the_same_words_wherever_it_is_said(
    teller: Teller,
) -> None:
    teller.walk(CARE | FOR_OTHERS)
    receipt = words_of(teller.send())
    case = the_case()
    pair = {"reference": case.reference, "code": case.secret or ""}
    page = words_of(teller.client.post("/complaints/case", data=pair).get_data(as_text=True))
    form = words_of(teller.client.get("/complaints/consent-form").get_data(as_text=True))
    message = mails.received(case.public_id, "")
    assert message is not None
    mail = [words_of(part.get_content()) for part in message.iter_parts()]
    needed = showing(case.relation)
    for where in (receipt, page, *mail):
        assert needed.sign in where
        assert needed.what in where
    for where in (receipt, page, form, *mail):
        assert needed.mark in where
        assert needed.to_print in where
        for by, address in needed.ways:
            assert f"{by}: {address}" in where


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
