"""portal staff: the first people are let in from the server."""

import re

import pytest
from flask import Flask

from portal.core import clock
from portal.outbox import deliver_due
from portal.staff.service import people
from tests.support import staff
from tests.support.client import PortalClient
from tests.support.databases import MakeApp
from tests.support.smtp import Sink

pytestmark = pytest.mark.one_database

ADD = ["staff", "add", "Jo Lee", "--email", "jo@example.org", "--role", "admin"]


def run(app: Flask, *words: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=list(words))
    return result.exit_code, result.output + str(result.exception or "")


def test_the_first_admin_is_added_and_the_link_is_printed(app: Flask, client: PortalClient) -> None:
    code, said = run(app, *ADD, "--role", "editor")
    assert code == 0
    link = re.search(r"http://localhost(/staff/welcome/\S+)", said)
    assert link, said
    assert "Hello Jo Lee." in staff.html_of(client.get(link[1]))
    assert people.everybody()[0].roles == ("editor", "admin")


def test_an_invitation_is_mailed(make_app: MakeApp, smtp_sink: Sink) -> None:
    app = make_app(**smtp_sink.settings)
    with app.app_context():
        code, said = run(app, *ADD)
        assert (code, "/staff/welcome/" in said) == (0, False)
        deliver_due()
        mail = smtp_sink.mails[-1]
        assert mail.rcpt_tos == ["jo@example.org"]
        path = re.search(r"http://localhost(/staff/welcome/\S+)", mail.text)
        assert path
        assert app.test_client().get(path[1]).status_code == 200


def test_an_invitation_that_is_not_wanted_any_more_is_not_mailed(
    make_app: MakeApp, smtp_sink: Sink
) -> None:
    app = make_app(**smtp_sink.settings)
    with app.app_context():
        staff.make("admin")
        made = people.invite("Jo", "jo@example.org", ["editor"])
        people.disable(made.public_id)
        deliver_due()
        assert not [mail for mail in smtp_sink.mails if mail.rcpt_tos == ["jo@example.org"]]


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        (["staff", "add", "Jo", "--email", "nobody", "--role", "admin"], "name@example.org"),
        (["staff", "add", " ", "--email", "a@example.org", "--role", "admin"], "Write a name"),
        (["staff", "add", "Jo", "--email", "a@example.org", "--role", "owner"], "owner"),
        (["staff", "add", "Jo", "--email", "a@example.org"], "role"),
        (["staff", "disable", "a@example.org"], "Nobody with this"),
        (["staff", "reset", "a@example.org"], "Nobody with this"),
    ],
)
def test_a_command_says_what_is_wrong(words: list[str], fault: str, app: Flask) -> None:
    code, said = run(app, *words)
    assert code != 0
    assert fault in said


def test_one_address_is_added_once(app: Flask) -> None:
    run(app, *ADD)
    code, said = run(app, *ADD)
    assert code != 0
    assert "already" in said


def test_everybody_is_listed_with_their_state(app: Flask) -> None:
    staff.make("moderator")
    run(app, *ADD)
    _, said = run(app, "staff", "list")
    assert "Jo Lee <jo@example.org>  admin  invited  no authenticator" in said
    assert "Sam Moderator <moderator@staff.example.org>  moderator  active" in said
    assert "  authenticator set up" in said
    assert "2 people." in said


def test_the_only_admin_is_reset_from_the_server(app: Flask) -> None:
    row = staff.make("admin")
    code, said = run(app, "staff", "disable", row.email or "")
    assert (code != 0, "only admin" in said) == (True, True)
    code, said = run(app, "staff", "reset", row.email or "")
    assert code == 0
    assert "/staff/welcome/" in said
    assert people.everybody()[0].joined_at is None


def test_an_invitation_that_ran_out_says_so(app: Flask) -> None:
    run(app, *ADD)
    with staff.later(hours=49):
        assert people.everybody()[0].state == "Invitation ran out"
        assert clock.now() > people.everybody()[0].invited_at
