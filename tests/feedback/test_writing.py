"""Sending feedback: what is needed, what is kept, and what nobody is refused for."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import select

from portal.core.crypto import RecordKey
from portal.extensions import db
from portal.feedback.models import Feedback, FeedbackOrigin
from portal.outbox.models import OutboxRow
from tests.feedback.writer import SENT, WORDS, Writer, later, message, rows, stamp_in
from tests.support.client import PortalClient

pytestmark = pytest.mark.database
HTMX = {"HX-Request": "true"}
SAME = {"Sec-Fetch-Site": "same-origin"}


def test_a_line_is_enough(client: PortalClient, writer: Writer) -> None:
    answer = client.post("/feedback", data={"message": "Good."})
    assert answer.status_code == 303
    kept = message()
    assert (kept.message, kept.name, kept.email, kept.email_index) == ("Good.", None, None, "")
    assert not kept.wants_reply
    assert not kept.may_publish
    told = writer.read(answer.headers["Location"])
    assert "we cannot write to you" in told
    assert rows(OutboxRow) == 0


def test_an_answer_needs_an_address_and_nothing_that_was_typed_is_lost(
    client: PortalClient, app: Flask
) -> None:
    sent = SENT | {"email": ""}
    answer = client.post("/feedback", data=sent)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "<title>Error: Tell us what you think" in page
    assert 'href="#email">Enter your email address' in page
    assert WORDS in page
    assert "Ann Lee" in page
    assert page.count("checked") == 2
    assert rows(Feedback) == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"message": " \n "},
        {"message": "x" * 4001},
        {"email": "nobody"},
        {"name": "x" * 101},
        {"reply": "perhaps"},
        {"publish": "always"},
        {"stamp": "not-ours"},
    ],
)
def test_a_mistake_keeps_the_rest(wrong: dict[str, str], client: PortalClient, app: Flask) -> None:
    answer = client.post("/feedback", data=SENT | wrong)
    assert answer.status_code == 422
    assert "There is a problem" in answer.get_data(as_text=True)
    assert rows(Feedback) == 0


def test_mistakes_cost_nothing_and_twenty_messages_an_hour_are_taken(client: PortalClient) -> None:
    for _ in range(30):
        assert client.post("/feedback", data={"message": ""}).status_code == 422
    codes = [
        client.post("/feedback", data={"message": f"Thing {n}"}).status_code for n in range(21)
    ]
    assert codes == [303] * 20 + [429]
    late = client.post("/feedback", data={"message": "My words"})
    assert "Try again in" in late.get_data(as_text=True)
    assert "My words" in late.get_data(as_text=True)
    assert int(late.headers["Retry-After"]) > 3000
    with later(hours=1, seconds=1):
        assert client.post("/feedback", data={"message": "My words"}).status_code == 303


def test_a_cry_for_help_is_not_kept_out_by_others(client: PortalClient) -> None:
    for place in range(21):
        client.post("/feedback", data={"message": f"Thing {place}"})
    cry = {"message": "I want to die", "seen": "urgent"}
    assert client.post("/feedback", data=cry).status_code == 303


def test_the_same_form_sent_fifty_times_is_one_message_with_one_reference(
    writer: Writer, client: PortalClient
) -> None:
    stamp = writer.stamp()
    answers = [writer.send(stamp=stamp) for _ in range(50)]
    assert {answer.status_code for answer in answers} == {303}
    told = [writer.read(answer.headers["Location"]) for answer in answers]
    assert len({page.partition("Your reference")[2][:40] for page in told}) == 1
    assert rows(Feedback) == rows(OutboxRow) == 1


def test_the_same_form_sent_at_the_same_moment_is_one_message(app: Flask, writer: Writer) -> None:
    data = SENT | {"stamp": writer.stamp()}

    def post(_: int) -> int:
        answer = app.test_client().open(
            "/feedback", method="POST", data=data, headers=SAME, check=False
        )
        return answer.status_code

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(post, range(24))) == {303}
    assert rows(Feedback) == rows(OutboxRow) == rows(FeedbackOrigin) == 1
    assert rows(RecordKey) == 1, "no key is left over"


def test_a_mended_message_is_a_new_one(writer: Writer) -> None:
    stamp = writer.stamp()
    writer.send(stamp=stamp)
    writer.send(stamp=stamp, message="What I meant is this.")
    assert rows(Feedback) == 2


def test_an_old_page_says_so_and_goes_on(writer: Writer) -> None:
    stamp = writer.stamp()
    with later(hours=25):
        answer = writer.send(stamp=stamp)
        assert answer.status_code == 422
        assert "open for a long time" in answer.get_data(as_text=True)
        assert writer.send(stamp=stamp_in(answer.get_data(as_text=True))).status_code == 303


def test_what_a_program_leaves_is_a_flag_and_never_a_refusal(writer: Writer) -> None:
    stamp = writer.stamp()
    spam = "Buy https://a.example/x and https://b.example/y today!"
    answer = writer.send(stamp=stamp, website="https://spam.example", message=spam)
    assert answer.status_code == 303
    assert message().flags.split() == ["trap", "quick", "links"]
    assert message().message == spam
    assert len(writer.mails) == 1


def test_somebody_who_takes_their_time_has_no_flag(writer: Writer) -> None:
    stamp = writer.stamp()
    with later(seconds=20):
        writer.send(stamp=stamp)
    assert message().flags == ""


def test_the_same_words_again_are_noticed_for_thirty_days(writer: Writer) -> None:
    writer.send()
    writer.send(message=WORDS.upper())
    with later(days=31):
        writer.send(message=WORDS + "!")
    found = sorted(db.session.scalars(select(Feedback.flags)))
    assert found == ["bare", "bare", "bare repeated"]


def test_the_trap_is_labelled_for_those_who_hear_it(writer: Writer) -> None:
    page = writer.read("/feedback")
    assert '<label for="website">Leave this empty</label>' in page
    assert 'name="website" type="text" tabindex="-1" autocomplete="off"' in page


def test_the_form_is_in_no_cache_and_leaves_no_cookie(client: PortalClient) -> None:
    answer = client.get("/feedback")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers


def test_a_page_that_is_asked_about_comes_along(writer: Writer, client: PortalClient) -> None:
    thanks = client.post("/feedback/page", data={"page": "sleep", "useful": "no", "next": "/sleep"})
    assert 'href="/feedback?page=sleep">Tell us more' in writer.read(thanks.headers["Location"])
    assert 'name="page" type="hidden" value="sleep"' in writer.read("/feedback?page=sleep")
    writer.send(page="sleep")
    assert message().page == "sleep"


@pytest.mark.parametrize("page", ["no-such-page", "../etc", "<script>", "x" * 999])
def test_a_page_that_is_none_is_left_out(page: str, writer: Writer) -> None:
    assert "You are writing about" not in writer.client.get(
        "/feedback", query_string={"page": page}
    ).get_data(as_text=True)
    writer.send(page=page)
    assert message().page == ""


def test_with_scripts_the_form_answers_in_place(client: PortalClient) -> None:
    wrong = client.post("/feedback", data={"message": ""}, headers=HTMX)
    assert wrong.get_data(as_text=True).lstrip().startswith('<div id="feedback-form">')
    done = client.post("/feedback", data={"message": "Good."}, headers=HTMX)
    assert done.headers["HX-Redirect"].startswith("/feedback/received/")


def test_an_old_bookmark_still_says_what_happens_next(writer: Writer) -> None:
    path = writer.send().headers["Location"]
    with later(hours=2):
        page = writer.read(path)
        assert "We have what you sent" in page
        assert message().reference[:3] + "-" not in page


def test_another_site_cannot_write_for_a_visitor(client: PortalClient) -> None:
    headers = {"Sec-Fetch-Site": "cross-site"}
    assert client.post("/feedback", data=SENT, headers=headers).status_code == 403


def test_one_mailbox_gets_two_mails_in_ten_minutes_however_it_is_spelt(
    client: PortalClient, writer: Writer
) -> None:
    for place in range(9):
        client.post(
            "/feedback",
            data=SENT | {"email": f"a.nn+{place}@example.org"},
            environ_base={"REMOTE_ADDR": f"192.0.{place}.1"},
        )
    assert writer.mails == []
    assert len(writer.sink.mails) == 2
    assert rows(Feedback) == 9
