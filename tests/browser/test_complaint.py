"""A complaint in a real browser: scripts on and off, gone back and forth, and by keyboard alone."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_complaint_in_text import CODE, server
from tests.complaints.teller import Teller
from tests.complaints.test_form_state import odd_text
from tests.support.browsers import (
    axe_faults,
    faults_for_everybody,
    has_focus,
    press,
    scrolls_sideways,
)
from tests.support.client import PortalClient
from tests.support.servers import LiveServer
from tests.support.vnu import Validate

__all__ = ["server"]
pytestmark = pytest.mark.browser

HARD = {"What is your complaint about?", "You can talk to someone now", "Check your answers"}
HARD |= {"What is the date of birth of the person who had the care?"}
ANSWERS = {
    "What is your complaint about?": ("Care or treatment", ""),
    "Who are you complaining for?": ("I am complaining for somebody else", ""),
    "About the person you complain for": ("They asked me to", "What is their name?"),
    "What happened?": ("", "What happened?"),
    "When did it happen?": ("", "When did it happen?"),
    "Your name, and how we reach you": ("By post", "Your name"),
    "Where do we reach you?": ("", "Your postal address"),
}


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


def asks(page: Page, heading: str) -> None:
    """The page has this one question."""
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)


def go_on(page: Page, heading: str) -> None:
    press(page, "Continue")
    asks(page, heading)


def test_20_000_odd_characters_are_told_and_nothing_is_lost_by_going_back(page: Page) -> None:
    text = odd_text(20_000).replace("\x00", "")
    page.goto("/complaints")
    page.get_by_role("link", name="Start now", exact=True).click()
    page.get_by_label("This website").check()
    go_on(page, "Who are you complaining for?")
    page.get_by_label("I am complaining for myself").check()
    go_on(page, "What happened?")
    page.get_by_label("What happened?").fill(text)
    shown = page.get_by_label("What happened?").input_value()
    go_on(page, "When did it happen?")
    page.get_by_label("When did it happen?").fill("last week")
    press(page, "Back to the question before")
    expect(page.get_by_label("What happened?")).to_have_value(shown)
    go_on(page, "When did it happen?")
    expect(page.get_by_label("When did it happen?")).to_have_value("last week")
    go_on(page, "What would you like to happen?")
    page.get_by_label("What would you like to happen?").fill("An apology")
    page.go_back()
    asks(page, "When did it happen?")
    expect(page.get_by_label("When did it happen?")).to_have_value("last week")
    page.go_forward()
    expect(page.get_by_label("What would you like to happen?")).to_have_value("An apology")
    page.reload()
    asks(page, "What would you like to happen?")
    go_on(page, "Your name, and how we reach you")
    page.get_by_label("Your name").fill("Ann Lee")
    page.get_by_label("By phone").check()
    go_on(page, "Where do we reach you?")
    page.get_by_label("Your phone number").fill("0161 496 0000")
    go_on(page, "Do you need any help from us?")
    go_on(page, "Check your answers")
    told = page.locator(".told").nth(2)
    assert told.evaluate("each => each.textContent") == shown
    page.get_by_role("button", name="Send my complaint").dblclick()
    page.wait_for_url("**/complaints/received/*")
    assert CODE.search(page.content())


def tab_to(page: Page, name: str, role: Any = "radio") -> None:
    """Press Tab until it has the focus."""
    wanted = page.get_by_role(role, name=name)
    for _ in range(40):
        if wanted.evaluate("each => each === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no key leads to {name}")


def type_on(page: Page, heading: str) -> None:
    """Continue, by keyboard."""
    tab_to(page, "Continue", "button")
    page.keyboard.press("Enter")
    asks(page, heading)


@pytest.mark.parametrize("scripts", [False], indirect=True)
def test_a_complaint_by_keyboard_alone(page: Page) -> None:
    page.goto("/complaints/new/kind")

    tab_to(page, "Care or treatment")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    type_on(page, "Who are you complaining for?")
    tab_to(page, "I am complaining for myself")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    asks(page, "What happened?")
    tab_to(page, "What happened?", "textbox")
    page.keyboard.type("It is slow.")
    type_on(page, "When did it happen?")
    type_on(page, "What would you like to happen?")
    type_on(page, "Your name, and how we reach you")
    tab_to(page, "Your name", "textbox")
    page.keyboard.type("Ann")
    tab_to(page, "By email")
    page.keyboard.press("ArrowDown")
    type_on(page, "Where do we reach you?")
    tab_to(page, "Your phone number", "textbox")
    page.keyboard.type("0161 496 0000")
    page.keyboard.press("Enter")
    asks(page, "Do you need any help from us?")
    type_on(page, "Check your answers")
    tab_to(page, "Send my complaint", "button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/complaints/received/*")


def is_for_everybody(page: Page, heading: str) -> None:
    """Nothing for axe, and no scrolling sideways on a phone with big text; at hard places more."""
    if heading in HARD:
        assert faults_for_everybody(page) == [], heading
        return
    assert axe_faults(page) == [], heading
    page.set_viewport_size({"width": 320, "height": 640})
    page.locator("html").evaluate("(each) => { each.dataset.textSize = '200'; }")
    assert not scrolls_sideways(page), heading


@pytest.mark.parametrize("scripts", [True], indirect=True)  # axe is one
def test_every_step_is_for_everybody(page: Page) -> None:
    page.goto("/complaints/new/kind")
    press(page, "Continue")
    has_focus(page, "error-summary")
    while True:
        heading = " ".join(page.get_by_role("heading", level=1).inner_text().split())
        is_for_everybody(page, heading)
        if heading == "Check your answers":
            break
        choice, label = ANSWERS.get(heading, ("", ""))
        if choice:
            page.get_by_label(choice).check()
        if label:
            page.get_by_label(label).fill("March 2019. I want to die. 943 476 5919")
        press(page, "Continue")
        if page.locator("#before").count():
            has_focus(page, "before")
    page.get_by_role("button", name="Send my complaint").click()
    page.wait_for_url("**/complaints/received/*")
    is_for_everybody(page, "We have your complaint")


def test_the_nu_checker_finds_nothing_in_any_step(client: PortalClient, validate: Validate) -> None:
    teller = Teller(client)
    teller.read("/complaints/form")
    teller.see_all()
    teller.send()
    for page in teller.pages:
        assert validate(page) == []
