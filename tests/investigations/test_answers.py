"""The answer at the desk: written, signed with the password, sent, printed; nothing is lost."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.complaints.models import ComplaintAccess, codes
from portal.complaints.service import answering, unread, writing
from portal.complaints.service.clocks import reporting_year
from portal.core import clock
from portal.extensions import db
from portal.staff.models import AuditEntry
from tests.investigations.investigator import HERE, VERSION, Investigator, case_of, new_case, trail
from tests.support.cases import answered, filed
from tests.support.staff import PASSWORD, later, make

pytestmark = pytest.mark.database

TODAY = clock.today().isoformat()
WHOLE = {
    "considered": "We read your notes and asked the ward.",
    "found": "The bell was broken for two days.",
    "conclusion": "You should not have waited.",
    "remedy": "The bell is mended.",
    "apology": "We are sorry that you were left alone.",
    "outcome": "upheld",
    "signed_by": "Grace Osei",
    "signed_as": "Chief Executive",
    "approved_on": TODAY,
    "approved_how": "By email to Sam.",
}


def send(desk: Investigator, case: str, step: str, **data: object) -> tuple[int, str]:
    """Open the answer, and do one thing with it; returns the status and the page that follows."""
    data.setdefault("seen_version", case_of(case).version)
    answer = desk.send(f"{HERE}/{case}/{step}", **data)
    if answer.status_code == 303:
        return 303, desk.read(answer.location)
    return answer.status_code, answer.get_data(as_text=True)


def signed(desk: Investigator, case: str, **changes: object) -> str:
    """Write and sign a whole answer."""
    status, page = send(desk, case, "answer/sign", **{**WHOLE, **changes})
    assert status == 303, page
    return page


def test_an_answer_is_written_signed_and_sent_and_the_case_closed(desk: Investigator) -> None:
    case = new_case()
    status, page = send(desk, case, "answer", found="Half a finding.")
    assert (status, "The draft is saved" in page) == (303, True)
    assert "Half a finding." in page
    assert "how we looked into it" in page
    page = signed(desk, case)
    assert "Sam Investigator signed it at the desk" in page
    status, page = send(desk, case, "answer/send", checked="y")
    assert (status, "The answer was sent" in page) == (303, True)
    assert "Alex Canary reads it on the page of their case" in page
    filed(case_of(case))
    status, page = send(desk, case, "close", ending="answered")
    assert (status, "The case is closed" in page) == (303, True)
    assert {"complaint.signed", "complaint.answered", "complaint.closed"} < set(trail(case))
    kept = db.session.scalars(select(AuditEntry.detail).where(AuditEntry.about == case)).all()
    assert not {"upheld", "answered", "treatment"} & set(kept)


@pytest.mark.one_database
def test_only_endings_that_would_not_be_refused_are_offered(desk: Investigator) -> None:
    case = new_case()
    page = desk.read(f"{HERE}/{case}/answer?show=close")
    assert 'name="ending"' not in page
    assert "It is not filed for the counts yet" in page
    assert f'href="{HERE}/{case}#part-file"' in page
    status, page = send(desk, case, "close", ending="withdrawn")
    assert (status, "Say first, for the counts" in page) == (422, True)
    desk.step(case, "file", area="hospital", subject="staff")
    page = desk.read(f"{HERE}/{case}/answer?show=close")
    assert re.findall(r'name="ending" type="radio" value="(\w+)"', page) == ["withdrawn"]
    assert f'href="{HERE}/{case}#part-agree"' in page
    assert "Only what somebody told us in person or on the phone" in page
    desk.step(case, "agree", recipient="The council", said_on=TODAY, how="By phone.")
    page = desk.read(f"{HERE}/{case}/answer?show=close")
    assert "Nothing is noted as passed on for them to answer all of it" in page
    assert f'href="{HERE}/{case}#part-pass"' in page


@pytest.mark.one_database
def test_after_closing_it_is_said_what_follows(desk: Investigator) -> None:
    case = filed(answered(case_of(new_case(received_at=clock.now() - timedelta(days=1))))).public_id
    status, page = send(desk, case, "close", ending="answered")
    row = case_of(case)
    assert row.closed_at
    until = clock.in_words(clock.months_after(clock.today(), 120))
    year = reporting_year(clock.today())
    assert status == 303
    for words in (
        f"It is kept until {until}",
        "Alex Canary sees on the page of their case that it is closed, and how: Answered: upheld",
        f'href="{HERE}/reports/{year}" target="_blank" rel="noopener">the report of {year - 1}',
        f'form="reopen" formaction="{HERE}/{case}/reopen?show=case&amp;at=part-learn">Note it',
        "Open the case again",
    ):
        assert words in page, words
    assert "Nothing to do now: the case is closed" in desk.open(case)
    desk.step(case, "learn", learned="Two nurses at night.")
    assert "published with the figures of that year" in desk.read(f"{HERE}/{case}/answer")


@pytest.mark.one_database
def test_what_is_half_written_goes_along_to_the_letter_and_to_closing(desk: Investigator) -> None:
    case = new_case()
    assert desk.read(f"{HERE}/{case}/answer").count("?show=close") == 1
    for show in ("letter", "close"):
        status, _ = send(desk, case, f"answer?show={show}", found=f"Half of it, to {show}.")
        assert status == 303
        draft = answering.latest(case_of(case))
        assert draft is not None
        assert draft.found == f"Half of it, to {show}."
    fresh = new_case()
    status, page = send(desk, fresh, "answer?show=close")
    assert (status, "Close the case" in page) == (303, True)
    assert answering.latest(case_of(fresh)) is None


def test_who_signs_too_early_is_told_what_is_missing_and_keeps_every_word(
    desk: Investigator,
) -> None:
    case = new_case()
    status, page = send(desk, case, "answer/sign", **{**WHOLE, "conclusion": ""})
    assert (status, '<a href="#conclusion">Say what we conclude</a>' in page) == (422, True)
    kept = {**WHOLE, "outcome": "upheld", "conclusion": ""}
    assert all(text in page for text in kept.values())
    kept_draft = answering.latest(case_of(case))
    assert kept_draft is not None
    assert kept_draft.found == WHOLE["found"]


def test_signing_asks_for_the_password_again_and_keeps_the_words(desk: Investigator) -> None:
    case = new_case()
    with later(minutes=15):
        status, page = send(desk, case, "answer/sign", **WHOLE)
        assert (status, "bell was broken" in page) == (403, True)
        assert answering.latest(case_of(case)) is None
        status, page = send(desk, case, "answer/sign", **{**WHOLE, "found": ""})
        assert (status, "Say what we found" in page) == (422, True)
        draft = answering.latest(case_of(case))
        assert (draft and draft.considered, draft and draft.signed_at) == (
            WHOLE["considered"],
            None,
        )
        status, page = send(desk, case, "answer/sign", again=PASSWORD, **WHOLE)
        assert (status, "The answer is signed" in page) == (303, True)


def test_a_letter_is_approved_by_somebody_read_whole_and_only_then_sent(desk: Investigator) -> None:
    case = new_case()
    unapproved = {**WHOLE, "approved_on": "", "approved_how": ""}
    status, page = send(desk, case, "answer/sign", **unapproved)
    assert (status, '<a href="#approved_how">Say how they approved them</a>' in page) == (422, True)
    page = signed(desk, case)
    assert "Grace Osei, who approved it on" in page
    assert all(str(text) in page for text in (WHOLE["found"], WHOLE["remedy"], WHOLE["apology"]))
    assert 'name="found"' not in page
    status, page = send(desk, case, "answer/send")
    assert (status, "Read the whole letter" in page) == (422, True)
    assert case_of(case).state != codes.ANSWERED


def test_who_changes_what_was_approved_has_it_approved_anew(desk: Investigator) -> None:
    case = new_case()
    signed(desk, case)
    assert WHOLE["found"] in desk.read(f"{HERE}/{case}/answer?show=write")
    changed = {**WHOLE, "found": "The bell was broken for a week."}
    status, page = send(desk, case, "answer/sign", **changed)
    assert (status, "how they approved them" in page) == (422, True)
    assert "for a week" in page
    status, page = send(desk, case, "answer/send", checked="y")
    assert (status, "not signed" in page) == (422, True)
    signed(desk, case, **changed)


def test_nothing_is_sent_or_closed_past_a_message_that_nobody_read(desk: Investigator) -> None:
    case = new_case()
    signed(desk, case)
    writing.say(case, "I found the letter of the ward.", "one")
    status, page = send(desk, case, "answer/send", checked="y")
    assert (status, "nobody has dealt with it yet" in page) == (422, True)
    assert send(desk, case, "answer/send", checked="y", despite="y")[0] == 303
    writing.say(case, "Thank you.", "two")
    filed(case_of(case))
    status, page = send(desk, case, "close", ending="answered")
    assert (status, "Read it first" in page) == (422, True)
    assert send(desk, case, "close", ending="answered", despite="y")[0] == 303
    assert unread.count(case_of(case)) == 0


def test_of_two_who_write_the_second_sees_both_and_loses_nothing(desk: Investigator) -> None:
    case = new_case()
    seen = case_of(case).version
    send(desk, case, "answer", **WHOLE)
    status, page = send(desk, case, "answer", found="The bell worked.", seen_version=seen)
    assert status == 409
    assert "Somebody else changed this case" in page
    assert page.index(WHOLE["found"]) < page.index("The bell worked.")
    status, page = send(
        desk, case, "answer", found="Both of it.", seen_version=VERSION.findall(page)[0]
    )
    assert (status, "Both of it." in page) == (303, True)


def test_a_letter_by_post_is_printed_and_that_it_was_posted_is_kept(desk: Investigator) -> None:
    case = new_case(email="", address="1 Mill Lane\nAshby")
    assert "It goes by post" in signed(desk, case)
    letter = desk.read(f"{HERE}/{case}/letter")
    assert "1 Mill Lane" in letter
    assert "Parliamentary and Health Service Ombudsman" in letter
    status, page = send(desk, case, "answer/send", checked="y")
    assert (status, "Print the letter and post it" in page) == (422, True)
    status, page = send(desk, case, "answer/send", checked="y", posted="y")
    assert (status, "by post" in page) == (303, True)


def test_a_late_answer_asks_why_it_took_longer(desk: Investigator) -> None:
    case = new_case(received_at=clock.now() - timedelta(days=200))
    page = desk.read(f"{HERE}/{case}/answer")
    assert "The letter has to say why it took longer" in page
    status, page = send(desk, case, "answer/sign", **WHOLE)
    assert (status, "why it took longer than the day it was due" in page) == (422, True)
    signed(desk, case, delay="A witness was ill for two months.")
    assert "A witness was ill" in desk.read(f"{HERE}/{case}/letter")


def test_without_consent_the_desk_says_that_nothing_may_be_told(desk: Investigator) -> None:
    case = new_case(who="representative", consent=codes.AWAITED)
    assert "may tell nothing about them or their care" in desk.read(f"{HERE}/{case}/answer")
    status, page = send(desk, case, "answer/sign", **WHOLE)
    assert (status, "the person it is about agrees" in page) == (422, True)
    signed(desk, case, tells_nothing="y")


def test_an_answer_is_closed_to_whoever_may_not_see_the_case(desk: Investigator) -> None:
    case = new_case(restricted=True)
    other = make("investigator", name="Ola Other", email="ola@staff.example.org").public_id
    named = ComplaintAccess(
        complaint_id=case_of(case).id, person=other, kind=codes.NAMED, since=clock.now()
    )
    db.session.add(named)
    db.session.commit()
    for page in ("answer", "letter"):
        assert desk.client.get(f"{HERE}/{case}/{page}").status_code == 404
    for step in ("answer", "answer/sign", "answer/send", "close", "reopen"):
        assert desk.send(f"{HERE}/{case}/{step}", **WHOLE, seen_version=2).status_code == 404
    db.session.expire_all()
    assert answering.latest(case_of(case)) is None
    assert "complaint.viewed" not in trail(case)


def test_a_long_answer_comes_in_whole(desk: Investigator) -> None:
    case = new_case()
    long = "ö🙂 ".strip() * 5999
    status, page = send(desk, case, "answer", found=long, considered=long)
    assert (status, page.count(long)) == (303, 2)
    status, page = send(desk, case, "answer", found="x" * 12_001)
    assert (status, "12,000 letters or fewer" in page) == (422, True)


@pytest.mark.one_database
def test_the_ways_between_the_case_and_its_answer_keep_what_is_typed(desk: Investigator) -> None:
    case = new_case(lead=desk.person.public_id, acknowledged_at=clock.now())
    opened = desk.open(case)
    assert f'formaction="{HERE}/{case}/leave"' in opened
    assert f'href="{HERE}/{case}/answer"' not in opened.replace('answer" target="_blank"', "")
    onward = desk.step(case, "leave")
    assert (onward.status_code, onward.location) == (303, f"{HERE}/{case}/answer")
    stays = desk.step(case, "leave", **{"reply.message": "We asked the ward."})
    page = stays.get_data(as_text=True)
    assert (stays.status_code, "We asked the ward." in page) == (422, True)
    assert "Something below is not sent yet" in page
    assert '<a href="#part-reply">Write to Alex Canary</a>' in page
    at = f"{HERE}/{case}/answer"
    answer = desk.read(at)
    assert f'form="answer" formaction="{at}?show=case"' in answer
    assert "Nobody came for four hours" in answer
    status, page = send(desk, case, "answer?show=case&at=file", found="The bell was broken.")
    assert (status, "The draft of the answer is saved" in page) == (303, True)
    assert "The bell was broken." in desk.read(at)
    before = case_of(case).version
    same = {"found": "The bell was broken.", "seen_version": before}
    assert desk.send(f"{at}?show=case&at=part-ask", **same).location.endswith(f"{case}#part-ask")
    assert case_of(case).version == before
