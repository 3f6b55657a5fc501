"""The page of a complaint in a browser: opened from a mail, read, written to, and left no trace."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from portal.app import create_app
from portal.config import load
from tests.browser.test_journey_in_text import find, press_button
from tests.support import cases
from tests.support.browsers import faults_for_everybody, press
from tests.support.servers import LiveServer, serve
from tests.support.terminals import terminal
from tests.support.vnu import Validate

pytestmark = pytest.mark.browser
STORED = "() => [document.cookie, localStorage.length, sessionStorage.length].join()"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A portal of its own."""
    with serve(tmp_path_factory.mktemp("case")) as server:
        yield server


@pytest.fixture
def link(server: LiveServer) -> str:
    """The path that the mail about an answered complaint holds."""
    app = create_app(load(server.environment))
    with app.app_context():
        case = cases.answered(cases.made(happened="Nobody came. שלום 👩‍⚕️ " + "long" * 40))
        return f"/complaints/case/{case.reference}-{case.secret}"


def test_a_case_is_opened_from_its_mail_read_and_written_to(
    chromium: Browser, server: LiveServer, link: str, validate: Validate
) -> None:
    context = chromium.new_context(base_url=server.url)
    page = context.new_page()
    page.goto(link)
    assert faults_for_everybody(page) == []
    press(page, "Open my complaint")
    look_at(page, "Your complaint", validate)
    page.get_by_label("Write to us").fill("A line\nand a second")
    press(page, "Send my message")
    expect(page.locator(":focus")).to_contain_text("We have your message")
    page.reload()
    expect(page.get_by_text("A line and a second")).to_have_count(1)
    press(page, "Send my message")
    expect(page.locator(":focus")).to_contain_text("There is a problem")
    press(page, "Open it as a letter, to print")
    look_at(page, "Our answer to your complaint", validate)
    press(page, "Back to your complaint")
    assert page.url == f"{server.url}/complaints/case"
    assert page.evaluate(STORED) == ",0,0"
    assert context.cookies() == []
    context.close()


def look_at(page: Page, heading: str, validate: Validate) -> None:
    """Nothing for axe or for the Nu checker, in any mode and at any width."""
    expect(page.get_by_role("heading", name=heading, exact=True, level=1)).to_be_visible()
    assert faults_for_everybody(page) == []
    assert validate(page.content()) == []


def test_a_case_is_opened_and_written_to_in_lynx(server: LiveServer, link: str) -> None:
    with terminal("lynx", server.url + link, "-cookies=off", "-nocolor") as screen:
        screen.wait_for("Open your complaint")
        press_button(screen, "(BUTTON) Open my complaint")
        screen.wait_for("We have written our answer")
        find(screen, "To add something, to ask")
        screen.press("I have a question\t")
        press_button(screen, "(BUTTON) Send my message")
        screen.wait_for("We have your message")
        find(screen, "I have a question")
        assert "We have not read it yet" in screen.shown()
