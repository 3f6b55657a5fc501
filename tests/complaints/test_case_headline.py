"""Where a case stands, as its page says it: what is wanted from whom, our answers, how it ended."""

import re

import pytest

from portal.complaints.service import ending, ready, sharing, talking, working
from portal.core.clock import today
from portal.extensions import db
from tests.complaints.person import Complainer, html_of, later
from tests.support.cases import act, answered, closed, reopened

pytestmark = [pytest.mark.database, pytest.mark.one_database]
LEAD = re.compile(r'<p class="lead"><strong>(.*?)</strong>')
NEED = "We need something before we can go on"
LINK = '<a href="#message">Answer our question</a>'


def lead_of(page: str) -> str:
    """The first thing that the page says of the case."""
    found = LEAD.search(page)
    assert found, page[:3000]
    return found[1]


def test_once_they_wrote_after_our_question_nothing_more_is_asked_for(
    complainer: Complainer,
) -> None:
    complainer.say("Before you ask")
    act(working.pause, complainer.case, "details")
    page = html_of(complainer.open())
    assert NEED in lead_of(page)
    assert LINK in page
    page = html_of(complainer.say("It was on Tuesday"))
    assert "We have your message, and look at it next" in lead_of(page)
    assert LINK not in page
    assert "What we wait for" not in page
    with later(minutes=1):
        act(talking.reply, complainer.case, "And at what time?")
        page = html_of(complainer.open())
    assert NEED in lead_of(page)
    assert LINK in page


def test_while_an_organisation_is_waited_for_nothing_is_wanted_from_the_person(
    complainer: Complainer,
) -> None:
    act(sharing.share, complainer.case, "City Hospital", "The bell", "ombudsman")
    act(working.pause, complainer.case, "other-body")
    page = lead_of(html_of(complainer.open()))
    assert page == "We are waiting for City Hospital. You do not need to do anything for that."


def test_the_way_on_from_an_answer_begins_with_writing_to_us(complainer: Complainer) -> None:
    answered(complainer.case)
    page = html_of(complainer.open())
    onward = page.partition('id="unhappy"')[2].partition("<h2")[0]
    assert onward.index('<a href="#message">Write to us here</a>') < onward.index("Ombudsman")
    assert 'want to see <a href="#letter">our letter</a>' in onward
    assert 'id="letter"' in page
    assert page.index('id="answer"') < page.index("What happens by when")


def test_an_earlier_answer_can_still_be_read(complainer: Complainer) -> None:
    case = reopened(answered(complainer.case, found="The bell was broken."))
    answered(case, found="The bell was never there.")
    page = html_of(complainer.open())
    assert f'Our first answer, of <time datetime="{today()}">' in page
    assert page.index("The bell was never there.") < page.index("The bell was broken.")


@pytest.mark.parametrize(
    ("how", "words", "told"),
    [
        ("answered", "we answered it, and upheld a part of it", "Answered: partly upheld"),
        ("withdrawn", "you took it back", "Withdrawn by the person who complained"),
    ],
)
def test_a_closed_case_says_how_it_ended_and_what_can_still_be_done(
    complainer: Complainer, how: str, words: str, told: str
) -> None:
    closed(complainer.case, how, **({"outcome": "partly"} if how == "answered" else {}))
    page = html_of(complainer.open())
    assert words in lead_of(page)
    assert "opens it again if there is more to do" in page.partition("<ul")[0]
    assert told in page


def test_a_mail_says_that_something_is_new_when_a_case_is_closed(complainer: Complainer) -> None:
    answered(complainer.case)
    complainer.open()
    before = len(complainer.mails)
    case = complainer.case
    case.area, case.subject = "hospital", "treatment"
    db.session.commit()
    act(ending.close, complainer.case, "answered")
    mails = complainer.mails
    assert len(mails) == before + 1
    assert "closed" not in mails[-1].text


def test_what_was_done_is_folded_when_it_is_long(complainer: Complainer) -> None:
    assert '<details class="nhsuk-details" open>' in html_of(complainer.open())
    for _ in range(4):
        act(working.pause, complainer.case, "details")
        act(working.resume, complainer.case)
    page = html_of(complainer.open())
    assert "Each step, with its day (9)" in page
    assert '<details class="nhsuk-details" open>' not in page


def test_what_is_said_of_the_day_of_the_answer_is_the_same_everywhere(
    complainer: Complainer,
) -> None:
    longer = "If we need longer, we ask you or tell you why before that day."
    mail = " ".join(complainer.mails[-1].text.split())
    for page in (
        mail,
        html_of(complainer.open()),
        html_of(complainer.client.get("/complaints")),
        ready.acknowledgement(complainer.case),
    ):
        assert longer in page
        assert "at the latest" not in page
        assert "aim to" not in page


def test_what_stays_on_the_device_is_said_where_a_case_is_opened(complainer: Complainer) -> None:
    link = html_of(complainer.client.get(complainer.link()))
    assert "The address of this page opens your complaint" in link
    assert "deletes nothing" in link
    assert "close the window when you have finished" in html_of(
        complainer.client.get("/complaints/case")
    )
