"""Mail that was not sent can be read, links and all, and only in development."""

from email.message import EmailMessage
from mailbox import Maildir
from pathlib import Path

import pytest

from portal.core.site import current_settings
from tests.support.client import PortalClient
from tests.support.databases import MakeApp

pytestmark = pytest.mark.one_database

LINK = "http://localhost/bulletins/confirm/abc-DEF_1"
UNSUBSCRIBE = "http://localhost/bulletins/unsubscribe/xyz"
HTML = '<!DOCTYPE html><html lang="en"><body style="color:red"><p>Hello in HTML</p></body></html>'


def drop(subject: str = "Confirm your bulletins", html: str = HTML) -> str:
    """Put a mail where the worker puts it; gives its address in the portal."""
    message = EmailMessage()
    message["From"] = "bulletins@portal.example.org"
    message["To"] = "ann@example.org"
    message["Subject"] = subject
    message["Date"] = "Fri, 20 Nov 2026 09:00:00 +0000"
    message["List-Unsubscribe"] = f"<{UNSUBSCRIBE}>"
    message.set_content(f"Hello <b>Ann</b>,\n\nconfirm here: {LINK}.\n")
    if html:
        message.add_alternative(html, subtype="html")
    folder = Path(current_settings().instance) / "mail"
    return f"/dev/mail/{Maildir(folder, create=True).add(message)}"


def test_an_empty_box_says_how_to_get_a_mail(client: PortalClient) -> None:
    page = client.get("/dev/mail").text
    assert "There is no mail yet" in page
    assert 'href="/bulletins/sign-up"' in page


def test_the_list_shows_who_what_and_when(client: PortalClient) -> None:
    where = drop()
    page = client.get("/dev/mail").text
    assert f'<a href="{where}">Confirm your bulletins</a>' in page
    assert "ann@example.org" in page
    assert "Friday 20 November 2026, 9:00am" in page


def test_a_mail_shows_its_text_with_links_to_follow(client: PortalClient) -> None:
    page = client.get(drop()).text
    assert f'<a href="{LINK}">{LINK}</a>.' in page
    assert f'&lt;<a href="{UNSUBSCRIBE}">{UNSUBSCRIBE}</a>&gt;' in page
    assert "Hello &lt;b&gt;Ann" in page
    assert "Hello in HTML" not in page


def test_the_html_part_has_a_frame_and_a_policy_of_its_own(client: PortalClient) -> None:
    where = drop()
    assert f'src="{where}/html" sandbox=""' in client.get(where).text
    # A mail is no page of ours: it carries its styles.
    answer = client.get(f"{where}/html", check=False)
    policy = answer.headers["Content-Security-Policy"]
    assert answer.text.strip() == HTML
    assert "default-src 'none'; style-src 'unsafe-inline'; img-src 'none'" in policy
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "unsafe-inline" not in client.get(where).headers["Content-Security-Policy"]


def test_a_mail_without_html_has_no_frame(client: PortalClient) -> None:
    where = drop(html="")
    assert "<iframe" not in client.get(where).text
    assert client.get(f"{where}/html").status_code == 404


def test_the_source_is_plain_text(client: PortalClient) -> None:
    answer = client.get(f"{drop()}/source")
    assert answer.content_type == "text/plain; charset=utf-8"
    assert "Subject: Confirm your bulletins" in answer.text


def test_every_view_of_a_mail_answers_head(client: PortalClient) -> None:
    where = drop()
    for path in ("/dev/mail", where, f"{where}/html", f"{where}/source"):
        answer = client.head(path)
        assert (answer.status_code, answer.data) == (200, b"")
        assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("name", ["nothing", "..", ".", "%2e%2e%2fkeys.db", "..%2f..%2fkeys"])
def test_only_what_is_in_the_folder_is_read(client: PortalClient, name: str) -> None:
    drop()
    assert client.get(f"/dev/mail/{name}/source").status_code == 404


def test_a_portal_that_sends_mail_shows_none(make_app: MakeApp) -> None:
    app = make_app(mail_server="127.0.0.1")
    assert not [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/dev/")]
