"""Deciding about a message at the desk: every act, its reason, its entry, and two at once."""

import pytest

from portal.feedback.models import ANSWERED, CLOSED, HIDDEN, PUBLISHED, WAITING
from tests.feedback.writer import WORDS, Writer, message
from tests.moderation.desk import REASON, Desk, trail
from tests.support.client import PortalClient

pytestmark = pytest.mark.database


def test_a_message_is_answered_and_published_without_scripts(writer: Writer, desk: Desk) -> None:
    writer.send()
    assert WORDS in desk.read("/staff/feedback")
    assert WORDS in desk.open()
    assert desk.step("answer", answer="It is larger now.").status_code == 303
    assert "It is larger now." in writer.mails[-1].text
    assert desk.step("publish").status_code == 303
    assert "It is larger now." in writer.read("/you-said")
    assert message().state == PUBLISHED


def test_every_act_and_every_look_is_in_the_trail(writer: Writer, desk: Desk) -> None:
    writer.send(reply="no")
    desk.read("/staff/feedback")
    steps = {
        "answer": {"answer": "Thank you"},
        "publish": {},
        "redact": {"redacted": "The page helped me.", **REASON},
        "restore": {},
        "hide": REASON,
        "forward": {"forwarded_to": "editor"},
        "file": {"topic": "thanks"},
        "urgent": {},
        "ordinary": {},
        "close": {},
        "reopen": {},
    }
    for step, data in steps.items():
        assert desk.step(step, **data).status_code == 303, step
    mine = [action for action, actor in trail() if actor == desk.person.public_id]
    acts = [each for each in mine if each.startswith("feedback.") and each != "feedback.viewed"]
    assert acts[0] == "feedback.listed"
    assert len(acts) == 1 + len(steps)
    assert mine.count("feedback.viewed") >= len(steps)


@pytest.mark.parametrize("missing", ["category", "reason"])
@pytest.mark.parametrize("step", ["hide", "redact"])
def test_nothing_is_refused_or_redacted_without_its_reason(
    step: str, missing: str, writer: Writer, desk: Desk
) -> None:
    writer.send()
    sent = {"redacted": "The page", **REASON, missing: ""}
    answer = desk.step(step, **sent)
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert "There is a problem" in page
    assert (sent["reason"] or 'value="personal" selected') in page
    assert message().version == 1


def test_what_is_decided_is_mailed_with_rule_reason_and_appeal(writer: Writer, desk: Desk) -> None:
    writer.send()
    desk.step("hide", **REASON)
    assert message().state == HIDDEN
    mail = writer.mails[-1].text
    assert "It names a nurse." in mail
    assert "says who somebody is" in mail
    assert "/appeal/" in mail
    desk.step("restore")
    assert message().state == WAITING


def test_the_second_of_two_is_told_who_did_what_and_keeps_their_words(
    writer: Writer, desk: Desk, client: PortalClient
) -> None:
    writer.send()
    other = Desk(client, "moderator", name="Kim Second", email="kim@staff.example.org")
    other.open()
    assert "Kim Second" in desk.open()
    assert other.step("answer", answer="Kim answers").status_code == 303
    late = desk.step("answer", answer="I typed this", seen_version=1)
    page = late.get_data(as_text=True)
    assert late.status_code == 409
    assert "I typed this" in page
    assert "Kim Second: Answered a message" in page
    assert message().answer == "Kim answers"


def test_the_difference_is_shown_with_the_original_beside_it(writer: Writer, desk: Desk) -> None:
    writer.send(message="Nurse Joy on ward 3 was rude.")
    desk.step("redact", redacted="[name removed] on ward 3 was rude.", **REASON)
    page = desk.open()
    assert "Nurse Joy on ward 3 was rude." in page
    assert "[name removed] on ward 3 was rude." in page
    assert "Nurse Joy" in page.split("<del>")[1].split("</del>")[0]
    assert "[name removed]" in page.split("<ins>")[1].split("</ins>")[0]


def test_somebody_who_asked_for_an_answer_gets_one_before_it_is_closed(
    writer: Writer, desk: Desk
) -> None:
    writer.send()
    answer = desk.step("close")
    assert answer.status_code == 422
    assert "write one first" in answer.get_data(as_text=True)
    desk.step("answer", answer="Thank you")
    assert message().state == ANSWERED
    desk.step("close")
    assert message().state == CLOSED


def test_a_team_sees_what_was_passed_on_to_it_and_nothing_else(
    writer: Writer, desk: Desk, client: PortalClient
) -> None:
    writer.send()
    editor = Desk(client, "editor")
    path = f"/staff/feedback/{message().reference}"
    assert editor.client.get(path).status_code == 404
    assert WORDS not in editor.read("/staff/feedback")
    assert WORDS not in editor.read(f"/staff/feedback?q={message().reference}")
    desk.step("forward", forwarded_to="editor")
    assert WORDS in editor.read("/staff/feedback")
    only = "hold only what was passed on to you"
    assert f"{only} (Editors)" in editor.read("/staff/feedback")
    assert "Overdue 0 passed on</a>" in editor.read("/staff/feedback")
    # All that is late counts as a promise that is not kept, whoever it was passed on to.
    admin = Desk(client, "admin").read("/staff/feedback?only=overdue")
    assert f"{only} (Administrators). Moderators see all messages, and <a" in admin
    assert "No message that was passed on to you fits" in admin
    assert (
        only in desk.read("/staff/feedback"),
        "passed on</a>" in desk.read("/staff/feedback"),
    ) == (False, False)
    assert editor.step("hide", **REASON).status_code == 403
    assert editor.step("answer", answer="From the editors").status_code == 303


def test_a_form_without_its_token_or_from_elsewhere_changes_nothing(
    writer: Writer, desk: Desk
) -> None:
    writer.send()
    path = f"/staff/feedback/{message().reference}/urgent"
    assert desk.client.post(path, data={"seen_version": 1}).status_code == 403
    assert not message().urgent
    assert desk.step("urgent", seen_version="²").status_code == 409
    assert not message().urgent
    assert desk.step("nothing-like-it").status_code == 404
