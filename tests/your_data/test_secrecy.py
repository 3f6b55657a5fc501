"""Nothing about who asked, or what they wrote, is anywhere but in the sealed row."""

import logging

import pytest
from flask import Flask

from portal.core.site import current_settings
from portal.extensions import db
from tests.support.client import PortalClient
from tests.your_data.asker import STAFF, Asker, request, run_job

MARK = "canary7f3a"
EMAIL = f"{MARK}@example.org"
WORDS = {"message": f"{MARK} message", "name": f"{MARK} name", "email": EMAIL}
TITLE = ("<title>", "</title>")


@pytest.fixture
def told(asker: Asker, client: PortalClient) -> list[str]:
    """Somebody asks in every way there is; the addresses of all pages they saw."""
    asker.email = EMAIL
    seen = [asker.ask_person(**WORDS).headers["Location"]]
    path = asker.link()
    seen += [path, f"{path}/correct", f"{path}/delete", f"{path}/sheet"]
    done = client.post(f"{path}/correct", data={"message": f"{MARK} again"})
    seen.append(done.headers["Location"])
    seen.append(client.post(f"{path}/delete", data={"action": "delete"}).headers["Location"])
    return seen


@pytest.mark.database
def test_no_address_or_title_of_a_page_says_who(told: list[str], asker: Asker) -> None:
    for path in told:
        page = asker.read(path)
        assert MARK not in path
        assert MARK not in page.partition(TITLE[0])[2].partition(TITLE[1])[0]


@pytest.mark.database
def test_no_log_line_says_who_or_what_or_which_link(
    asker: Asker, client: PortalClient, caplog: pytest.LogCaptureFixture, app: Flask
) -> None:
    caplog.set_level(logging.DEBUG, logger="portal")
    asker.email = EMAIL
    asker.ask_person(**WORDS)
    path = asker.link()
    answer = client.post(f"{path}/delete", data={"action": "delete"})
    client.get(answer.headers["Location"])
    run_job(app, "your_data.remind")
    said = "\n".join(
        record.getMessage() for record in caplog.records if record.name.startswith("portal")
    )
    assert "POST /your-data/see/<token>/delete" in said
    assert MARK not in said
    assert path.rpartition("/")[2] not in said
    assert answer.headers["Location"].rpartition("/")[2] not in said


def test_nothing_lies_open_in_the_files(app: Flask, asker: Asker) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL keeps no files of ours")
    asker.email = EMAIL
    asker.ask_person(**WORDS)
    asker.link()
    db.session.rollback()
    files = [file for file in current_settings().instance.glob("*.db*") if file.is_file()]
    assert files
    assert not [file.name for file in files if MARK.encode() in file.read_bytes()]


@pytest.mark.database
def test_what_was_written_is_in_no_mail(asker: Asker) -> None:
    asker.email = EMAIL
    asker.ask_person(**WORDS)
    asker.ask_for_link()
    assert asker.mails
    for mail in asker.sink.mails:
        body = mail.text + mail.html + mail.message["Subject"]
        assert MARK not in body
        assert mail.message["Auto-Submitted"] == "auto-generated"
    assert {*asker.sink.mails[0].rcpt_tos, *asker.sink.mails[1].rcpt_tos} == {EMAIL, STAFF}


@pytest.mark.database
def test_links_lead_to_the_portal_whatever_host_was_asked(
    asker: Asker, client: PortalClient
) -> None:
    client.post(
        "/your-data", data={"email": asker.email}, headers={"X-Forwarded-Host": "evil.example"}
    )
    assert "evil" not in asker.mails[0].raw.decode()


@pytest.mark.database
def test_markup_in_what_was_written_is_shown_as_words(asker: Asker) -> None:
    asker.ask_person(message="<script>alert(1)</script>", name="<b>Ann</b>")
    page = asker.read(asker.link())
    assert "&lt;script&gt;alert(1)" in page
    assert "<b>Ann" not in page
    assert request().name == "<b>Ann</b>"
