"""The whole journey, as people make it: in Chromium with and without scripts, in lynx, in w3m.

Choose cookies, large text, sign up, open the mail, confirm, receive `welcome`, leave in one step.
"""

import json
import re
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.support.browsers import ARGUMENTS, press
from tests.support.servers import LiveServer, serve
from tests.support.tools import need

pytestmark = pytest.mark.browser

PATIENCE_SECONDS = 60
CONFIRM = re.compile(r"http://[^\s\"<>)]+/bulletins/confirm/[A-Za-z0-9_-]+")
ONE_CLICK = re.compile(r"List-Unsubscribe:\s*<(http[^>]+)>")


@pytest.fixture
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A portal of its own: the network limit of one test must not meet another's."""
    with serve(tmp_path_factory.mktemp("journey")) as server:
        yield server


def mail_with(server: LiveServer, *words: str) -> str:
    """The newest raw mail that holds all of these words, once it is there."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        files = [file for file in (server.instance / "mail").rglob("*") if file.is_file()]
        for file in sorted(files, key=lambda file: file.stat().st_mtime, reverse=True):
            text = file.read_text(encoding="utf-8").replace("=\n", "").replace("=3D", "=")
            if all(each in text for each in words):
                return text
        time.sleep(0.2)
    raise AssertionError(f"no mail with {words!r} came:\n{server.said()}")


def link_in(pattern: re.Pattern[str], text: str) -> str:
    """The first address of this kind."""
    found = pattern.search(text)
    assert found, text
    return found[found.re.groups]


def leave_in_one_click(mail: str) -> None:
    """What a mail program does when its reader presses its own unsubscribe button (RFC 8058)."""
    request = urllib.request.Request(
        link_in(ONE_CLICK, mail), data=b"List-Unsubscribe=One-Click", method="POST"
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        assert answer.status == 200
        assert answer.headers.get_all("Set-Cookie") is None


def get_welcome(server: LiveServer) -> str:
    """The operator sends the bulletin; the reader gets it."""
    server.run("bulletins", "send", "welcome")
    return mail_with(server, "List-Unsubscribe-Post")


def is_gone(server: LiveServer) -> None:
    """After leaving, nothing more is sent."""
    assert server.run("bulletins", "send", "winter-wellbeing").startswith("0 added, 0 in all")
    drop = server.instance / "mail" / "new"
    late = [file for file in drop.iterdir() if b"Subject: Winter" in file.read_bytes()]
    assert late == []


def choose_cookies_and_large_text(page: Page) -> None:
    page.get_by_role("button", name="Reject extra cookies").click()
    expect(page.get_by_role("button", name="Reject extra cookies")).to_have_count(0)
    page.get_by_role("button", name="150%").click()
    expect(page.locator("html")).to_have_attribute("data-text-size", "150")


def sign_up(page: Page, email: str) -> None:
    page.goto("/bulletins")
    page.get_by_role("link", name=re.compile("sign up", re.IGNORECASE)).first.click()
    page.get_by_label("Email address").fill(email)
    page.get_by_role("checkbox").first.check()
    page.locator("main form button[type=submit]").last.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Check your email")


def read_and_confirm(page: Page, server: LiveServer) -> None:
    mail_with(server, "/bulletins/confirm/")
    page.goto("/dev/mail")
    page.locator("main a[href*='/dev/mail/']").first.click()
    page.locator("a[href*='/bulletins/confirm/']").first.click()
    page.get_by_role("button", name=re.compile("confirm", re.IGNORECASE)).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("signed up")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_the_journey_in_chromium(chromium: Browser, server: LiveServer, scripts: bool) -> None:
    context = chromium.new_context(base_url=server.url, java_script_enabled=scripts)
    page = context.new_page()
    page.goto("/")
    choose_cookies_and_large_text(page)
    page.goto("/")
    expect(page.locator("html")).to_have_attribute("data-text-size", "150")
    sign_up(page, "reader@example.org")
    read_and_confirm(page, server)
    leave_in_one_click(get_welcome(server))
    is_gone(server)
    context.close()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_the_journey_with_cookies_blocked(
    chromium: Browser, server: LiveServer, tmp_path: Path, scripts: bool
) -> None:
    context = without_cookies(chromium, tmp_path, base_url=server.url, java_script_enabled=scripts)
    page = context.new_page()
    page.goto("/")
    press(page, "Reject extra cookies")
    sign_up(page, "blocked@example.org")
    read_and_confirm(page, server)
    leave_in_one_click(get_welcome(server))
    assert context.cookies() == []
    is_gone(server)
    context.close()


def without_cookies(browser: Browser, profile: Path, **options: Any) -> BrowserContext:
    """A Chromium whose owner has told it to take no cookies at all."""
    (profile / "Default").mkdir()
    blocked = {"profile": {"default_content_setting_values": {"cookies": 2}}}
    (profile / "Default" / "Preferences").write_text(json.dumps(blocked), encoding="utf-8")
    return browser.browser_type.launch_persistent_context(
        profile, executable_path=need("chromium"), args=ARGUMENTS, **options
    )


def test_a_browser_without_cookies_keeps_none(
    chromium: Browser, server: LiveServer, tmp_path: Path
) -> None:
    context = without_cookies(chromium, tmp_path, base_url=server.url)
    page = context.new_page()
    page.goto("/")
    press(page, "Reject extra cookies")
    page.goto("/")
    expect(page.get_by_role("button", name="Reject extra cookies")).to_have_count(1)
    context.close()
