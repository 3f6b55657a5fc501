"""What is typed on the page of a case is never lost, and who talks with us says how."""

import re
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from portal.complaints.models import ComplaintEntry
from portal.complaints.service import sharing, talking, viewing, working
from portal.core.clock import freeze, today
from portal.extensions import db
from tests.complaints.person import CASE, Complainer, html_of, later, rows, ticket_in
from tests.support.cases import act, answered
from tests.support.client import PortalClient

TYPED = "Half of a long message"
NUMBER = "My number is 943 476 5919"
LINKS = re.compile(r'(<a [^>]*href="[^"]*"[^>]*>)(.*?)</a>', re.DOTALL)
# Within the page, to a phone, and the way out of it (RULES R31).
STAYS = re.compile(r'<a [^>]*href="(#|tel:|https://www\.bbc\.co\.uk/weather")')


def send(complainer: Complainer, path: str, **fields: str) -> tuple[int, str]:
    """Press a button of the page, with all that stands in its one form."""
    data = {"case": complainer.ticket(), **fields}
    answer = complainer.client.post(CASE + path, data=data)
    return answer.status_code, html_of(answer)


def for_somebody(complainer: Complainer, relation: str = "asked") -> None:
    """Make it a complaint about somebody else."""
    case = complainer.case
    case.who, case.relation, case.consent = "representative", relation, "awaited"
    db.session.commit()


@pytest.mark.parametrize(
    ("path", "talk", "status"),
    [("/talk", "declined", 200), ("/talk", "", 422), ("", "", 200)],
    ids=["answered", "not chosen", "looked again"],
)
def test_a_message_that_is_being_written_stays_when_another_button_is_pressed(
    complainer: Complainer, path: str, talk: str, status: int
) -> None:
    told, page = send(complainer, path, talk=talk, message=TYPED)
    assert told == status
    assert f"{TYPED}</textarea>" in page
    assert rows(ComplaintEntry) == (1 if talk else 0), "what was chosen, and never the draft"
    if talk:
        assert "not sent yet" in page


def test_a_choice_and_a_number_stay_when_the_message_is_sent_with_a_mistake(
    complainer: Complainer,
) -> None:
    status, page = send(complainer, "/message", message="", talk="wanted", phone="01632 960 111")
    assert status == 422
    assert 'value="01632 960 111"' in page
    assert "checked" in page


def test_a_page_that_is_too_old_keeps_the_message_whatever_was_pressed(
    complainer: Complainer, client: PortalClient
) -> None:
    data = {"case": complainer.ticket(), "message": TYPED, "talk": "wanted"}
    with later(hours=2, seconds=1):
        for path in ("/talk", "/message", ""):
            answer = client.post(CASE + path, data=data)
            assert answer.status_code == 422
            assert TYPED in html_of(answer)


def test_a_number_that_we_do_not_need_is_warned_of_once_and_may_stay(
    complainer: Complainer, client: PortalClient
) -> None:
    first = complainer.say(NUMBER)
    assert "Before you send it" in html_of(first)
    assert f"{NUMBER}</textarea>" in html_of(first)
    assert rows(ComplaintEntry) == 0
    again = client.post(f"{CASE}/message", data={"case": ticket_in(first), "message": NUMBER})
    assert "We have your message" in html_of(again)
    assert db.session.scalars(select(ComplaintEntry.id)).all()


def test_who_wants_to_talk_says_how_and_when_it_is_safe(complainer: Complainer) -> None:
    case = complainer.case
    case.phone = case.safely = None
    db.session.commit()
    status, page = send(complainer, "/talk", talk="wanted", safely="After 5")
    assert status == 422
    assert "Write a number that we may ring" in page
    assert 'value="After 5"' in page
    send(complainer, "/talk", talk="wanted", phone="01632 960 111", safely="After 5")
    said = db.session.scalars(select(ComplaintEntry)).one().text or ""
    assert "01632 960 111" in said
    assert "After 5" in said
    assert (complainer.case.phone, complainer.case.safely) == ("01632 960 111", "After 5")


def test_what_they_said_before_about_reaching_them_stays(complainer: Complainer) -> None:
    before = complainer.case.safely
    send(complainer, "/talk", talk="wanted", phone="01632 960 111", safely="After 5")
    assert complainer.case.safely == before


@pytest.mark.parametrize(
    ("relation", "words", "part"),
    [
        ("asked", "that the person it is about agrees", "fills in part 1 of the form and signs"),
        ("died", "that you may speak for them", "You fill in part 2 of the form and sign"),
        ("child", "that you may act for them", "You fill in part 2 of the form and sign"),
    ],
)
def test_who_complains_for_somebody_reads_what_we_need_and_what_they_can_do(
    complainer: Complainer, relation: str, words: str, part: str
) -> None:
    for_somebody(complainer, relation)
    page = html_of(complainer.open())
    assert words[0].upper() + words[1:] in page
    assert "Date of birth of the person who had the care" in page
    # The way there is at the top, and where to send it is in the same part.
    assert f'<a href="#consent">Show us {words}</a>' in page
    told = page[page.index('id="consent"') : page.index("What happens by when")]
    assert "/complaints/consent-form" in told
    assert part in told
    assert "Anytown AN1 1AA" in told
    assert "a photo or a scan" in told
    assert ("tell us that they agree" in told) is (relation == "asked")
    act(sharing.settle_consent, complainer.case, "recorded", today(), "By letter")
    page = html_of(complainer.open())
    assert f"We noted {words}" in page
    assert 'id="consent"' not in page


def test_nothing_is_said_to_be_looked_into_before_somebody_does(complainer: Complainer) -> None:
    for_somebody(complainer)
    page = html_of(complainer.open())
    assert "a person reads it all the same" in page
    assert "look into what we can" not in page
    act(working.assign, complainer.case, "")
    assert "Meanwhile we look into what we can." in html_of(complainer.open())
    act(working.pause, complainer.case, "consent")
    page = html_of(complainer.open())
    assert "look into what we can" not in page
    assert "a person reads it all the same" not in page
    assert "We began to wait to be shown that the person it is about agrees" in page


def test_a_question_of_ours_has_its_link_at_the_top(complainer: Complainer) -> None:
    assert "Answer our question" not in html_of(complainer.open())
    act(working.pause, complainer.case, "details")
    page = html_of(complainer.open())
    assert '<a href="#message">Answer our question</a>' in page
    assert "We began to wait for your answer to a question" in page


def test_the_page_says_on_which_day_we_asked_until_we_know(complainer: Complainer) -> None:
    for_somebody(complainer)
    assert "do not have to wait until we ask" in html_of(complainer.open())
    with freeze(datetime(2025, 3, 4, 12, tzinfo=UTC)):
        act(talking.ask, complainer.case, "Please show us.", tells_nothing=True)
    page = html_of(complainer.open())
    day = '<time datetime="2025-03-04">Tuesday 4 March 2025</time>'
    assert f"On {day} we asked you to show us" in page
    assert f"We asked you on {day}" in page
    assert f"{day}: We asked you to show us that we may tell you what we find" in page
    act(sharing.settle_consent, complainer.case, "lawful", today(), "A will")
    assert "we asked you to show us <strong>" not in html_of(complainer.open())


def test_the_page_says_to_whom_it_was_passed_and_dates_in_words(complainer: Complainer) -> None:
    act(sharing.agree, complainer.case, "Riverside Council", today(), "By letter")
    act(sharing.share, complainer.case, "Riverside Council", "All of it", "consent")
    act(working.talked, complainer.case, "taken-up", today())
    page = html_of(complainer.open())
    assert "We decided to share something with Riverside Council, as was agreed" in page
    assert "17 May 1980" in page
    assert "1980-05-17" not in page
    assert "It was noted" not in page


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("given", "contact"),
    [
        ({"email": "Ann.Lee@example.org"}, "email"),
        ({"address": "1 High Street\nAnytown"}, "post"),
        ({"email": "ann@example.org", "address": "1 High Street"}, "email"),
    ],
    ids=["email", "post", "both"],
)
def test_who_gave_a_number_alone_says_where_to_write(
    complainer: Complainer, given: dict[str, str], contact: str
) -> None:
    case = complainer.case
    case.contact, case.email, case.email_index, case.address = "phone", None, "", None
    db.session.commit()
    status, page = send(complainer, "/talk", talk="declined", message=TYPED)
    assert status == 422
    assert "so that we can write to you" in page
    assert f"{TYPED}</textarea>" in page
    wrong = send(complainer, "/talk", talk="declined", email="ann at home")
    assert (wrong[0], 'value="ann at home"' in wrong[1]) == (422, True)
    assert send(complainer, "/talk", talk="declined", **given)[0] == 200
    case = complainer.case
    assert case.contact == contact
    assert {name: getattr(case, name) for name in given} == given
    assert bool(case.email_index) == ("email" in given)
    said = db.session.scalars(select(ComplaintEntry)).one().text or ""
    assert all(words in said for words in given.values()), "the desk reads it"
    assert viewing.knows_where(case)


@pytest.mark.one_database
def test_where_we_can_write_already_is_not_asked_again(complainer: Complainer) -> None:
    page = html_of(complainer.open())
    assert 'name="talk"' in page
    assert 'name="email"' not in page
    before = complainer.case.email
    send(complainer, "/talk", talk="declined", email="bo@example.org")
    assert (complainer.case.email, complainer.case.contact) == (before, "email")


@pytest.mark.one_database
def test_no_link_of_the_page_leaves_it_and_what_is_typed_on_it(complainer: Complainer) -> None:
    for_somebody(complainer)
    pages = [html_of(complainer.open())]
    case = complainer.case
    case.kind = "information"
    answered(case, tells_nothing=True)
    pages.append(html_of(complainer.open()))
    for page in pages:
        found = [each for each in LINKS.findall(page) if not STAYS.match(each[0])]
        assert len(found) > 6
        for start, words in found:
            assert 'target="_blank"' in start, start
            assert "opens in a new tab" in words, start
            assert "rel=" in start or "/accessibility/settings" in start


@pytest.mark.one_database
def test_the_way_on_from_our_answer_is_at_the_top_and_stands_at_its_end(
    complainer: Complainer,
) -> None:
    assert "#unhappy" not in html_of(complainer.open())
    answered(complainer.case)
    page = html_of(complainer.open())
    top, _, rest = page.partition('<h2 id="answer">')
    assert '<a href="#unhappy">If you are not happy with our answer</a>' in top
    rest = rest.partition("<h2")[0]
    assert 'id="unhappy">If you are not happy with this answer' in rest
    assert "Parliamentary and Health Service Ombudsman" in rest


@pytest.mark.one_database
def test_our_offer_to_talk_is_named_at_the_top_while_it_waits(complainer: Complainer) -> None:
    link = '<a href="#offer">Say whether you want to talk with us</a>'
    page = html_of(complainer.open())
    assert link in page
    assert '<h2 id="offer">' in page
    assert link not in send(complainer, "/talk", talk="wanted", phone="01632 960 111")[1]
