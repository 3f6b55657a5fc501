"""The story of a message: written, answered, published, redacted, hidden, appealed, erased."""

import pytest

import portal.records as records
from portal.core.crypto import RecordKey
from portal.feedback.models import Appeal, Feedback, FeedbackOrigin
from portal.feedback.service import appeals
from tests.feedback.writer import (
    EMAIL,
    WORDS,
    Writer,
    answer,
    hide,
    message,
    publish,
    redact,
    rows,
)

pytestmark = pytest.mark.database


def test_from_writing_to_published(writer: Writer) -> None:
    done = writer.send(stamp=writer.stamp())
    assert done.status_code == 303
    told = writer.read(done.headers["Location"])
    reference = "-".join(message().reference[place : place + 3] for place in (0, 3, 6))
    assert "Thank you for your feedback" in told
    assert reference in told
    assert reference in writer.mails[0].text
    assert "You get it by" in writer.mails[0].text
    assert WORDS not in writer.read("/you-said")
    answer("The print is larger now.")
    assert "The print is larger now." in writer.mails[1].text
    publish()
    page = writer.read("/you-said")
    assert WORDS in page
    assert "The print is larger now." in page
    assert "Ann Lee" not in page


def test_from_redacted_to_appealed_and_answered(writer: Writer) -> None:
    writer.send(message="Nurse Joy on ward 3 was rude.")
    answer()
    redact("[name removed] on ward 3 was rude.")
    publish()
    assert "Nurse Joy" not in writer.read("/you-said")
    decision = writer.mails[-1].text
    assert "some words taken out" in decision
    assert "It names a nurse." in decision
    path = writer.appeal_link()
    assert "It names a nurse." in writer.read(path)
    sent = writer.client.post(path, data={"words": "She agreed."})
    assert sent.headers["Location"] == f"{path}?done=sent"
    assert "We have your appeal" in writer.read(path)
    assert "We have your appeal" in writer.mails[-1].text
    [mine] = appeals.waiting()
    appeals.decide(
        mine.public_id, changed=False, words="She did not.", by="Sam", seen_version=mine.version
    )
    assert "She did not." in writer.mails[-1].text
    assert "The decision stands" in writer.read(path)


def test_who_was_answered_at_once_is_not_told_that_an_answer_will_come(writer: Writer) -> None:
    writer.send()
    answer()
    [mail] = writer.mails
    assert "The print is larger now." in mail.text


def test_what_is_hidden_is_seen_by_nobody_and_its_author_is_told(writer: Writer) -> None:
    writer.send()
    answer()
    publish()
    hide()
    assert WORDS not in writer.read("/you-said") + writer.read("/you-said/feed.atom")
    assert "We took it off this website" in writer.mails[-1].text


def test_erasing_its_author_erases_all_of_it(writer: Writer) -> None:
    writer.send()
    answer()
    publish()
    hide()
    writer.client.post(writer.appeal_link(), data={"words": "Why?"})
    done = records.erase(EMAIL.upper())
    assert ("Your feedback", 1) in done.erased
    assert [rows(kind) for kind in (Feedback, FeedbackOrigin, Appeal, RecordKey)] == [0, 0, 0, 0]
    assert "Nothing is published yet" in writer.read("/you-said")
