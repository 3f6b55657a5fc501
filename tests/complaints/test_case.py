"""The page of a case: what opens it, what it says, and what it never does."""

from datetime import UTC, date, datetime, timedelta

import pytest

from portal.complaints.models import ComplaintEntry
from portal.complaints.service import (
    dates,
    opening,
    passing,
    ready,
    sharing,
    talking,
    working,
)
from portal.core import clock
from portal.core.clock import now
from portal.core.references import spaced
from portal.extensions import db
from portal.staff.models import AuditEntry
from tests.complaints.person import CASE, MARK, Complainer, html_of, later, rows, ticket_in
from tests.support.cases import act, answered
from tests.support.client import PortalClient

pytestmark = pytest.mark.database
CAME = datetime(2026, 4, 2, 9, tzinfo=UTC)


def test_the_reference_and_the_code_open_the_case_without_a_cookie_or_an_address(
    complainer: Complainer,
) -> None:
    answer = complainer.open()
    page = html_of(answer)
    assert answer.status_code == 200
    assert "Your complaint" in page
    assert spaced(complainer.receipt.reference) in page
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers
    assert complainer.receipt.secret not in page


def test_a_mailed_link_shows_a_button_and_no_case_however_often_it_is_opened(
    complainer: Complainer, client: PortalClient
) -> None:
    path = f"{CASE}/{complainer.receipt.reference}-{complainer.receipt.secret}"
    for method in ("GET", "HEAD", "GET"):
        answer = client.open(path, method=method)
        assert answer.status_code == 200
        assert "Your complaint" not in html_of(answer)
        assert MARK not in html_of(answer)
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert not db.session.scalars(db.select(AuditEntry).filter_by(action=opening.OPENED)).all()


def test_a_link_that_is_not_ours_shows_the_empty_form(client: PortalClient) -> None:
    wrong = [f"{CASE}/{name}" for name in ("x", "AAAAAAAAA-" + "0" * 20, "letter", "message")]
    for path in wrong:
        answer = client.get(path)
        assert answer.status_code == 200
        assert 'name="code"' in html_of(answer)


@pytest.mark.parametrize(
    "written", ["{0} ", "{0}\t", "-{0}-"], ids=["a space", "a tab", "more signs"]
)
def test_the_two_may_be_written_in_any_way(complainer: Complainer, written: str) -> None:
    reference = written.format(complainer.receipt.reference.lower())
    code = written.format("-".join(complainer.receipt.secret.lower()))
    assert "Error: " not in html_of(complainer.open(reference, code))


def test_a_message_arrives_unchanged_and_once_however_often_it_is_sent(
    complainer: Complainer,
) -> None:
    text = ("Ünïcode 👩‍⚕️ e\u0301 שלום العربية\nA second line. " * 500)[:20_000].strip()
    ticket = complainer.ticket()
    for _ in range(3):
        assert "We have your message" in html_of(complainer.say(text, ticket))
    said = db.session.scalars(db.select(ComplaintEntry)).all()
    assert [each.text for each in said] == [text]
    assert complainer.case.version == 2


def test_an_empty_message_is_asked_for_again_and_a_long_one_is_kept(
    complainer: Complainer,
) -> None:
    empty = complainer.say("  ")
    long = complainer.say("x" * 20_001)
    assert (empty.status_code, long.status_code) == (422, 422)
    assert "Write your message" in html_of(empty)
    assert "x" * 20_001 in html_of(long)
    assert rows(ComplaintEntry) == 0


def test_a_page_that_was_open_too_long_keeps_the_words_and_asks_for_the_code(
    complainer: Complainer, client: PortalClient
) -> None:
    ticket = complainer.ticket()
    with later(hours=2, seconds=1):
        old = complainer.say("My words", ticket)
        data = {"case": ticket, "message": "My words", "reference": complainer.receipt.reference}
        wrong = client.post(f"{CASE}/message", data=data | {"code": "ABC"})
        again = client.post(f"{CASE}/message", data=data | {"code": complainer.receipt.secret})
    assert (old.status_code, wrong.status_code, again.status_code) == (422, 422, 200)
    assert "My words" in html_of(old)
    assert "My words" in html_of(wrong)
    assert "We have your message" in html_of(again)
    assert rows(ComplaintEntry) == 1


@pytest.mark.parametrize("ticket", ["", "x", "AAAA" * 30], ids=["none", "short", "forged"])
def test_a_page_with_no_ticket_of_ours_opens_nothing(
    complainer: Complainer, client: PortalClient, ticket: str
) -> None:
    said = client.post(f"{CASE}/message", data={"case": ticket, "message": "My words"})
    assert said.status_code == 422
    assert "My words" in html_of(said)
    for path in (f"{CASE}/talk", f"{CASE}/letter", CASE):
        answer = client.post(path, data={"case": ticket, "talk": "wanted"})
        assert answer.status_code == 422
        assert MARK not in html_of(answer)
    assert rows(ComplaintEntry) == 0


def test_what_we_wrote_is_new_once_and_what_they_wrote_says_whether_it_was_read(
    complainer: Complainer,
) -> None:
    complainer.say("A question")
    db.session.add(
        ComplaintEntry(
            complaint_id=complainer.case.id, kind="reply", text="An answer", written_at=now()
        )
    )
    db.session.commit()
    first, second = html_of(complainer.open()), html_of(complainer.open())
    assert "Read what is new from us (1)" in first
    assert "Read what is new" not in second
    assert "We have not read it yet" in second


def test_the_offer_to_talk_is_answered_once_and_staff_see_it(
    complainer: Complainer, client: PortalClient
) -> None:
    ticket = complainer.ticket()
    answers = [
        client.post(f"{CASE}/talk", data={"case": complainer.ticket(), "talk": talk})
        for talk in ("", "wanted", "declined")
    ]
    assert [answer.status_code for answer in answers] == [422, 200, 200]
    client.post(f"{CASE}/talk", data={"case": ticket, "talk": "wanted"})
    assert complainer.case.offer == "wanted"
    assert rows(ComplaintEntry) == 1
    assert "Yes please: we will get in touch" in html_of(answers[1])


def test_a_renewed_code_ends_the_old_one_and_every_page_that_is_open(
    complainer: Complainer,
) -> None:
    ticket, old = complainer.ticket(), complainer.receipt.secret
    new = opening.renew_secret(complainer.receipt.public_id, by="staff", seen_version=1)
    assert complainer.open(code=old).status_code == 422
    assert complainer.open(code=new).status_code == 200
    assert complainer.say("My words", ticket).status_code == 422
    assert ticket_in(complainer.open(code=new))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "The law sets this day"),
        ({"kind": "website"}, "it is our own promise"),
        ({"planned_for": date(2026, 5, 1)}, "It is the day we gave you"),
        (
            {"extended_to": date(2026, 12, 1), "extended_on": date(2026, 4, 2)},
            'It is a later day that you agreed to on <time datetime="2026-04-02">',
        ),
        (
            {"extended_to": date(2026, 12, 1)},
            'The law’s day was <time datetime="2026-10-01">',
        ),
        ({"reopened_at": CAME}, "No law sets a day for that: we promise"),
        ({"state": "new"}, "Someone will read it by Thursday 9 April 2026."),
        ({"acknowledged_at": CAME}, 'Done on <time datetime="2026-04-02">'),
        ({"paused": "consent"}, "Your dates stay the same"),
        ({"state": "closed", "closed_at": CAME, "ending": "withdrawn"}, "Withdrawn by the person"),
    ],
    ids=[
        "law",
        "ours",
        "planned",
        "agreed",
        "extended",
        "again",
        "new",
        "done",
        "paused",
        "closed",
    ],
)
def test_each_day_says_whose_clock_it_is(
    complainer: Complainer, changes: dict[str, object], words: str
) -> None:
    case = complainer.case
    for name, value in ({"received_at": CAME} | changes).items():
        setattr(case, name, value)
    db.session.commit()
    with clock.freeze(CAME):
        assert words in html_of(complainer.open())


@pytest.mark.one_database
def test_a_message_says_when_it_names_a_day_for_our_answer_that_holds_no_more(
    complainer: Complainer,
) -> None:
    case = act(working.acknowledge, complainer.case, ready.acknowledgement(complainer.case))
    changed = "The day of our answer has changed since"
    assert changed not in html_of(complainer.open())
    agreed = dates.clocks_of(case)[1].due + timedelta(days=30)
    act(working.extend, case, until=agreed, agreed_on=clock.today(), how="By phone.")
    act(talking.reply, complainer.case, f"You have it by {clock.in_words(agreed)}.")
    assert html_of(complainer.open()).count(changed) == 1
    answered(complainer.case)
    assert changed not in html_of(complainer.open())


@pytest.mark.one_database
def test_what_went_to_somebody_else_says_the_day_on_which_it_went(complainer: Complainer) -> None:
    case = act(sharing.share, complainer.case, "The court", "The file", "court", "An order")
    told = ("The ward", "They run it.", "The part", "duty", clock.today(), passing.PART, "An act")
    act(passing.pass_on, case, *told)
    page = html_of(complainer.open())
    day = f'<time datetime="{clock.today().isoformat()}">'
    assert page.count(f"<li>Decided on {day}") == 1
    assert page.count(f"<li>It went on {day}") == 1
