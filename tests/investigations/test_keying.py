"""Keying in what came on paper, by phone, by email or in person."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.complaints.models import Complaint
from portal.core.clock import LONDON, today
from portal.core.references import spaced
from portal.extensions import db
from portal.records.service import paper
from tests.investigations.investigator import HERE, Investigator
from tests.support import cases
from tests.support.staff import found as on_page

STAMP = re.compile(r'name="stamp" value="([^"]+)"')
CAME = today() - timedelta(days=3)
TOLD = {
    "channel": "post",
    "came_on": CAME.isoformat(),
    "came_at": "14:30",
    "place": "Locked cabinet 2",
    "kind": "care",
    "who": "representative",
    "other_name": "Ida Canary",
    "relation": "asked",
    "happened": "  The ward was cold.\n\nNobody came. 🥶 ",
    "contact": "post",
    "address": "1 Canary Row",
    "birth_day": "27",
    "birth_month": "3",
    "birth_year": "1984",
}


def only() -> Complaint:
    """The one case that there is."""
    db.session.rollback()
    return db.session.scalars(select(Complaint)).one()


def test_a_letter_is_keyed_in_once_with_its_day_and_a_number_for_the_paper(
    desk: Investigator,
) -> None:
    stamp = on_page(STAMP, desk.client.get(f"{HERE}/new"))
    for _ in range(3):
        answer = desk.send(f"{HERE}/new", stamp=stamp, **TOLD)
    case = only()
    assert answer.location == f"{HERE}/{case.public_id}?done=keyed"
    came = case.received_at.astimezone(LONDON)
    assert (came.date(), came.hour, came.minute) == (CAME, 14, 30)
    assert case.happened == TOLD["happened"]
    assert case.entered_by == desk.person.public_id
    assert case.consent == "awaited"
    assert [item.reference for item in paper.listed()] == [case.paper]
    page = desk.read(answer.location)
    assert f"Write the paper number <strong>{spaced(case.paper)}</strong> on the paper" in page
    assert "27 March 1984" in page


def test_the_copy_for_the_person_has_their_words_and_their_code_and_no_note_of_ours(
    desk: Investigator,
) -> None:
    case = cases.made(channel="phone", contact="phone", phone="020 7946 0958", email="")
    desk.step(case.public_id, "note", message="Not for them")
    desk.step(case.public_id, "other", others="About a nurse")
    desk.step(case.public_id, "call", message="You told us on the phone")
    copy = desk.read(f"{HERE}/{case.public_id}/copy")
    assert cases.TOLD["happened"] in copy
    assert "You told us on the phone" in copy
    assert (only().secret or "")[:5] in copy
    assert "Not for them" not in copy
    assert "About a nurse" not in copy


@pytest.mark.one_database
def test_what_was_typed_stays_whatever_is_wrong(desk: Investigator) -> None:
    wrong = {
        "came_on": (today() + timedelta(days=1)).isoformat(),
        "came_at": "25:61",
        "place": "with jo@example.org",
        "other_name": "",
        "address": "",
        "birth_month": "13",
    }
    page = desk.send(f"{HERE}/new", **{**TOLD, **wrong}).get_data(as_text=True)
    for words in (
        "This is still to come",
        "Enter a time like 14:30",
        "never an address or a name",
        "Enter the name of the person it is about",
        "Enter their postal address too",
        "Enter a real date",
    ):
        assert words in page, words
    assert "Nobody came. 🥶" in page
    assert "with jo@example.org" in page
    assert db.session.scalar(select(Complaint.id)) is None


def test_a_number_that_we_do_not_keep_is_pointed_out_and_may_stay(desk: Investigator) -> None:
    told = {**TOLD, "happened": "My NHS number is 943 476 5919."}
    refused = desk.send(f"{HERE}/new", **told)
    page = refused.get_data(as_text=True)
    assert (refused.status_code, "An NHS number" in page) == (422, True)
    assert "943 476 5919" in page
    assert db.session.scalar(select(Complaint.id)) is None
    seen = page.split('name="seen" value="')[1].split('"')[0]
    assert desk.send(f"{HERE}/new", **told, seen=seen).status_code == 303


def test_what_happened_to_somebody_else_is_guarded_when_it_is_keyed_in(desk: Investigator) -> None:
    told = {**TOLD, "who": "affected", "came_at": ""}
    unsaid = desk.send(f"{HERE}/new", **{**told, "relation": ""})
    assert "how it stands with the person" in unsaid.get_data(as_text=True)
    page = desk.read(desk.send(f"{HERE}/new", **{**told, "relation": "unknown"}).location)
    case = only()
    assert (case.consent, case.relation) == ("awaited", "unknown")
    assert "12:00pm" not in page.split("Keyed in by")[0]
    for shown in (page, desk.read(f"{HERE}/{case.public_id}")):
        assert "Ida Canary" in shown
        assert "The person does not know yet" in shown


@pytest.mark.one_database
@pytest.mark.parametrize("kind", ["care", "information", "website", "decision"])
def test_the_name_and_the_relation_of_another_person_are_kept(
    kind: str, desk: Investigator
) -> None:
    told = {**TOLD, "who": "affected", "relation": "child", "kind": kind}
    assert desk.send(f"{HERE}/new", **told).status_code == 303
    case = only()
    assert (case.other_name, case.relation) == ("Ida Canary", "child")
    assert case.consent == ("not-needed" if kind == "website" else "awaited")


def test_a_copy_of_what_came_late_says_so_and_promises_no_day_that_is_over(
    desk: Investigator,
) -> None:
    long_ago = (today() - timedelta(days=400)).isoformat()
    desk.send(f"{HERE}/new", **{**TOLD, "came_on": long_ago})
    copy = desk.read(f"{HERE}/{only().public_id}/copy")
    assert "We are sorry that this letter comes late" in copy
    assert "You get our answer by" not in copy


def test_what_was_acknowledged_on_paper_counts_from_that_day(desk: Investigator) -> None:
    desk.send(f"{HERE}/new", **{**TOLD, "who": "self"})
    case, told = only().public_id, (CAME + timedelta(days=1)).isoformat()
    early = (CAME - timedelta(days=1)).isoformat()
    sent = {"said_on": early, "how": "Kim rang them."}
    assert desk.step(case, "acknowledged", **sent).status_code == 422
    assert desk.step(case, "acknowledged", **{**sent, "said_on": told}).status_code == 303
    row = only()
    assert row.acknowledged_at
    assert row.acknowledged_at.date() == CAME + timedelta(days=1)
    assert desk.step(case, "acknowledged", **{**sent, "said_on": told}).status_code == 422
    assert desk.step(case, "acknowledge", message="Once more").status_code == 422
