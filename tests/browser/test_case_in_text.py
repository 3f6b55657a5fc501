"""The page of a complaint in a text browser: opened from a mail, read, and written to."""

import pytest

from tests.browser.test_journey_in_text import find, press_button
from tests.support import cases
from tests.support.servers import LiveServer
from tests.support.terminals import terminal

pytestmark = pytest.mark.browser


def test_a_case_is_opened_and_written_to_in_lynx(live_server: LiveServer) -> None:
    link = live_server.url + cases.link_on(live_server)
    with terminal("lynx", link, "-cookies=off", "-nocolor") as screen:
        screen.wait_for("Open your complaint")
        press_button(screen, "(BUTTON) Open my complaint")
        screen.wait_for("We have written our answer")
        find(screen, "To add something, to ask")
        screen.press("I have a question\t")
        press_button(screen, "(BUTTON) Send my message")
        screen.wait_for("We have your message")
        find(screen, "I have a question")
        assert "We have not read it yet" in screen.shown()
