"""What authors are told beyond answers: a decision that is taken back, and a new notice."""

from datetime import UTC, datetime

import pytest

from portal.core import clock, panels
from portal.extensions import db
from portal.feedback.service import appeals, deciding
from portal.outbox import post_many
from portal.register import versions
from tests.feedback.writer import Writer, answer, hide, later, message, publish, redact
from tests.support.client import PortalClient

pytestmark = pytest.mark.database
BEFORE = datetime(2026, 11, 1, 12, tzinfo=UTC)
KIND = "feedback.notice_change"


def restore() -> None:
    """Staff take the last decision back."""
    row = message()
    deciding.restore(row.public_id, by="Jo", seen_version=row.version)


def announce(number: int) -> int:
    """Do what the notice does when a version is published."""
    readers = dict(panels.gather("notice.readers", number))[KIND]
    added = post_many(KIND, readers, batch=f"notice:{number}")
    db.session.commit()
    return added


def newest(writer: Writer, **changes: str) -> int:
    """The newest version, when somebody wrote under the first one."""
    with clock.freeze(BEFORE):
        writer.send(**changes)
        assert len(writer.mails) == 1
    assert message().notice_version == 1
    return versions().latest.number


def test_who_was_told_of_a_decision_is_told_that_it_was_taken_back(writer: Writer) -> None:
    writer.send()
    answer()
    publish()
    redact("The page helped me.")
    assert "some words taken out" in writer.mails[-1].text
    restore()
    mail = writer.mails[-1]
    assert "took back a decision" in mail.message["Subject"]
    assert "We published it with some words taken out" in mail.text
    assert "Your words are on You said" in " ".join(mail.text.split())


@pytest.mark.parametrize(
    ("publish", "words"),
    [("yes", "not on our website just now"), ("no", "you did not ask us to publish them")],
)
def test_the_mail_says_where_the_words_stand_now(publish: str, words: str, writer: Writer) -> None:
    writer.send(publish=publish)
    hide()
    assert len(writer.mails) == 2
    restore()
    assert words in " ".join(writer.mails[-1].text.split())


def test_words_that_are_still_left_out_are_not_said_to_be_back(writer: Writer) -> None:
    writer.send()
    answer()
    redact("The page helped me.")
    publish()
    hide()
    assert writer.mails
    restore()
    assert message().redacted
    assert "with the words left out that we told you of" in " ".join(writer.mails[-1].text.split())


def test_who_never_heard_of_a_decision_hears_nothing_of_its_end(writer: Writer) -> None:
    writer.send()
    hide()
    restore()
    assert [mail for mail in writer.mails if "decision" in mail.message["Subject"]] == []


def test_taking_it_back_is_no_contact_with_somebody_without_an_address(writer: Writer) -> None:
    writer.send(reply="no", email="")
    hide()
    before = message().last_contact_at
    with later(days=3):
        restore()
    assert message().last_contact_at == before


def test_when_another_decision_stands_by_then_only_that_one_is_told(writer: Writer) -> None:
    writer.send()
    hide()
    assert len(writer.mails) == 2
    restore()
    hide()
    assert ["What we decided" in mail.text for mail in writer.mails] == [False, True, True]


def test_the_answer_to_an_appeal_says_what_is_different_now(
    writer: Writer, client: PortalClient
) -> None:
    client.post(writer.decided_against(), data={"words": "Why?"})
    row = message()
    deciding.restore(row.public_id, by="Sam", seen_version=row.version, tell_author=False)
    [mine] = appeals.waiting()
    appeals.decide(mine.public_id, changed=True, words="You are right.", by="Sam", seen_version=1)
    mails = writer.mails
    assert "not on our website just now" in " ".join(mails[-1].text.split())
    assert [mail for mail in mails if "took back" in mail.message["Subject"]] == []


def test_who_waits_for_an_answer_is_told_once_of_a_new_notice(writer: Writer) -> None:
    number = newest(writer)
    assert [announce(number), announce(number)] == [1, 0]
    mail = writer.mails[-1]
    assert versions().latest.summary in " ".join(mail.text.split())
    assert f"http://localhost/your-information/changes/{number}" in mail.text
    assert announce(1) == 0


def test_who_was_answered_meanwhile_is_not_told_of_it(writer: Writer) -> None:
    announce(newest(writer))
    answer()
    assert "notice" not in " ".join(mail.message["Subject"] for mail in writer.mails)


@pytest.mark.parametrize("changes", [{"reply": "no"}, {"reply": "no", "email": ""}])
def test_who_waits_for_nothing_is_not_told_of_it(changes: dict[str, str], writer: Writer) -> None:
    with clock.freeze(BEFORE):
        writer.send(**changes)
    assert announce(versions().latest.number) == 0


def test_who_appealed_waits_for_an_answer_too(writer: Writer, client: PortalClient) -> None:
    with clock.freeze(BEFORE):
        client.post(writer.decided_against(), data={"words": "Why?"})
        answer()
    assert announce(versions().latest.number) == 1
    assert "you wait for our answer" in " ".join(writer.mails[-1].text.split())
