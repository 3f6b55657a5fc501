"""Bulletins at the desk: how each stands, and sending one after a second look."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from portal.bulletins.service import issues, sending
from portal.bulletins.service.issues import IssueError
from portal.core import clock
from portal.outbox import deliver_due
from portal.records import run_retention
from tests.bulletins.post import Reader, send
from tests.staff.trail import rows
from tests.support import staff
from tests.support.client import PortalClient
from tests.support.databases import MakeApp

pytestmark = pytest.mark.database
HERE = "/staff/bulletins"
ISSUE = f"{HERE}/welcome"
FRONT = "---\ntitle: A title\nsummary: A summary\ndate: 2026-01-02\ntopics: [mind]\n---\n"


@pytest.fixture
def editor(app: Flask, client: PortalClient) -> PortalClient:
    """A browser of their own in which an editor is signed in."""
    return staff.staff_client(client, "editor")


def page(client: PortalClient, path: str = ISSUE) -> str:
    return client.get(path).get_data(as_text=True)


def press(client: PortalClient, content_hash: str = "") -> TestResponse:
    """Send the issue, as it was on the screen."""
    found = re.search(r'name="seen_version" value="([0-9a-f]+)"', page(client, f"{ISSUE}/send"))
    seen = content_hash or (found[1] if found else "none")
    return staff.post(client, f"{ISSUE}/send", action="send", seen_version=seen)


def test_bulletins_are_for_editors(app: Flask, client: PortalClient) -> None:
    others = staff.staff_client(client, "moderator", "investigator", "admin")
    for path in (HERE, ISSUE, f"{ISSUE}/send"):
        assert client.get(path).status_code == 303
        assert others.get(path).status_code == 403
    assert press(others).status_code == 403


def test_sending_says_to_how_many_first_and_is_written_down(
    reader: Reader, editor: PortalClient
) -> None:
    reader.subscribe()
    assert "Ready to send" in page(editor, HERE)
    assert "Send it to 1 person" in page(editor)
    assert "Send this bulletin to 1 person?" in page(editor, f"{ISSUE}/send")
    assert press(editor).headers["Location"].endswith("done=sent")
    assert (rows()[-1]["action"], rows()[-1]["about"]) == ("bulletins.sent", "welcome")
    assert "1 waiting" in page(editor)
    assert len(reader.mails) == 2
    text = page(editor)
    assert "1 taken by mail servers" in text
    assert "Everybody who wants it has it" in text
    assert "Finished" in page(editor, HERE)
    assert reader.email not in text


def test_nothing_goes_without_the_password_once_the_session_is_old(
    reader: Reader, editor: PortalClient
) -> None:
    reader.subscribe()
    with staff.later(minutes=12):
        asked = press(editor)
        assert "Enter your password again" in asked.get_data(as_text=True)
        assert sending.find_send("welcome") is None


def test_who_is_new_gets_it_and_nobody_twice(
    client: PortalClient, reader: Reader, editor: PortalClient
) -> None:
    reader.subscribe()
    send("welcome")
    assert len(reader.mails) == 2
    other = Reader(client, reader.sink, "other@example.org")
    other.subscribe()
    assert "Send it to 1 more person" in page(editor)
    press(editor)
    assert [len(each.mails) for each in (reader, other)] == [2, 2]


def test_a_text_that_changed_meanwhile_is_not_sent(reader: Reader, editor: PortalClient) -> None:
    reader.subscribe()
    answer = press(editor, content_hash="0" * 64)
    assert answer.status_code == 409
    assert "The text was changed since you looked" in answer.get_data(as_text=True)
    assert sending.find_send("welcome") is None


def test_held_back_it_waits_until_it_goes_on(reader: Reader, editor: PortalClient) -> None:
    reader.subscribe()
    assert staff.post(editor, ISSUE, action="hold").status_code == 422, "it was never sent"
    send("welcome")
    staff.post(editor, ISSUE, action="hold")
    assert len(reader.mails) == 1
    assert "Send the rest: 1" in page(editor)
    staff.post(editor, ISSUE, action="continue")
    assert len(reader.mails) == 2
    assert [row["action"] for row in rows()][-2:] == ["bulletins.held", "bulletins.went_on"]


def test_after_a_month_it_is_refused_since_nobody_knows_who_had_it(
    reader: Reader, editor: PortalClient
) -> None:
    reader.subscribe()
    send("welcome")
    assert len(reader.mails) == 2
    with clock.freeze(clock.now() + timedelta(days=31)):
        run_retention()
        with pytest.raises(IssueError):
            sending.send("welcome")
        deliver_due()
    assert len(reader.mails) == 2
    staff.sign_in(editor, "editor")
    assert "cannot be sent again" in page(editor)
    assert editor.get(f"{ISSUE}/send").status_code == 303


def test_what_is_wrong_with_one_is_said_and_stops_it(
    make_app: MakeApp, tmp_path: Path, client: PortalClient
) -> None:
    (tmp_path / "bulletins").mkdir()
    (tmp_path / "bulletins" / "bad.md").write_text(f"{FRONT}[here](/sleep)", encoding="utf-8")
    (tmp_path / "bulletins" / "worse.md").write_text("---\n: [\n---\n", encoding="utf-8")
    made = make_app(content_dir=tmp_path)
    browser = made.test_client()
    assert isinstance(browser, PortalClient)
    with made.app_context():
        staff.sign_in(browser, "editor")
        assert page(browser, HERE).count("Not ready") == 2
        assert "does not say where it goes" in page(browser, f"{HERE}/bad")
        answer = staff.post(browser, f"{HERE}/bad/send", seen_version=_hash("bad"))
        assert answer.status_code == 422
        assert sending.find_send("bad") is None
        assert browser.get(f"{HERE}/no-such").status_code == 404


def _hash(slug: str) -> str:
    issue = issues.find(slug)
    assert issue
    return issue.content_hash
