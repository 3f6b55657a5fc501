"""Feedback in a real browser: warned in place, the focus where the news is, and without scripts."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_private_pages import is_for_everybody
from tests.support.browsers import has_focus, press
from tests.support.servers import LiveServer, serve

pytestmark = pytest.mark.browser

CRY = "I don’t want to live any more.\n\nMy NHS number is 943 476 5919."


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A portal of its own."""
    with serve(tmp_path_factory.mktemp("feedback")) as server:
        yield server


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def scripts(request: pytest.FixtureRequest) -> bool:
    """Whether the browser runs scripts."""
    return bool(request.param)


@pytest.fixture
def page(chromium: Browser, server: LiveServer, scripts: bool) -> Iterator[Page]:
    """A new visitor."""
    context = chromium.new_context(base_url=server.url, java_script_enabled=scripts)
    yield context.new_page()
    context.close()


def test_help_then_numbers_then_thank_you(page: Page) -> None:
    page.goto("/feedback?page=sleep")
    page.get_by_label("What would you like to tell us?").fill(CRY)
    press(page, "Send feedback")
    expect(page.get_by_role("heading", name="You can talk to someone now")).to_be_visible()
    expect(page.get_by_role("link", name="Call Samaritans on 116 123")).to_be_visible()
    expect(page.get_by_label("Your message")).to_have_value(CRY)
    press(page, "Send my message")
    expect(page.get_by_role("heading", name="Check what you are about to send")).to_be_visible()
    expect(page.get_by_text("••• ••• •919")).to_be_visible()
    page.get_by_role("button", name="Send it as it is").click()
    page.wait_for_url("**/feedback/received/*")
    expect(page.get_by_text("We read it before others")).to_be_visible()


@pytest.mark.parametrize("scripts", [True], indirect=True)  # axe is one
def test_the_pages_before_sending_are_for_everybody(page: Page) -> None:
    for words, heading in ((CRY, "You can talk to someone now"), ("", "There is a problem")):
        page.goto("/feedback")
        page.get_by_label("What would you like to tell us?").fill(words)
        press(page, "Send feedback")
        expect(page.get_by_role("heading", name=heading)).to_be_visible()
        has_focus(page, "before-sending" if words else "error-summary")
        is_for_everybody(page, heading)


def test_the_trap_is_neither_seen_nor_reached_by_key(page: Page) -> None:
    page.goto("/feedback")
    around = page.locator("div:has(> #website)").bounding_box()
    assert around is not None
    assert around["width"] <= 1
    page.get_by_label("No").last.focus()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Send feedback")).to_be_focused()
