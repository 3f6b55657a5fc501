"""Nothing is told, and nothing passed on, without consent; a later day is agreed in time."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from portal.complaints.service import answering, filing
from portal.core.clock import in_words, now, today
from portal.core.references import spaced
from portal.extensions import db
from portal.records.models import Disclosure
from tests.investigations.investigator import HERE, Investigator, case_of, new_case

TODAY = today().isoformat()
FOR_ANOTHER: dict[str, Any] = {
    "who": "representative",
    "relation": "asked",
    "other_name": "Ida Canary",
}


@pytest.mark.one_database
@pytest.mark.parametrize("step", ["acknowledge", "reply", "call"])
def test_nothing_is_told_to_a_representative_before_consent(step: str, desk: Investigator) -> None:
    case = new_case(**FOR_ANOTHER)
    refused = desk.step(case, step, message="Ida was on ward 3.")
    page = refused.get_data(as_text=True)
    assert refused.status_code == 422
    assert "is told nothing about them before their consent is recorded" in page
    assert "Ida was on ward 3." in page
    assert f'<a href="#{step}-tells-nothing">Whoever complains for somebody else' in page
    assert case_of(case).version == 1
    harmless = desk.step(case, step, message="We wait for Ida.", tells_nothing="y")
    assert harmless.status_code == 303
    desk.step(case, "consent", consent="recorded", said_on=TODAY, how="A signed letter.")
    if step != "acknowledge":
        assert desk.step(case, step, message="Ida was on ward 3.").status_code == 303


def test_a_consent_that_is_refused_or_withdrawn_closes_it_again(desk: Investigator) -> None:
    case = new_case(**FOR_ANOTHER)
    desk.step(case, "pause", paused="consent")
    assert "That moves no date" in desk.open(case)
    desk.step(case, "consent", consent="refused", said_on=TODAY, how="By phone.")
    assert (case_of(case).consent, case_of(case).paused) == ("refused", "")
    assert desk.step(case, "reply", message="Ida was there.").status_code == 422
    desk.step(case, "consent", consent="recorded", said_on=TODAY, how="In person.")
    record = desk.open(case).split('name="withdraw.record" value="')[1].split('"')[0]
    desk.step(case, "withdraw", record=record)
    assert case_of(case).consent == "refused"
    assert desk.step(case, "reply", message="Ida was there.").status_code == 422


@pytest.mark.one_database
def test_somebody_whom_the_law_lets_speak_is_told_without_a_consent(desk: Investigator) -> None:
    case = new_case(**{**FOR_ANOTHER, "relation": "died"})
    desk.step(case, "consent", consent="lawful", said_on=TODAY, how="The grant of probate.")
    assert case_of(case).consent == "lawful"
    assert desk.step(case, "reply", message="Ida was on ward 3.").status_code == 303
    assert "the law lets somebody speak for them" in desk.open(case)


def test_nothing_is_passed_on_without_a_consent_that_names_them_or_a_law(
    desk: Investigator,
) -> None:
    case = new_case()
    sent = {"recipient": "Riverside Council", "shared": "The complaint", "ground": "consent"}
    assert desk.step(case, "share", **sent).status_code == 422
    desk.step(case, "agree", recipient="The county", said_on=TODAY, how="By phone.")
    refused = desk.step(case, "share", **sent)
    assert "agree to pass anything to Riverside Council" in refused.get_data(as_text=True)
    assert db.session.scalar(select(Disclosure.id)) is None
    unnamed = desk.step(case, "share", **{**sent, "ground": "court"})
    assert "Name the Act, order or article that allows it" in unnamed.get_data(as_text=True)
    order = {"ground": "court", "law": "Order 7 of the county court"}
    assert desk.step(case, "share", **{**sent, **order}).status_code == 303
    assert "A court order (Order 7 of the county court)." in desk.open(case)
    desk.step(case, "agree", recipient="riverside COUNCIL", said_on=TODAY, how="In a letter.")
    onward = desk.read(desk.step(case, "share", **sent).location)
    assert '<a href="#part-note">make a note for ourselves</a>' in onward
    assert "Record that Alex Canary agrees to pass something on" in onward
    rows = db.session.scalars(select(Disclosure).order_by(Disclosure.id)).all()
    assert [(row.record, row.ground) for row in rows] == [(case, "court"), (case, "consent")]
    name = desk.step(case, "share", **{**sent, "recipient": "jo@example.org", **order})
    assert name.status_code == 422


def test_a_later_day_is_agreed_before_the_day_is_over_or_not_at_all(desk: Investigator) -> None:
    said = {"until": "2099-01-02", "said_on": TODAY, "how": "By phone with Alex."}
    in_time = new_case(received_at=now() - timedelta(days=150))
    desk.step(in_time, "talk", talk="taken-up", planned_for=TODAY)
    assert desk.step(in_time, "extend", **said).status_code == 303
    assert case_of(in_time).extended_to == case_of(in_time).planned_for
    assert in_words(today()) in desk.open(in_time)
    early = desk.step(in_time, "extend", **{**said, "until": TODAY})
    assert "Write a later day than Friday 2 January 2099" in early.get_data(as_text=True)
    late = new_case(received_at=now() - timedelta(days=200))
    assert "and it is over: a later one had to be agreed before" in desk.open(late)
    refused = desk.step(late, "extend", **said)
    assert refused.status_code == 422
    assert "Write to the person why it takes longer" in refused.get_data(as_text=True)
    assert case_of(late).extended_to is None


@pytest.mark.one_database
def test_a_day_after_the_one_we_gave_is_agreed_up_to_the_law_s_and_past_it(
    desk: Investigator,
) -> None:
    case, given = new_case(), today() + timedelta(days=20)
    law, agreed = answering.due_on(case_of(case)), today() + timedelta(days=30)
    desk.step(case, "talk", talk="taken-up", planned_for=given.isoformat())
    assert f"have our answer by {in_words(given)}" in desk.open(case)
    said = {"until": agreed.isoformat(), "said_on": TODAY, "how": "By phone with Alex."}
    undated = desk.step(case, "extend", **{**said, "said_on": ""}).get_data(as_text=True)
    assert 'href="#extend-said-on">Enter the day on which they agreed' in undated
    early = desk.step(case, "extend", **{**said, "until": given.isoformat()})
    assert f"Write a later day than {in_words(given)}" in early.get_data(as_text=True)
    assert desk.step(case, "extend", **said).status_code == 303
    row = case_of(case)
    assert (row.planned_for, row.extended_to, answering.due_on(row)) == (agreed, None, law)
    page = desk.open(case)
    assert f"by {in_words(agreed)}, instead of {in_words(given)}. By phone with Alex." in page
    assert [each.detail for each in filing.events(row) if each.event == "planned"] == [
        given.isoformat(),
        agreed.isoformat(),
    ]
    past = (law + timedelta(days=1)).isoformat()
    assert desk.step(case, "extend", **{**said, "until": past}).status_code == 303
    assert answering.due_on(case_of(case)).isoformat() == past


def test_the_day_we_give_is_not_later_than_the_one_that_counts(desk: Investigator) -> None:
    case = new_case()
    far = {"talk": "declined", "planned_for": "2099-01-02"}
    refused = desk.step(case, "talk", **far)
    assert "A later day has to be agreed" in refused.get_data(as_text=True)
    assert desk.step(case, "talk", **{**far, "planned_for": "2020-01-02"}).status_code == 422
    assert desk.step(case, "talk", **{**far, "planned_for": TODAY}).status_code == 303
    assert "Answer it by the day we gave" in desk.open(case)


@pytest.mark.one_database
def test_a_consent_on_paper_says_where_it_lies_and_what_may_not_be_told(
    desk: Investigator,
) -> None:
    case = new_case(**FOR_ANOTHER)
    agreed = {"consent": "recorded", "said_on": TODAY, "how": "Our form, signed by Ida Canary."}
    named = desk.step(case, "consent", **agreed, place="jo@example.org")
    assert "Write a place, never an address" in named.get_data(as_text=True)
    kept = {"place": "The locked cabinet", "others": "That she was in hospital in May."}
    page = desk.read(desk.step(case, "consent", **agreed, **kept).location)
    assert "signed by Ida Canary. It is on paper, which lies with the other paper" in page
    assert "The locked cabinet" in page.partition('id="paper"')[2]
    assert spaced(case_of(case).paper) in page
    assert "in hospital in May" not in page
    for beside in (page, desk.read(f"{HERE}/{case}/answer")):
        assert f'href="{HERE}/{case}/others" target="_blank"' in beside
        assert "said what they do not want told" in beside
    assert "That she was in hospital in May." in desk.read(f"{HERE}/{case}/others")
    assert "in hospital in May" not in desk.read(f"{HERE}/{case}/copy")
