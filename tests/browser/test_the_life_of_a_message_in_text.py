"""The same life for somebody with lynx, and for staff whose browser runs no scripts."""

import pytest
from playwright.sync_api import Browser

from tests.browser.test_journey_in_text import find, press_button
from tests.browser.test_the_life_of_a_message import EMAIL, WORDS, live, person, server
from tests.support.servers import LiveServer
from tests.support.terminals import terminal

__all__ = ["server"]
pytestmark = pytest.mark.browser

LYNX = ("-cookies=off", "-nocolor")


def send_in_lynx(server: LiveServer) -> None:
    with terminal("lynx", f"{server.url}/feedback", *LYNX) as screen:
        screen.wait_for("Tell us what you think")
        find(screen, "What would you like to tell us")
        screen.press(f"{WORDS}\t\r")
        find(screen, "Your email address")
        screen.press(f"{EMAIL}\t\r")
        screen.shown()
        press_button(screen, "(BUTTON) Send feedback")
        screen.wait_for("Thank you for your feedback –")


def appeal_in_lynx(url: str) -> None:
    with terminal("lynx", url, *LYNX) as screen:
        screen.wait_for("Appeal against a decision")
        find(screen, "Why do you think")
        screen.press("I am that nurse.\t")
        screen.wait_for("(Form submit button)")
        screen.press("\r")
        screen.wait_for("Your appeal –")


def test_the_life_of_a_message_that_was_sent_in_lynx(chromium: Browser, server: LiveServer) -> None:
    visitor = person(chromium, server, scripts=False)
    moderator = person(chromium, server, "moderator", scripts=False)
    admin = person(chromium, server, "admin", scripts=False)
    send_in_lynx(server)
    live(
        server,
        visitor,
        (moderator, admin),
        lambda path: appeal_in_lynx(server.url + path),
        asks=False,
    )
