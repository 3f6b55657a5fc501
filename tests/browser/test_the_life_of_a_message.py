"""The whole life of a message in Chromium, in place: sent, answered, published, taken off the
website, appealed, shown again and erased."""

import re
from collections.abc import Callable, Iterator

import pyotp
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.test_desk import join, sign_in
from tests.browser.test_journey import mail_with
from tests.support.browsers import press
from tests.support.servers import LiveServer, serve

pytestmark = pytest.mark.browser

EMAIL = "ann@example.org"
WORDS = "The print on the page about sleep is too small."
ANSWER = "The print is larger now."
APPEAL = re.compile(r"/appeal/[\w-]+")
SEE = re.compile(r"/your-data/see/[\w-]+")


@pytest.fixture
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A portal of its own."""
    with serve(tmp_path_factory.mktemp("life")) as server:
        yield server


def person(browser: Browser, server: LiveServer, role: str = "", *, scripts: bool = True) -> Page:
    """Somebody with a browser: a visitor, or a member of staff who is signed in."""
    context = browser.new_context(base_url=server.url, java_script_enabled=scripts)
    page = context.new_page()
    if role:
        email = f"{role}@example.org"
        said = server.run("staff", "add", role, "--email", email, "--role", role)
        key, step = join(page, f"/staff/welcome/{said.partition('/staff/welcome/')[2].split()[0]}")
        sign_in(page, email, pyotp.TOTP(key).generate_otp(step + 1))
    return page


def send(page: Page) -> None:
    page.goto("/feedback")
    page.get_by_label("What would you like to tell us?").fill(WORDS)
    page.get_by_label("Your email address").fill(EMAIL)
    page.get_by_role("group", name="Would you like an answer?").get_by_label("Yes").check()
    page.get_by_role("group", name="May we publish").get_by_label("Yes").check()
    press(page, "Send feedback")
    expect(page.get_by_role("heading", name="Thank you for your feedback")).to_be_visible()


def appeal(page: Page, path: str) -> None:
    page.goto(path)
    page.get_by_label("Why do you think").fill("I am that nurse.")
    press(page, "Send my appeal")
    expect(page.get_by_role("heading", name="Your appeal")).to_be_visible()


def answer_and_publish(page: Page, server: LiveServer, *, asks: bool) -> None:
    page.goto("/staff/feedback")
    page.locator("#queue a[href^='/staff/feedback/']").first.click()
    expect(page.locator("blockquote").get_by_text(WORDS)).to_be_visible()
    page.get_by_label("Our answer").fill(ANSWER)
    ways = (
        page.get_by_role("link", name="All feedback"),
        page.get_by_role("button", name="Sign out"),
    )
    for way in ways if asks else ():
        is_asked_first(page, way, "beforeunload", ANSWER)
    if asks:
        page.route("**/staff/feedback/**", lambda route: route.fulfill(status=503))
        is_asked_first(page, page.get_by_role("button", name="Save the answer"), "alert", ANSWER)
        page.unroute("**/staff/feedback/**")
    press(page, "Save the answer")
    mail_with(server, ANSWER, f"To: {EMAIL}")
    press(page, "Publish with the answer")
    expect(page.get_by_text("Published").first).to_be_visible()


def is_asked_first(page: Page, way: Locator, kind: str, words: str) -> None:
    """Whoever would lose what they typed is asked or told, and finds it there when they stay."""
    with page.expect_event("dialog") as asked:
        page.once("dialog", lambda dialog: dialog.dismiss())
        way.click(no_wait_after=True)
    assert asked.value.type == kind
    expect(page.get_by_label("Our answer")).to_have_value(words)


def take_off(page: Page, server: LiveServer, *, asks: bool) -> str:
    """Take the message off the website; returns the path of the appeal, from the mail."""
    page.get_by_text("Take it off the website").click()
    page.locator("#hide-category").select_option("personal")
    page.locator("#hide-reason").fill("It names a nurse.")
    if asks:
        page.get_by_label("Our answer").fill("Half an answer")
        hide = page.get_by_role("button", name="Hide it")
        is_asked_first(page, hide, "confirm", "Half an answer")
        page.get_by_label("Our answer").fill(ANSWER)
    press(page, "Hide it")
    found = APPEAL.search(mail_with(server, "It names a nurse.", f"To: {EMAIL}"))
    assert found
    return found[0]


def hear(page: Page, server: LiveServer) -> None:
    """Somebody else finds for the author."""
    page.goto("/staff/appeals")
    page.locator("main a[href^='/staff/appeals/']").first.click()
    expect(page.get_by_text("I am that nurse.")).to_be_visible()
    page.get_by_label("The decision was wrong").check()
    page.get_by_label("Our answer").fill("You are right.")
    press(page, "Answer the appeal")
    mail_with(server, "You are right.", f"To: {EMAIL}")


def erase(page: Page, server: LiveServer) -> None:
    page.goto("/your-data")
    page.get_by_label("Your email address").fill(EMAIL)
    press(page, "Email me the link")
    found = SEE.search(mail_with(server, "/your-data/see/", f"To: {EMAIL}"))
    assert found
    page.goto(f"{found[0]}/delete")
    press(page, "Delete it now")
    expect(page.get_by_role("heading", name="It is deleted")).to_be_visible()


def is_said(page: Page, *, said: bool) -> None:
    page.goto("/you-said")
    expect(page.get_by_text(WORDS)).to_have_count(int(said))


def live(
    server: LiveServer,
    visitor: Page,
    staff: tuple[Page, Page],
    complain: Callable[[str], None],
    *,
    asks: bool = True,
) -> None:
    """Everything behind the sending; `complain` sends the appeal. With scripts the desk asks."""
    moderator, admin = staff
    answer_and_publish(moderator, server, asks=asks)
    is_said(visitor, said=True)
    path = take_off(moderator, server, asks=asks)
    is_said(visitor, said=False)
    complain(path)
    hear(admin, server)
    is_said(visitor, said=True)
    erase(visitor, server)
    is_said(visitor, said=False)
    moderator.goto("/staff/feedback?status=all")
    expect(moderator.get_by_text(WORDS)).to_have_count(0)


def test_the_life_of_a_message_with_what_happens_in_place(
    chromium: Browser, server: LiveServer
) -> None:
    visitor = person(chromium, server)
    staff = person(chromium, server, "moderator"), person(chromium, server, "admin")
    fetched: list[str] = []
    staff[0].on("request", lambda request: fetched.append(request.headers.get("hx-request", "no")))
    send(visitor)
    live(server, visitor, staff, lambda path: appeal(visitor, path))
    assert fetched.count("true") >= 2  # answered and hidden where it stood
    for page in (visitor, *staff):
        page.context.close()
