"""Pages behind the links of a mail, and forms sent back: axe, small screens, and the focus."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_journey import mail_with
from tests.support.browsers import faults_for_everybody, has_focus, press
from tests.support.servers import LiveServer, serve

pytestmark = pytest.mark.browser

EMAIL = "reader@example.org"
GROUND = "(element) => getComputedStyle(element).backgroundColor"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A portal of its own, whose mail is ours."""
    with serve(tmp_path_factory.mktemp("private")) as server:
        yield server


@pytest.fixture
def page(chromium: Browser, server: LiveServer) -> Iterator[Page]:
    """A new visitor."""
    context = chromium.new_context(base_url=server.url, locale="en-GB")
    yield context.new_page()
    context.close()


def link(server: LiveServer, kind: str, email: str = EMAIL) -> str:
    """The path of the newest link of a kind in a mail to an address."""
    mail = mail_with(server, f"/bulletins/{kind}/", f"To: {email}")
    found = re.search(rf"/bulletins/{kind}/[\w-]+", mail)
    assert found
    return found[0]


def sign_up(page: Page, email: str = EMAIL) -> None:
    page.goto("/bulletins/sign-up")
    page.get_by_label("Email address").fill(email)
    page.get_by_label("Health and wellbeing tips").check()
    page.get_by_role("button", name="Sign up").click()
    page.wait_for_url("**/check-your-email")


def is_for_everybody(page: Page, heading: str) -> None:
    """Nothing for axe in any contrast mode; no scrolling sideways on a phone, at twice the size."""
    expect(page.get_by_role("heading", name=heading, exact=True)).to_be_visible()
    assert faults_for_everybody(page) == [], heading


def test_the_pages_of_a_subscription_are_for_everybody(page: Page, server: LiveServer) -> None:
    sign_up(page)
    is_for_everybody(page, "Check your email")
    confirm = link(server, "confirm")
    page.goto(confirm)
    is_for_everybody(page, "Confirm that you want our bulletins")
    press(page, "Confirm and sign up")
    is_for_everybody(page, "You are signed up")
    page.goto(confirm)
    is_for_everybody(page, "Already confirmed")

    page.goto("/bulletins/manage")
    page.get_by_label("Email address").fill(EMAIL)
    press(page, "Email me the link")
    page.goto(link(server, "preferences"))
    is_for_everybody(page, "Your bulletins")
    press(page, "Save my choices")
    is_for_everybody(page, "Your choices are saved")
    has_focus(page, "notification")

    server.run("bulletins", "send", "welcome")
    page.goto(link(server, "unsubscribe"))
    is_for_everybody(page, "Unsubscribe")
    press(page, "Stop this topic")
    is_for_everybody(page, "There is a problem")
    has_focus(page, "error-summary")
    press(page, "Unsubscribe from everything")
    is_for_everybody(page, "You are unsubscribed")
    press(page, "Undo: keep my bulletins coming")
    is_for_everybody(page, "You are subscribed again")


def test_the_pages_of_somebody_who_did_not_ask_are_for_everybody(
    page: Page, server: LiveServer
) -> None:
    sign_up(page, "stranger@example.org")
    page.goto(link(server, "not-me", "stranger@example.org"))
    is_for_everybody(page, "It was not you?")
    press(page, "It was not me: forget my address")
    is_for_everybody(page, "We have forgotten the address")


@pytest.mark.parametrize(
    ("path", "button"),
    [
        ("/bulletins/sign-up", "Sign up"),
        ("/bulletins/manage", "Email me the link"),
        ("/your-data", "Email me the link"),
    ],
)
def test_a_form_sent_back_is_for_everybody(page: Page, path: str, button: str) -> None:
    page.goto(path)
    page.get_by_label("Email address").fill("reader")
    press(page, button)
    expect(page).to_have_title(re.compile("^Error: "))
    has_focus(page, "error-summary")
    is_for_everybody(page, "There is a problem")
    page.get_by_role("link", name="Enter an email address like").click()
    has_focus(page, "email")


def test_a_wrong_address_is_said_while_the_focus_moves_on(page: Page) -> None:
    page.goto("/bulletins/sign-up")
    page.get_by_label("Email address").fill("reader")
    page.keyboard.press("Tab")
    expect(page.locator("#announcement")).to_contain_text("Error: Enter an email address like")
    has_focus(page, "topics")
    assert page.locator("#email").get_attribute("aria-describedby") == "email-hint email-error"


def test_the_focus_is_seen_on_the_setting_that_is_in_use(page: Page) -> None:
    page.goto("/")
    chosen = page.locator("#contrast-high")
    chosen.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#contrast-high[aria-pressed=true]")).to_be_focused()
    beside = page.locator("#contrast-dark")
    seen = chosen.evaluate(GROUND)
    beside.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    assert seen == beside.evaluate(GROUND)
    assert seen != chosen.evaluate(GROUND)


def test_the_pages_of_your_data_are_for_everybody(page: Page, server: LiveServer) -> None:
    sign_up(page, "wondering@example.org")
    page.goto(link(server, "confirm", "wondering@example.org"))
    press(page, "Confirm and sign up")
    page.goto("/your-data")
    page.get_by_label("Your email address").fill("Wondering@example.org")
    press(page, "Email me the link")
    is_for_everybody(page, "Check your email")
    path = re.search(r"/your-data/see/[\w-]+", mail_with(server, "/your-data/see/"))
    assert path
    page.goto(path[0])
    is_for_everybody(page, "What we hold about you")
    page.goto(f"{path[0]}/sheet")
    is_for_everybody(page, "What Example organisation holds about you")

    page.goto(f"{path[0]}/correct")
    press(page, "Save my corrections")
    is_for_everybody(page, "There is a problem")
    has_focus(page, "error-summary")
    page.get_by_label("Your bulletins: name").fill("Ann Lee")
    page.get_by_label("What else is wrong?").fill("My letter of May has the wrong street.")
    press(page, "Save my corrections")
    is_for_everybody(page, "Your changes are saved, and a person will look at what you wrote")

    page.goto(f"{path[0]}/delete")
    is_for_everybody(page, "Delete what we hold about you")
    press(page, "Delete it now")
    is_for_everybody(page, "Part of it is deleted")
    page.goto(path[0])
    is_for_everybody(page, "This link no longer works")


def test_the_form_to_a_person_sent_back_is_for_everybody(page: Page) -> None:
    page.goto("/your-data/ask")
    page.get_by_label("What is it about?").fill("A letter of May.\n\nIt has the wrong street.")
    press(page, "Send my request")
    is_for_everybody(page, "There is a problem")
    page.get_by_role("link", name="Choose what you would like us to do").click()
    has_focus(page, "kind")
    kept = page.get_by_label("What is it about?").input_value()
    assert kept == "A letter of May.\n\nIt has the wrong street."
