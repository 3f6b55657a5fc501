"""Sending an issue: to whom, how it looks on the wire, and when it is refused."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask

from portal.core import clock
from portal.extensions import db
from portal.outbox import deliver_due
from portal.outbox.models import OutboxRow
from tests.bulletins.post import Reader, link_in, run_job, send, subscriber, unsubscribe_of
from tests.support.client import PortalClient
from tests.support.databases import MakeApp

pytestmark = pytest.mark.database
MONDAY = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)
FRONT = "---\ntitle: A title\nsummary: A summary\ndate: 2026-01-02\ntopics: [mind]\n---\n"


def test_an_issue_goes_once_to_whoever_chose_one_of_its_topics(
    client: PortalClient, reader: Reader
) -> None:
    reader.subscribe(topics=["wellbeing", "mind", "services"])
    other = Reader(client, reader.sink, "other@example.org")
    other.subscribe(topics=["caring"])
    assert send("winter-wellbeing").audience == 1
    assert send("winter-wellbeing").added == 0
    assert [m.message["Subject"][:6] for m in reader.mails] == ["Please", "Winter"]
    assert len(other.mails) == 1


def test_who_joins_later_is_added_when_it_is_sent_again(
    client: PortalClient, reader: Reader
) -> None:
    reader.subscribe()
    assert send("welcome").added == 1
    Reader(client, reader.sink, "other@example.org").subscribe()
    again = send("welcome")
    assert (again.added, again.audience) == (1, 2)
    assert len(reader.mails) == 2


def test_the_headers_of_an_issue(reader: Reader) -> None:
    reader.subscribe(topics=["mind"])
    send("welcome")
    mail = reader.mails[-1]
    head = mail.raw.partition(b"\r\n\r\n")[0].decode("ascii")
    lines = [line for line in head.split("\r\n") if line.startswith("List-")]
    listed = dict(line.split(": ", 1) for line in lines)
    assert len(lines) == len(listed) == 7
    https, by_mail = listed["List-Unsubscribe"].split(", ")
    assert https == f"<http://localhost{link_in(mail, 'unsubscribe')}>"
    assert by_mail.startswith("<mailto:")
    assert listed["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert listed["List-Id"] == "<mind.portal.example.org>"
    assert listed["List-Post"] == "NO"
    assert "=?" not in "".join(lines)


def test_both_parts_say_the_same_and_lead_to_the_same_places(reader: Reader) -> None:
    reader.subscribe()
    send("welcome")
    mail = reader.mails[-1]
    for words in ("You choose what you get", "Example organisation", "You get this email because"):
        assert words in mail.text.replace("\n", " ")
        assert words in mail.html
    for path in ("/sleep", "/bulletins/manage", "/bulletins/welcome", "/bulletins/unsubscribe/"):
        assert f"http://localhost{path}" in mail.text
        assert f'href="http://localhost{path}' in mail.html
    assert max(len(line) for line in mail.raw.split(b"\r\n")) <= 998


def test_a_name_greets_and_cannot_become_a_link_or_a_header(
    client: PortalClient, reader: Reader
) -> None:
    reader.subscribe()
    client.post("/bulletins/manage", data={"email": reader.email})
    data = {
        "email": reader.email,
        "topics": ["mind"],
        "frequency": "each",
        "name": "[Ann](https://evil.example) <b>\nBcc: x@example.org",
    }
    assert client.post(reader.link("preferences"), data=data).status_code == 303
    send("welcome")
    mail = reader.mails[-1]
    assert "Ann" in mail.text
    assert 'href="https://evil.example' not in mail.html
    assert mail.message["Bcc"] is None
    assert mail.rcpt_tos == [reader.email]


def test_a_weekly_reader_gets_one_mail_for_the_week(app: Flask, reader: Reader) -> None:
    with clock.freeze(datetime(2026, 11, 24, 10, tzinfo=UTC)):
        reader.subscribe(frequency="weekly")
        send("welcome")
        send("winter-wellbeing")
        assert len(reader.mails) == 1
    with clock.freeze(MONDAY):
        assert run_job(app, "bulletins.digests") == 1
        assert run_job(app, "bulletins.digests") == 0
        digest = reader.mails[-1]
    assert digest.message["Subject"].endswith("what was new this week")
    assert digest.text.count("/bulletins/welcome") == 1
    assert "/bulletins/winter-wellbeing" in digest.text
    assert len(reader.mails) == 2


def test_a_digest_leaves_out_what_somebody_has_had(app: Flask, reader: Reader) -> None:
    with clock.freeze(datetime(2026, 11, 24, 10, tzinfo=UTC)):
        reader.subscribe()
        send("welcome")
        assert len(reader.mails) == 2
        reader.client.post(unsubscribe_of(reader), data={"action": "weekly"})
        send("winter-wellbeing")
    with clock.freeze(MONDAY):
        run_job(app, "bulletins.digests")
        digest = reader.mails[-1].text
    assert "/bulletins/winter-wellbeing" in digest
    assert "/bulletins/welcome" not in digest


def test_a_week_without_news_is_no_mail(app: Flask, reader: Reader) -> None:
    with clock.freeze(datetime(2026, 11, 24, 10, tzinfo=UTC)):
        reader.subscribe(frequency="weekly", topics=["caring"])
        send("winter-wellbeing")
    with clock.freeze(MONDAY):
        assert run_job(app, "bulletins.digests") == 0


def test_a_digest_that_is_a_day_late_waits_for_a_person(app: Flask, reader: Reader) -> None:
    with clock.freeze(datetime(2026, 11, 24, 10, tzinfo=UTC)):
        reader.subscribe(frequency="weekly")
        send("welcome")
    with clock.freeze(datetime(2026, 12, 2, 10, tzinfo=UTC)):
        assert run_job(app, "bulletins.digests") == 0
        said = app.test_cli_runner().invoke(args=["bulletins", "digest", "weekly"]).output
        assert said == "1 added.\n"


def test_the_command_sends_and_says_how_it_went(app: Flask, reader: Reader) -> None:
    reader.subscribe()
    run = app.test_cli_runner().invoke
    assert "1 added, 1 in all" in run(args=["bulletins", "send", "welcome"]).output
    waiting = run(args=["bulletins", "status", "welcome"]).output
    assert waiting == "due        1\nNot finished.\n"
    deliver_due()
    assert run(args=["bulletins", "status", "welcome"]).output == "accepted   1\nFinished.\n"
    assert "welcome: 2026-11-13, sent on" in run(args=["bulletins", "list"]).output


def test_a_stop_holds_the_rest_back_until_it_is_continued(app: Flask, reader: Reader) -> None:
    reader.subscribe()
    send("welcome")
    run, status = app.test_cli_runner().invoke, ("bulletins", "status")
    assert run(args=["bulletins", "stop", "welcome"]).output.startswith("1 held back.")
    assert "“portal bulletins continue welcome” sends" in run(args=[*status, "welcome"]).output
    assert len(reader.mails) == 1
    assert run(args=["bulletins", "continue", "welcome"]).output == "1 will be sent.\n"
    assert len(reader.mails) == 2
    assert run(args=["bulletins", "again", "welcome"]).output == "0 will be sent again.\n"
    db.session.execute(db.update(OutboxRow).values(state="uncertain"))
    db.session.commit()
    said = run(args=[*status, "welcome"]).output
    assert said.startswith("uncertain  1\nNot finished.\nUncertain: nobody can say whether")
    assert "“portal bulletins again welcome” sends them once more" in said


def test_an_unknown_issue_is_refused_with_the_names_there_are(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["bulletins", "send", "wellcome"])
    assert result.exit_code == 1
    assert "winter-wellbeing" in result.output
    for step in ("stop", "continue", "again", "status"):
        result = app.test_cli_runner().invoke(args=["bulletins", step, "Winter wellbeing!"])
        assert (result.exit_code, result.output) == (1, "“Winter wellbeing!” was never sent.\n")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("![](/static/img/mark.svg)", "/static/img/mark.svg has no words"),
        ("[Click here](/sleep)", "/sleep does not say where it goes"),
        ("#### Deep", "“Deep” skips a level. Write ##"),
        ("# Title", "“Title” is on the first level"),
        ("", "it has no text"),
        ("word " * 20000, "too long for a mail"),
        ("{{ colour }}", "nothing is called “{{ colour }}”"),
    ],
)
def test_an_issue_that_is_not_right_is_refused_and_the_place_is_named(
    make_app: MakeApp, tmp_path: Path, text: str, place: str
) -> None:
    folder = tmp_path / "own" / "bulletins"
    folder.mkdir(parents=True)
    (folder / "bad.md").write_text(FRONT + text, encoding="utf-8")
    app = make_app(content_dir=folder.parent)
    result = app.test_cli_runner().invoke(args=["bulletins", "send", "bad"])
    assert result.exit_code == 1
    assert place in result.output
    assert "bad.md" in result.output


def test_a_pause_is_over_after_thirty_days(client: PortalClient, reader: Reader) -> None:
    reader.subscribe()
    client.post("/bulletins/manage", data={"email": reader.email})
    client.post(reader.link("preferences"), data={"action": "pause"})
    until = subscriber().paused_until
    assert until
    assert send("welcome").added == 0
    with clock.freeze(until):
        assert send("welcome").added == 1
