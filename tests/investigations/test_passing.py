"""A complaint is passed on to who has to answer it, and another organisation is waited for."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from portal.complaints.models import codes
from portal.complaints.service import answering
from portal.core.clock import in_words, now, today
from portal.extensions import db
from portal.records.models import Disclosure
from tests.investigations.investigator import (
    HERE,
    Investigator,
    case_of,
    new_case,
    seen_by_complainer,
)
from tests.investigations.test_ahead import FOR_IDA, todo
from tests.investigations.test_waiting import next_step, plain
from tests.support.cases import answered, closed, filed
from tests.support.client import PortalClient

pytestmark = pytest.mark.one_database

TODAY, DAY = today().isoformat(), in_words(today())
BODY = "Riverside Council"
AGREED = {"recipient": BODY, "said_on": TODAY, "how": "By phone."}
WENT = {
    "recipient": BODY,
    "how": "They run the day centre.",
    "shared": "The complaint",
    "ground": "consent",
    "said_on": TODAY,
    "record": "all",
}


def taken(desk: Investigator, **told: Any) -> str:
    """A case that somebody looks into."""
    return new_case(lead=desk.person.public_id, acknowledged_at=now(), state=codes.OPEN, **told)


def went() -> list[tuple[str, str]]:
    """The log of what was shared."""
    rows = db.session.scalars(select(Disclosure).order_by(Disclosure.id)).all()
    return [(row.recipient, row.ground) for row in rows]


def test_a_complaint_is_passed_on_from_the_consent_to_the_end(
    desk: Investigator, client: PortalClient
) -> None:
    case = taken(desk)
    assert "Or pass it on, if another organisation has to answer it" in todo(case)
    refused = desk.step(case, "pass", **WENT).get_data(as_text=True)
    assert "Nobody noted that they agree to pass anything to Riverside Council" in plain(refused)
    assert "They run the day centre.</textarea>" in refused
    desk.step(case, "agree", **AGREED)
    page = desk.open(case)
    assert next_step(page).startswith(f"Pass it on to {BODY}, as was agreed")
    assert f'id="pass-recipient" name="pass.recipient" type="text" value="{BODY}"' in page
    onward = plain(desk.read(desk.step(case, "pass", **WENT).location))
    assert "Alex Canary reads it on the page of their case" in onward
    assert went() == [(BODY, "consent")]
    assert todo(case)[0].startswith("Say for the counts")
    filed(case_of(case))
    assert todo(case) == [f"Close the case: {BODY} answers it"]
    words = plain(seen_by_complainer(client, case))
    assert f"We passed your complaint to {BODY}. It went on {DAY}." in words
    assert "They are the ones to answer it: They run the day centre." in words
    assert f"You agreed to this on {DAY}." in words
    assert f"We passed your complaint to {BODY} on {DAY}. They answer it" in words
    closed(case_of(case), "passed")
    assert todo(case)[0] == "Nothing to do now: the case is closed."


def test_a_part_is_passed_on_and_waited_for_with_who_and_since_when(
    desk: Investigator, client: PortalClient
) -> None:
    given = today() + timedelta(days=30)
    case, due = taken(desk, planned_for=given), in_words(given)
    law = answering.due_on(case_of(case))
    desk.step(case, "agree", **AGREED)
    assert desk.step(case, "pass", **{**WENT, "record": "wait"}).status_code == 303
    page = plain(desk.open(case))
    waits = f"We are waiting for {BODY}, since {DAY}"
    assert f"{waits}. That moves no date" in page
    assert f"Our answer is due by {due}." in page
    assert waits in plain(desk.read(f"{HERE}?only=waiting"))
    assert answering.due_on(case_of(case)) == law
    words = plain(seen_by_complainer(client, case))
    assert f"{waits}. Your dates stay the same." in words
    assert f"Your dates with us stay the same: our answer is due by {due}." in words


def test_who_got_it_is_told_when_the_consent_is_withdrawn(desk: Investigator) -> None:
    case = taken(desk)
    desk.step(case, "agree", **AGREED)
    desk.step(case, "pass", **{**WENT, "record": "part"})
    record = desk.open(case).partition('name="withdraw.record" value="')[2].partition('"')[0]
    desk.step(case, "withdraw", record=record)
    page = plain(desk.open(case))
    assert (
        f"Withdrawn on {DAY}. We decided before to share something with them: if it went, tell them"
        in page
    )


def test_no_day_that_is_over_is_promised_when_a_part_is_passed_on(
    desk: Investigator, client: PortalClient
) -> None:
    case = taken(desk, received_at=now() - timedelta(days=250))
    desk.step(case, "agree", **AGREED)
    desk.step(case, "pass", **{**WENT, "record": "part"})
    due = in_words(answering.due_on(case_of(case)))
    words = plain(seen_by_complainer(client, case))
    assert f"Our answer was due by {due}. We are sorry that it takes longer." in words
    assert f"is due by {due}" not in words


def test_waiting_for_whom_something_was_shared_with_is_one_press(desk: Investigator) -> None:
    case = taken(desk)
    desk.step(case, "share", recipient=BODY, shared="The complaint", ground="court", law="An order")
    page = desk.open(case)
    assert 'name="pause.pressed.paused" value="other-body">Wait for their answer</button>' in page
    assert f"Wait for {BODY}, if you need their answer" in next_step(page)
    desk.step(case, "pause", paused="other-body")
    remind = in_words(today() + timedelta(days=14))
    words = next_step(desk.open(case))
    assert words.startswith(f"Remind {BODY} on {remind}: we wait for their answer.")
    desk.step(case, "resume")
    assert f"Wait for {BODY}, if" not in next_step(desk.open(case))
    sent = answered(case_of(taken(desk))).public_id
    assert desk.step(sent, "pause", paused="other-body").status_code == 422
    assert case_of(sent).state == codes.ANSWERED


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        (
            {"ground": "court", "law": "An order"},
            "Without a consent that names them only a part is passed on",
        ),
        ({"ground": "duty"}, "Name the Act, order or article that allows it"),
        ({"said_on": "2020-01-01"}, "since the complaint came, up to today"),
        ({"record": ""}, "press one of the buttons"),
        ({"how": ""}, "Write why they are the ones to answer it"),
    ],
)
def test_what_is_wrong_with_passing_on_is_said_and_nothing_goes(
    changes: dict[str, str], why: str, desk: Investigator
) -> None:
    case = taken(desk)
    desk.step(case, "agree", **AGREED)
    refused = desk.step(case, "pass", **{**WENT, **changes})
    assert (refused.status_code, why in plain(refused.get_data(as_text=True))) == (422, True)
    assert not went()
    again = {**WENT, "ground": "court", "law": "An order", "record": "part"}
    assert desk.step(case, "pass", **again).status_code == 303


def test_nothing_goes_before_they_agreed_or_tells_who_may_not_know(desk: Investigator) -> None:
    case = taken(desk, received_at=now() - timedelta(days=9), **FOR_IDA)
    desk.step(case, "agree", **AGREED)
    early = (today() - timedelta(days=2)).isoformat()
    page = desk.step(case, "pass", **{**WENT, "said_on": early}).get_data(as_text=True)
    assert f"They agreed on {DAY}: before that day nothing goes" in page
    page = desk.step(case, "pass", **WENT).get_data(as_text=True)
    assert "is told nothing about them before their consent is recorded" in page
    assert desk.step(case, "pass", tells_nothing="y", **WENT).status_code == 303
    assert went() == [(BODY, "consent")]
