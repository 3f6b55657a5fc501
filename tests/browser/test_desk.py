"""The desk in a browser: axe, small screens, the focus, and nothing left after signing out."""

import re
import time
from collections.abc import Iterator

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_private_pages import is_for_everybody
from tests.support.browsers import has_focus, press
from tests.support.servers import LiveServer, serve
from tests.support.staff import PASSWORD

pytestmark = pytest.mark.browser

EMAIL = "sam@example.org"
NEW = "quiet lamps over water"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A portal of its own, whose mail is ours."""
    with serve(tmp_path_factory.mktemp("desk")) as server:
        yield server


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def page(request: pytest.FixtureRequest, chromium: Browser, server: LiveServer) -> Iterator[Page]:
    """Somebody who works here, with scripts and without."""
    context = chromium.new_context(base_url=server.url, java_script_enabled=request.param)
    yield context.new_page()
    context.close()


def invite(server: LiveServer, email: str) -> str:
    """The path of an invitation, from the command."""
    said = server.run("staff", "add", "Sam Okafor", "--email", email, "--role", "admin")
    found = re.search(r"/staff/welcome/[\w-]+", said)
    assert found, said
    return found[0]


def join(page: Page, path: str) -> tuple[str, int]:
    """Join with a password and an app; returns the key, and the step that was used."""
    page.goto(path)
    page.get_by_label("New password").fill(PASSWORD)
    press(page, "Continue")
    key = page.locator("code.secret").inner_text().replace(" ", "")
    step = int(time.time()) // 30
    page.get_by_label("Code from the app").fill(pyotp.TOTP(key).generate_otp(step))
    press(page, "Continue")
    expect(page.get_by_role("heading", name="Keep your recovery codes")).to_be_visible()
    return key, step


def sign_in(page: Page, email: str, code: str) -> None:
    page.goto("/staff/sign-in")
    page.get_by_label("Email address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    press(page, "Continue")
    page.get_by_label("Code").fill(code)
    press(page, "Sign in")
    page.wait_for_url("**/staff/")


def test_joining_signing_in_and_out(page: Page, server: LiveServer) -> None:
    email = f"sam{time.time_ns()}@example.org"
    key, step = join(page, invite(server, email))
    sign_in(page, email, pyotp.TOTP(key).generate_otp(step + 1))
    expect(page.get_by_role("heading", name="Waiting for someone")).to_be_visible()
    page.goto("/staff/people")
    expect(page.get_by_text(email)).to_be_visible()
    press(page, "Sign out")
    expect(page.get_by_text("You are signed out")).to_be_visible()
    assert page.context.cookies() == []
    page.goto("/about")
    page.go_back()
    page.go_back()
    page.wait_for_load_state()
    assert email not in page.content()


@pytest.mark.parametrize("page", [True], indirect=True)
def test_the_way_in_is_for_everybody(page: Page, server: LiveServer) -> None:
    page.goto("/staff/sign-in")
    is_for_everybody(page, "Sign in to the staff desk")
    press(page, "Continue")
    is_for_everybody(page, "There is a problem")
    has_focus(page, "error-summary")
    page.goto(invite(server, "way@example.org"))
    is_for_everybody(page, "Choose a password")
    page.get_by_label("New password").fill(PASSWORD)
    press(page, "Continue")
    is_for_everybody(page, "Set up your authenticator app")
    key = page.locator("code.secret").inner_text().replace(" ", "")
    page.get_by_label("Code from the app").fill(pyotp.TOTP(key).now())
    press(page, "Continue")
    is_for_everybody(page, "Keep your recovery codes")
    page.goto("/staff/welcome/nobodys-token")
    is_for_everybody(page, "This link does not work any more")


@pytest.mark.parametrize("page", [True], indirect=True)
def test_the_pages_about_codes_and_passwords_are_for_everybody(
    page: Page, server: LiveServer
) -> None:
    key, step = join(page, invite(server, EMAIL))
    page.goto("/staff/sign-in")
    page.get_by_label("Email address").fill(EMAIL)
    page.get_by_label("Password").fill(PASSWORD)
    press(page, "Continue")
    is_for_everybody(page, "Enter your code")
    page.get_by_label("Code").fill(pyotp.TOTP(key).generate_otp(step + 1))
    press(page, "Sign in")
    page.goto("/staff/again")
    is_for_everybody(page, "Enter your password again")
