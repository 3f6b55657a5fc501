"""What staff decide: both yeses, a reason for every no, and the second of two is told."""

from itertools import product
from typing import TypedDict

import pytest
from flask import Flask

from portal.extensions import db
from portal.feedback.models import (
    ANSWERED,
    CATEGORIES,
    CLOSED,
    HIDDEN,
    PUBLISHED,
    ROLES,
    TOPICS,
    WAITING,
)
from portal.feedback.service import deciding, reading
from portal.feedback.service.deciding import ChangedError, DecideError, UnknownError
from portal.feedback.service.reading import Filters
from tests.feedback.writer import (
    WORDS,
    Writer,
    answer,
    hide,
    later,
    message,
    publish,
    redact,
)

pytestmark = pytest.mark.database
PUBLIC = ("/you-said", "/you-said/feed.atom")


class Why(TypedDict):
    """A kind of reason, and the reason."""

    category: str
    reason: str


class Seen(TypedDict):
    """Who decides, and what they saw."""

    by: str
    seen_version: int


@pytest.mark.parametrize(("allowed", "answered", "approved"), [*product([True, False], repeat=3)])
def test_only_what_both_allow_is_published(
    allowed: bool, answered: bool, approved: bool, writer: Writer
) -> None:
    writer.send(publish="yes" if allowed else "no")
    if answered:
        answer()
    if approved and allowed and answered:
        publish()
    elif approved:
        with pytest.raises(DecideError):
            publish()
    shown = [WORDS in writer.read(path) for path in PUBLIC]
    assert shown == [allowed and answered and approved] * 2


def test_a_permission_that_was_taken_back_hides_it_at_once(writer: Writer) -> None:
    writer.send()
    answer()
    publish()
    row = message()
    row.may_publish = False
    db.session.commit()
    assert not any(WORDS in writer.read(path) for path in PUBLIC)


@pytest.mark.parametrize("state", [WAITING, ANSWERED, HIDDEN, CLOSED])
def test_no_other_state_is_shown(state: str, writer: Writer) -> None:
    writer.send()
    answer()
    publish()
    row = message()
    row.state = state
    db.session.commit()
    assert not any(WORDS in writer.read(path) for path in PUBLIC)


def test_a_no_needs_a_kind_and_a_reason(writer: Writer) -> None:
    writer.send()
    name = message().public_id
    mine = Seen(by="Jo", seen_version=1)
    for wrong in (Why(category="", reason="x"), Why(category="personal", reason="  ")):
        with pytest.raises(DecideError):
            deciding.hide(name, **wrong, **mine)
        with pytest.raises(DecideError):
            deciding.redact(name, "Less", **wrong, **mine)
    with pytest.raises(DecideError):
        deciding.redact(name, WORDS, category="personal", reason="x", **mine)
    assert message().version == 1


def test_the_second_of_two_is_told_and_changes_nothing(writer: Writer) -> None:
    writer.send()
    name = message().public_id
    deciding.answer(name, "First", by="Jo", seen_version=1)
    with pytest.raises(ChangedError):
        deciding.answer(name, "Second", by="Sam", seen_version=1)
    assert message().answer == "First"
    with pytest.raises(UnknownError):
        deciding.close("nobody-knows-this-one", by="Jo", seen_version=1)


def test_every_verb_is_told_to_whoever_keeps_a_record_and_a_failed_one_is_not(
    writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[tuple[str, str, str, str]] = []
    monkeypatch.setattr(deciding, "_audits", {})
    deciding.on_decision(lambda *entry: kept.append(entry))
    writer.send()
    name = message().public_id
    deciding.file_under(name, "website", by="Jo", seen_version=1)
    deciding.forward(name, "editor", by="Jo", seen_version=2)
    answer()
    redact("The page helped me.")
    publish()
    hide()
    deciding.restore(name, by="Jo", seen_version=7)
    deciding.close(name, by="Jo", seen_version=8)
    deciding.reopen(name, by="Jo", seen_version=9)
    deciding.mark(name, urgent=True, by="Jo", seen_version=10)
    with pytest.raises(DecideError):
        deciding.forward(name, "nobody", by="Jo", seen_version=11)
    actions = [entry[0] for entry in kept]
    assert set(actions) == set(deciding.ACTIONS) - {"appeal.decided"}
    assert {(entry[1], entry[3]) for entry in kept} == {(name, "Jo")}


def test_taking_a_redaction_back_brings_the_whole_text(writer: Writer) -> None:
    writer.send()
    answer()
    redact("The page helped me.")
    publish()
    assert WORDS not in writer.read("/you-said")
    assert message().message == WORDS, "the original is kept"
    deciding.restore(message().public_id, by="Jo", seen_version=message().version)
    assert WORDS in writer.read("/you-said")


def test_what_was_hidden_comes_back_where_it_was(writer: Writer) -> None:
    writer.send()
    for before, step in ((WAITING, answer), (ANSWERED, publish), (PUBLISHED, hide)):
        assert message().state == before
        hide()
        deciding.restore(message().public_id, by="Jo", seen_version=message().version)
        assert message().state == before
        step()


def test_somebody_who_asked_for_an_answer_is_not_closed_without_one(writer: Writer) -> None:
    writer.send()
    with pytest.raises(DecideError):
        deciding.close(message().public_id, by="Jo", seen_version=1)
    answer()
    deciding.close(message().public_id, by="Jo", seen_version=2)
    assert message().state == CLOSED


def test_the_queue_shows_urgent_ones_first_and_flagged_ones_last(writer: Writer) -> None:
    for minutes, words in enumerate(
        ("An old one", "A new one", "I want to die", "See www.a www.b")
    ):
        stamp = writer.stamp()
        with later(minutes=minutes + 1):
            writer.send(stamp=stamp, message=words, seen="urgent")
    listed = [line.first_words for line in reading.queue()]
    assert listed == ["I want to die", "A new one", "An old one", "See www.a www.b"]
    assert reading.count(Filters(flagged=True)) == reading.count(Filters(urgent=True)) == 1
    assert reading.waiting()[0] == 4


def test_the_queue_is_filtered_and_searched_without_opening_anything(writer: Writer) -> None:
    writer.send(page="sleep")
    row = message()
    deciding.file_under(row.public_id, "thanks", by="Jo", seen_version=1)
    spaced = f"{row.reference[:3].lower()}-{row.reference[3:6]} {row.reference[6:]}"
    found = Filters(topic="thanks"), Filters(page="sleep"), Filters(state="", reference=spaced)
    assert [len(reading.queue(each)) for each in found] == [1, 1, 1]
    assert reading.queue(Filters(topic="idea")) == []
    opened = reading.find(spaced)
    assert opened
    assert (opened.message, opened.email) == (WORDS, "ann@example.org")
    assert reading.find("no-such") is None


def test_late_answers_are_noticed_by_the_live_check(writer: Writer, app: Flask) -> None:
    writer.send()
    with later(days=14):
        assert reading.overdue() == 0
    with later(days=15, seconds=1):
        assert reading.overdue() == 1
        answer()
        assert reading.overdue() == 0


def test_closed_lists_fit_their_columns() -> None:
    assert max(map(len, (*TOPICS, *CATEGORIES, *ROLES))) <= 20
