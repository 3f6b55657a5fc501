"""An auditor asks about one complaint: what it is, how it stands, and what consent there is."""

from datetime import date, timedelta

import pytest
from flask import Flask

from portal.complaints.models import Complaint
from portal.complaints.service import clocks, ending, people, sharing, working
from portal.core.clock import in_words, now, today
from portal.extensions import db
from portal.records.service import sharing as log
from tests.staff.test_audit_of_one_record import asked, lines, plain
from tests.support import cases, staff
from tests.support.client import PortalClient

pytestmark = pytest.mark.one_database

COUNCIL = "Riverside Council"


def ago(days: int) -> date:
    return today() - timedelta(days=days)


def for_another() -> Complaint:
    """A complaint about the care of Ida Canary."""
    return cases.made(who="representative", relation="agrees", other_name="Ida Canary")


def test_consent_and_to_whom_something_may_go_stand_there_with_their_days(
    app: Flask, admin: PortalClient
) -> None:
    case = for_another()
    assert "Needed, and not here yet" in lines(asked(admin, case.reference), "Consent")
    cases.act(sharing.settle_consent, case, "recorded", ago(0), "A form.")
    cases.act(sharing.agree, case, COUNCIL, ago(0), "By phone.")
    log.log(COUNCIL, "A letter", "consent", "lead", case.public_id)
    text, day = asked(admin, case.reference), in_words(today())
    assert f"Needed, and recorded. Given on {day}" in lines(text, "Consent")
    assert f"{COUNCIL}: given on {day}" in lines(text, "May be passed on to")
    assert f"That consent stands: given on {day}" in lines(text, "Shared with")
    # The trail says what came of it, in words.
    assert "their care (Recorded)" in plain(text)
    for each in sharing.given(case):
        cases.act(sharing.withdraw, case, consent=each.public_id)
    text = asked(admin, case.reference)
    assert f"Given on {day}, and withdrawn on {day}" in lines(text, "Consent")
    assert f"{COUNCIL}: given on {day}, withdrawn on {day}" in lines(text, "May be passed on to")
    assert "That consent is withdrawn" in lines(text, "Shared with")
    for secret in ("Ida Canary", cases.TOLD["name"], "By phone."):
        assert secret not in text


@pytest.mark.parametrize(
    ("outcome", "said"),
    [("lawful", "Not needed: the law lets"), ("refused", "Needed, and refused, noted on")],
)
def test_what_came_of_consent_is_said(
    app: Flask, admin: PortalClient, outcome: str, said: str
) -> None:
    case = for_another()
    cases.act(sharing.settle_consent, case, outcome, ago(0), "A letter.")
    text = asked(admin, case.reference)
    assert said in lines(text, "Consent")
    assert "Nobody noted" in lines(text, "May be passed on to")


def test_its_kind_how_it_stands_and_how_it_ended_are_said(app: Flask, admin: PortalClient) -> None:
    case, ivy = cases.made(channel="phone"), staff.make("investigator", name="Ivy Oak")
    case.received_at -= timedelta(days=13)
    db.session.commit()
    first = clocks.answer_by(case.received_on)
    until = first + timedelta(days=30)
    cases.act(working.acknowledge, case, "I have read it.")
    cases.act(working.extend, case, until, ago(1), "By phone.")
    cases.act(working.pause, case, "details")
    seen = cases.act(working.assign, case, ivy.public_id).version
    people.restrict(case.public_id, by=ivy.public_id, seen_version=seen)
    text, day = asked(admin, case.reference), in_words(today())
    for what, said in {
        "What kind": "Care or treatment",
        "How it came": "Phone",
        "Who may see it": f"Restricted to named people, since {day}",
        "What it waits for": f"For an answer of who complained, since {day}",
        "How it ended": "It is open",
        "Ombudsman": "Not that we know",
        "Consent": "Not needed",
        "Answered": f"{in_words(until)} was agreed on {in_words(ago(1))}; before, the last day was "
        f"{in_words(first)}",
    }.items():
        assert said in lines(text, what), what
    assert "Ivy Oak" not in lines(text, "Who may see it")
    cases.act(working.resume, case)
    cases.answered(case)
    sent = lines(asked(admin, case.reference), "How it ended")
    assert "Our answer was sent: upheld. It is not closed" in sent
    cases.act(ending.close, cases.filed(cases.found(case.public_id)), "answered")
    cases.act(working.to_ombudsman, case, today())
    text = asked(admin, case.reference)
    assert f"Answered: upheld, on {day}" in lines(text, "How it ended")
    assert day in lines(text, "Ombudsman")
    assert cases.TOLD["happened"] not in text


def test_a_complaint_that_is_keyed_in_later_has_the_day_on_which_it_came_in_the_trail(
    app: Flask, admin: PortalClient
) -> None:
    with_day = cases.made(channel="post", received_at=now() - timedelta(days=13))
    text = plain(asked(admin, with_day.reference))
    assert f"Took a complaint (Post, which came on {in_words(ago(13))})" in text
    assert "Took a complaint (The form on this website)" in plain(
        asked(admin, cases.made().reference)
    )
