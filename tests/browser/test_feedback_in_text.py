"""Feedback in lynx: help first, the words kept, and the reference at the end."""

import pytest

from tests.browser.test_feedback import server
from tests.browser.test_journey_in_text import find, press_button
from tests.support.servers import LiveServer
from tests.support.terminals import terminal

__all__ = ["server"]
pytestmark = pytest.mark.browser


def test_feedback_is_sent_in_lynx(server: LiveServer) -> None:
    with terminal("lynx", f"{server.url}/feedback", "-cookies=off", "-nocolor") as screen:
        screen.wait_for("Tell us what you think")
        find(screen, "What would you like to tell us")
        screen.press("I want to die\t")
        screen.shown()
        press_button(screen, "(BUTTON) Send feedback")
        screen.wait_for("You can talk to someone now –")
        find(screen, "Call 999")
        screen.wait_for("Samaritans on 116 123")
        find(screen, "(BUTTON) Send my")
        assert "I want to die" in screen.shown()
        press_button(screen, "(BUTTON) Send my")
        screen.wait_for("Thank you for your feedback –")
        find(screen, "Your reference")
        assert "We read it before others" in screen.shown()
