"""Appeals: by a link that nobody can make up, once for each decision, whatever else is closed."""

from datetime import timedelta

import pytest
from flask import Flask

from portal.core import clock, panels
from portal.core.panels import Blocked, Subject
from portal.core.tokens import sign
from portal.feedback import links
from portal.feedback.models import Appeal, Feedback
from portal.feedback.service import appeals, deciding
from portal.feedback.service.deciding import ChangedError, DecideError
from portal.outbox.models import OutboxRow
from tests.feedback.writer import WORDS, Writer, answer, hide, later, message, publish, rows
from tests.support.client import PortalClient

pytestmark = pytest.mark.database
BLOCK = "a-block-of-somebody-22"


@pytest.fixture
def blocked(monkeypatch: pytest.MonkeyPatch, app: Flask) -> None:
    """Everybody is blocked, as the desk would say it."""
    until = clock.now() + timedelta(days=7)

    def block(*_indexes: str) -> Blocked:
        path = links.appeal_path("block", BLOCK)
        return Blocked("This part of the network", until, "Many adverts came from it.", path)

    def subject(kind: str, public_id: str) -> Subject | None:
        known = (kind, public_id) == ("block", BLOCK)
        found = Subject("block", BLOCK, 1, "A block", clock.now(), "It advertises", "Adverts")
        return found if known else None

    monkeypatch.setitem(panels._fillers, "feedback.blocked", {"test": block})
    monkeypatch.setitem(panels._fillers, "appeals.subject", {"test": subject})


def test_the_link_says_what_was_decided_when_and_why(writer: Writer) -> None:
    page = writer.read(writer.decided_against())
    assert "We do not publish it" in page
    assert "It says who somebody is" in page
    assert "It names a nurse." in page
    assert WORDS not in page, "whoever has the link has not proved who they are"


def test_sent_twice_it_is_one_appeal_and_one_mail(writer: Writer, client: PortalClient) -> None:
    path = writer.decided_against()
    for words in ("It is my own name.", "Again!", ""):
        assert client.post(path, data={"words": words}).status_code == 303
    assert rows(Appeal) == 1
    assert appeals.waiting()[0].words == "It is my own name."
    assert len([mail for mail in writer.mails if "appeal" in mail.message["Subject"]]) == 1


def test_nothing_written_is_a_mistake_that_says_what_to_do(
    writer: Writer, client: PortalClient
) -> None:
    answer = client.post(writer.decided_against(), data={"words": " "})
    assert answer.status_code == 422
    assert "Tell us why" in answer.get_data(as_text=True)


def test_a_new_decision_can_be_appealed_against_again(writer: Writer, client: PortalClient) -> None:
    path = writer.decided_against()
    client.post(path, data={"words": "Why?"})
    deciding.restore(message().public_id, by="Jo", seen_version=message().version)
    assert client.get(path).status_code == 404
    hide()
    assert "Send my appeal" in writer.read(path)
    client.post(path, data={"words": "Why again?"})
    assert rows(Appeal) == 2


def test_a_link_that_is_not_ours_opens_nothing(writer: Writer, client: PortalClient) -> None:
    path = writer.decided_against()
    name = message().public_id
    forged = [path[:-1], path[:-1] + "A" * (path[-1] != "A") + "B", f"/appeal/{name}", "/appeal/x"]
    forged += [
        f"/appeal/{sign('bulletins.unsubscribe', name)}",
        f"/appeal/{sign('block.appeal', name)}",
    ]
    for other in forged:
        assert client.get(other).status_code == 404, other
        assert client.post(other, data={"words": "x"}).status_code == 404, other
    assert rows(Appeal) == 0


def test_the_link_works_years_later_while_there_is_something_to_appeal(writer: Writer) -> None:
    path = writer.decided_against()
    with later(days=700):
        assert "Send my appeal" in writer.read(path)


def test_an_answer_needs_words_and_is_given_once(writer: Writer, client: PortalClient) -> None:
    client.post(writer.decided_against(), data={"words": "Why?"})
    [mine] = appeals.waiting()
    with pytest.raises(DecideError):
        appeals.decide(mine.public_id, changed=True, words=" ", by="Sam", seen_version=1)
    appeals.decide(mine.public_id, changed=True, words="You are right.", by="Sam", seen_version=1)
    with pytest.raises(ChangedError):
        appeals.decide(mine.public_id, changed=False, words="No.", by="Jo", seen_version=1)
    assert "We changed the decision" in writer.mails[-1].text
    assert "You are right." in writer.mails[-1].text


def test_it_is_due_within_a_month(writer: Writer, client: PortalClient) -> None:
    client.post(writer.decided_against(), data={"words": "Why?"})
    [mine] = appeals.waiting()
    assert mine.due_on == clock.one_month_after(clock.today())


@pytest.mark.usefixtures("blocked")
def test_somebody_who_is_blocked_is_told_the_truth_and_keeps_their_words(
    writer: Writer, client: PortalClient
) -> None:
    answer = writer.send()
    page = answer.get_data(as_text=True)
    assert answer.status_code == 403
    assert "This part of the network is blocked from this form until" in page
    assert "Many adverts came from it." in page
    assert WORDS in page
    assert rows(Feedback) == rows(OutboxRow) == 0


@pytest.mark.usefixtures("blocked")
def test_a_block_closes_no_appeal_no_data_request_and_no_vote(
    writer: Writer, client: PortalClient
) -> None:
    path = links.appeal_path("block", BLOCK)
    assert path in writer.send().get_data(as_text=True)
    assert "Send my appeal" in writer.read(path)
    assert client.post(path, data={"words": "I share it."}).status_code == 303
    assert "We have your appeal" in writer.read(path)
    assert client.post("/your-data", data={"email": "ann@example.org"}).status_code == 303


def test_published_words_that_are_taken_down_can_be_appealed_for(writer: Writer) -> None:
    writer.send()
    answer()
    publish()
    hide()
    assert "We took it off this website" in writer.read(writer.appeal_link())
