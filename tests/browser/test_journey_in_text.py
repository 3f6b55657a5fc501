"""The whole journey in lynx and in w3m, with the keys people press there."""

import time
from collections.abc import Callable

import pytest

from tests.browser.test_journey import (
    CONFIRM,
    get_welcome,
    is_gone,
    leave_in_one_click,
    link_in,
    mail_with,
    server,
)
from tests.support.servers import LiveServer
from tests.support.terminals import Terminal, terminal

__all__ = ["server"]
pytestmark = pytest.mark.browser

Go = Callable[[Terminal, str], None]
PATIENCE_SECONDS = 60
DOWN = "\x1b[B"
WELCOME = "You are signed up"
GONE = "Reject extra cookies"


def go_in_lynx(screen: Terminal, url: str) -> None:
    screen.press("g")
    screen.shown()
    screen.press(f"\x15{url}\r")


def go_in_w3m(screen: Terminal, url: str) -> None:
    screen.press("U")
    screen.shown()
    screen.press(f"\x15{url}\r")


def find(screen: Terminal, words: str) -> None:
    """Move to these words, which stand on a link or a button."""
    screen.press(f"/{words}\r")
    screen.shown()


def press_button(screen: Terminal, words: str, *, after: int = 0) -> None:
    """Press a button; lynx stops at the first one of a line, `after` how many others it is."""
    find(screen, words)
    for _ in range(after):
        screen.press(DOWN)
        screen.shown()
    screen.press("\r")


def wait_until_gone(screen: Terminal, words: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while words in screen.shown():
        assert time.monotonic() < deadline, screen.shown()


def reject_and_enlarge(screen: Terminal, *, lynx: bool = False) -> None:
    screen.wait_for(GONE)
    press_button(screen, "Reject extra", after=1 if lynx else 0)
    wait_until_gone(screen, GONE)
    press_button(screen, "150%", after=2 if lynx else 0)
    screen.wait_for("Forget my display settings")


def test_the_journey_in_lynx(server: LiveServer) -> None:
    options = ("-accept_all_cookies", "-nocolor")
    with terminal("lynx", server.url, *options) as screen:
        reject_and_enlarge(screen, lynx=True)
        go_in_lynx(screen, f"{server.url}/bulletins/sign-up")
        screen.wait_for("Sign up for bulletins –")
        find(screen, "Email address")
        screen.press("lynx@example.org\t\r")
        screen.wait_for("[X] Health and wellbeing tips")
        press_button(screen, "(BUTTON) Sign up")
        screen.wait_for("Check your email")
        go_in_lynx(screen, link_in(CONFIRM, mail_with(server, "/bulletins/confirm/")))
        screen.wait_for("(confirm) Confirm and sign up")
        press_button(screen, "(confirm) Confirm")
        screen.wait_for(WELCOME)
        leave_in_one_click(get_welcome(server))
        is_gone(server)


def test_the_journey_in_w3m(server: LiveServer) -> None:
    with terminal("w3m", server.url, "-cookie") as screen:
        reject_and_enlarge(screen)
        go_in_w3m(screen, f"{server.url}/bulletins/sign-up")
        screen.wait_for("Sign up for bulletins –")
        find(screen, "Email address")
        screen.press("\t\r")
        screen.wait_for("TEXT:")
        screen.press("w3m@example.org\r")
        screen.wait_for("[w3m@example.org")
        screen.press("\t\r")
        screen.wait_for("[*]")
        press_button(screen, "^Sign up$")
        screen.wait_for("Check your email")
        go_in_w3m(screen, link_in(CONFIRM, mail_with(server, "/bulletins/confirm/")))
        screen.wait_for("Confirm and sign up")
        press_button(screen, "^Confirm and sign up$")
        screen.wait_for(WELCOME)
        leave_in_one_click(get_welcome(server))
        is_gone(server)
