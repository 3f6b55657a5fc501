"""Nothing about who wrote, or what, is anywhere but in the sealed row and in our answer's mail."""

import logging

import pytest
from flask import Flask

import portal.records as records
from portal.core.site import current_settings
from portal.extensions import db
from portal.feedback.models import Appeal, Feedback, FeedbackOrigin
from tests.feedback.writer import Writer, answer, hide, later, publish, redact, rows
from tests.support.client import PortalClient

MARK = "canary7f3a"
EMAIL = f"{MARK}@example.org"
WORDS = {"message": f"{MARK} message", "name": f"{MARK} name", "email": EMAIL}


@pytest.fixture
def told(writer: Writer, client: PortalClient) -> list[str]:
    """Somebody writes, is answered, hidden and appeals; the addresses of the pages they saw."""
    writer.email = EMAIL
    seen = [writer.send(**WORDS).headers["Location"]]
    answer()
    publish()
    redact("[removed] message")
    hide()
    path = writer.appeal_link()
    client.post(path, data={"words": f"{MARK} why"})
    client.post("/feedback", data=WORDS | {"message": f"{MARK} I want to die"})
    client.post("/feedback", data=WORDS | {"reply": "perhaps"})
    return [*seen, path, "/you-said", "/you-said/feed.atom"]


@pytest.mark.database
def test_no_page_says_who(told: list[str], writer: Writer) -> None:
    for path in told:
        assert MARK not in path
        assert MARK not in writer.read(path), path


@pytest.mark.database
def test_no_log_line_says_who_or_what_or_which_link(
    caplog: pytest.LogCaptureFixture, request: pytest.FixtureRequest, writer: Writer
) -> None:
    caplog.set_level(logging.DEBUG, logger="portal")
    told: list[str] = request.getfixturevalue("told")
    for path in told:
        writer.read(path)
    names = [record for record in caplog.records if record.name.startswith("portal")]
    said = "\n".join(record.getMessage() for record in names)
    assert "POST /appeal/<token>" in said
    assert "GET /feedback/received/<sealed>" in said
    assert MARK not in said
    assert not [path for path in told[:2] if path.rpartition("/")[2] in said]


def test_nothing_lies_open_in_the_files(app: Flask, told: list[str]) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL keeps no files of ours")
    db.session.rollback()
    files = [file for file in current_settings().instance.glob("*.db*") if file.is_file()]
    assert files
    assert not [file.name for file in files if MARK.encode() in file.read_bytes()]


@pytest.mark.database
def test_no_mail_repeats_what_was_written(told: list[str], writer: Writer) -> None:
    assert len(writer.mails) >= 4
    for mail in writer.mails:
        assert MARK not in mail.text + mail.html + mail.message["Subject"]
        assert mail.message["Auto-Submitted"] == "auto-generated"
        assert mail.message["Reply-To"] == current_settings().contact_email
        assert mail.rcpt_tos == [EMAIL]


@pytest.mark.database
def test_links_lead_to_the_portal_whatever_host_was_asked(
    writer: Writer, client: PortalClient
) -> None:
    sent = WORDS | {"email": writer.email, "publish": "yes"}
    client.post("/feedback", data=sent, headers={"X-Forwarded-Host": "evil.example"})
    hide()
    assert writer.mails
    assert "evil" not in "".join(mail.raw.decode() for mail in writer.mails)


@pytest.mark.database
def test_an_export_shows_its_author_all_of_it_in_words(told: list[str]) -> None:
    held = records.export(EMAIL)
    shown = {item.label: item.value for part in held.sections for item in part.rows[0].items}
    assert shown["What you wrote"] in {f"{MARK} message", f"{MARK} why"}
    assert shown["Our answer"] == "The print is larger now."
    assert shown["What we decided"] == "We took it off this website"
    assert {"feedback", "feedback_origins", "appeals"} <= {part.table for part in held.sections}


def sweep() -> None:
    """Run retention, as the worker does: with no transaction left open here."""
    db.session.rollback()
    records.run_retention()


@pytest.mark.database
def test_the_network_is_forgotten_after_thirty_days_and_the_rest_after_two_years(
    told: list[str],
) -> None:
    with later(days=29, hours=23):
        sweep()
        assert rows(FeedbackOrigin) == 1
    with later(days=30, seconds=1):
        sweep()
        assert (rows(FeedbackOrigin), rows(Feedback), rows(Appeal)) == (0, 1, 1)
    with later(days=365 * 2 + 2):
        sweep()
        assert (rows(Feedback), rows(Appeal)) == (0, 0)
