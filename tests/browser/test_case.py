"""The page of a complaint in a browser: opened from a mail, read, written to, and left no trace."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support import cases
from tests.support.browsers import faults_for_everybody, press
from tests.support.servers import LiveServer, serve
from tests.support.vnu import Validate

pytestmark = pytest.mark.browser
SHEET = re.compile(rb"/Type\s*/Page\b")
STORED = "() => [document.cookie, localStorage.length, sessionStorage.length].join()"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A portal of its own."""
    with serve(tmp_path_factory.mktemp("case")) as server:
        yield server


@pytest.fixture
def link(server: LiveServer) -> str:
    """The path that the mail about an answered complaint holds."""
    return cases.link_on(server)


def test_a_case_is_opened_from_its_mail_read_and_written_to(
    chromium: Browser, server: LiveServer, link: str, validate: Validate
) -> None:
    context = chromium.new_context(base_url=server.url)
    said: list[str] = []
    context.on("console", lambda line: said.append(line.text))
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
    page.get_by_label("Write to us").fill("Half a line")
    # The page answers a POST: what is followed from it opens beside it, and the words stay.
    with page.expect_popup() as notice:
        page.get_by_role("link", name="of our privacy notice (opens in a new tab)").click()
    notice.value.close()
    # axe and the pictures of it are not ours; a refused form is said to be one, and no more.
    assert not [line for line in said if "Content Security Policy" in line], said
    with page.expect_popup() as opened:
        page.get_by_role("button", name="Open it as a letter").click()
    letter = opened.value
    look_at(letter, "Our answer to your complaint", validate)
    assert sheets(letter) == 1
    press(letter, "Back to your complaint")
    assert letter.url == f"{server.url}/complaints/case"
    expect(page.get_by_label("Write to us")).to_have_value("Half a line")
    assert page.evaluate(STORED) == ",0,0"
    assert context.cookies() == []
    # On paper: no sheet for a foot alone.
    for path, most in (("/complaints/consent-form", 2), ("/complaints/form", 4)):
        page.goto(path)
        assert sheets(page) <= most, path
    context.close()


def sheets(page: Page) -> int:
    """How many sheets of A4 it takes on paper."""
    return len(SHEET.findall(page.pdf(format="A4")))


def look_at(page: Page, heading: str, validate: Validate) -> None:
    """Nothing for axe or for the Nu checker, in any mode and at any width."""
    expect(page.get_by_role("heading", name=heading, exact=True, level=1)).to_be_visible()
    assert faults_for_everybody(page) == []
    assert validate(page.content()) == []
