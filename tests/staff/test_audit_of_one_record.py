"""An auditor asks about one record: its days, who opened it, what was shared, why it is kept."""

import re
from datetime import UTC, datetime, timedelta

from flask import Flask
from sqlalchemy import select

from portal.complaints.service import ending
from portal.core.clock import freeze, in_words
from portal.core.references import spaced
from portal.extensions import db
from portal.feedback.models import Feedback
from portal.records.service import holds, sharing
from portal.staff.service import audit
from tests.investigations.investigator import Investigator
from tests.support import cases, staff
from tests.support.client import PortalClient

AT_ONCE = "Settled at once, by the end of the next working day"
CAME = datetime(2026, 9, 7, 9, 0, tzinfo=UTC)  # a Monday


def plain(page: str) -> str:
    """The words of a page."""
    return " ".join(re.sub("<[^>]+>", " ", page).split())


def lines(text: str, what: str) -> str:
    """What stands beside a heading of the list."""
    return text.partition(f">{what}</dt>")[2].partition("</dd>")[0]


def asked(client: PortalClient, reference: str) -> str:
    return client.get(f"/staff/audit?record={spaced(reference)}").get_data(as_text=True)


def test_one_page_shows_all_that_an_auditor_asks_of_a_complaint(
    app: Flask, client: PortalClient
) -> None:
    with freeze(CAME):
        case = cases.made()
    with freeze(CAME + timedelta(days=3)):
        case.acknowledged_at = CAME + timedelta(days=3)
        db.session.commit()
        ivy = staff.make("investigator", name="Ivy")
        for _ in range(2):
            audit.write("complaint.viewed", case.public_id, actor=ivy.public_id)
        audit.write("complaint.unrestricted", case.public_id, actor=ivy.public_id)
        audit.write("records.hold_kept", case.public_id, actor=ivy.public_id)
        db.session.commit()
        told = ("The council", "A letter", "safeguarding", "Caldicott guardian", case.public_id)
        sharing.log(*told, law="Care Act 2014, section 45")
    staff.sign_in(client, "admin")
    text = asked(client, case.reference)
    assert "Monday 7 September 2026" in lines(text, "Came")
    assert (
        "Thursday 10 September 2026, in time. The last day is Thursday 10 September 2026 ("
        in lines(text, "Acknowledged")
    )
    assert "Not yet" in lines(text, "Answered")
    assert "Ivy: 2 times, last on Thursday 10 September 2026" in lines(text, "Who opened it")
    shared = lines(text, "Shared with")
    assert "The council, decided on Thursday 10 September 2026: A letter." in shared
    assert "in serious danger (Care Act 2014, section 45)" in shared
    assert "Look into what you complained" in lines(text, "Why all records of this list are kept")
    assert "10 years from the day the case is closed" in lines(text, "How long")
    assert "no day is set" in lines(text, "When it goes")
    assert "No hold" in lines(text, "On hold")
    assert "Version 1 applies: it came before" in lines(text, "Privacy notice")
    for secret in (cases.TOLD["name"], cases.TOLD["email"], cases.TOLD["happened"]):
        assert secret not in text
    disclosed = client.get("/staff/records/disclosures").get_data(as_text=True)
    assert f'<a href="/staff/audit?record={spaced(case.reference)}">' in disclosed
    assert '<a href="/staff/audit#record">One record</a>' in client.get("/staff/records").get_data(
        as_text=True
    )


def test_what_is_late_closed_and_held_is_said(app: Flask, client: PortalClient) -> None:
    with freeze(CAME):
        case = cases.made()
    case.acknowledged_at = CAME + timedelta(days=9)
    case.closed_at = CAME + timedelta(days=30)
    db.session.commit()
    holds.place(
        case.public_id, next(iter(holds.GROUNDS)), "data protection officer", holds.latest()
    )
    staff.sign_in(client, "admin")
    text = asked(client, case.reference)
    assert "Wednesday 16 September 2026, late. The last day is" in lines(text, "Acknowledged")
    never = "Never: it was closed on Wednesday 7 October 2026, by its last day"
    assert never in lines(text, "Answered")
    assert "It is on hold" in lines(text, "When it goes")
    assert "Otherwise on Tuesday 7 October 2036" in lines(text, "When it goes")
    assert "Nobody yet" in lines(text, "Who opened it")
    assert "Nobody" in lines(text, "Shared with")
    assert "None on the list" in lines(text, "Paper")


def test_what_was_closed_after_its_day_was_never_in_time(app: Flask, client: PortalClient) -> None:
    with freeze(CAME):
        case = cases.made()
    with freeze(CAME + timedelta(days=9)):
        cases.closed(case, "withdrawn")
    desk = Investigator(client, "admin", "investigator")
    closed_on = in_words((CAME + timedelta(days=9)).date())
    said = f"Never: it was closed on {closed_on}, after its last day. The last day is"
    assert said in lines(asked(desk.client, case.reference), "Acknowledged")
    assert f"Never done, and closed on {closed_on}" in plain(desk.open(case.public_id))


def test_what_was_missed_the_first_time_stays_when_it_is_opened_again(
    app: Flask, client: PortalClient
) -> None:
    with freeze(CAME):
        case, talked = cases.made(), cases.made(channel="phone")
        cases.act(ending.close, talked, "settled")
    with freeze(CAME + timedelta(days=9)):
        cases.reopened(cases.closed(case, "withdrawn"))
        cases.reopened(talked)
    staff.sign_in(client, "admin")
    text, other = asked(client, case.reference), asked(client, talked.reference)
    day = in_words((CAME + timedelta(days=9)).date())
    missed = lines(text, "Acknowledged, the first time")
    assert f"Never: it was closed on {day}, after its last day" in missed
    assert f"{day}: Withdrawn by the person who complained" in lines(text, "Ended the first time")
    assert not lines(text, "Acknowledged")
    assert "since it was opened again" in lines(text, "Answered")
    assert f"{AT_ONCE}. The law sets no day" in lines(other, "Acknowledged, the first time")
    assert "Version 1 applies: it came before the first one" in lines(text, "Privacy notice")


def test_what_was_settled_at_once_was_never_late_by_law(app: Flask, client: PortalClient) -> None:
    with freeze(CAME):
        made = {kind: cases.made(channel="phone", kind=kind) for kind in ("care", "information")}
        for case in made.values():
            cases.act(ending.close, case, "settled")
    desk = Investigator(client, "admin", "investigator")
    care, information = (asked(desk.client, case.reference) for case in made.values())
    for what in ("Acknowledged", "Answered"):
        assert f"{AT_ONCE}. The law sets no day for it then" in lines(care, what)
        assert f"{AT_ONCE}. The last day is" in lines(information, what)
    assert "Never" not in lines(care, "Acknowledged")
    page, other = (plain(desk.open(case.public_id)) for case in made.values())
    assert "the next working day. The law sets no day for it then." in page
    assert "The law: " not in page
    assert f"In the records it is found by its reference, {spaced(made['care'].reference)}" in page
    assert made["care"].public_id not in page
    assert "The law: the Data Protection Act" in other


def test_of_a_message_it_is_said_why_it_is_kept_and_when_it_goes(
    app: Flask, client: PortalClient
) -> None:
    with freeze(CAME):
        client.post("/feedback", data={"message": "The print on the page about sleep is small."})
    sent = db.session.scalars(select(Feedback)).one()
    staff.sign_in(client, "admin")
    text = asked(client, sent.reference)
    assert "The print on the page" not in text
    assert f"What was done about {spaced(sent.reference)}</h2>" in text
    assert "Nothing in the trail fits" not in text
    assert "7 September 2028" in lines(text, "When it goes")
    assert ">Acknowledged</dt>" not in text
    assert ">Paper</dt>" not in text
    assert "<dl" not in client.get("/staff/audit?record=KD4-WM7-RT9").get_data(as_text=True)
    assert "<dl" not in client.get("/staff/audit").get_data(as_text=True)
