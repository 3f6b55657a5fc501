"""A complaint for somebody else, made in lynx and in w3m from the first page to the last.

Cookies are blocked, and neither browser runs scripts.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.test_journey_in_text import find, press_button
from tests.support.servers import LiveServer, serve
from tests.support.terminals import Terminal, terminal

pytestmark = pytest.mark.browser

CODE = re.compile(r"[A-Z2-9]{5}(-[A-Z2-9]{5}){3}")
HEARD = "Nobody listened"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A portal of its own."""
    with serve(tmp_path_factory.mktemp("complaints")) as server:
        yield server


def has_its_code(screen: Terminal) -> None:
    """The last page says what to keep."""
    screen.wait_for("We have your complaint –")
    find(screen, "Your code is")
    assert CODE.search(screen.shown())


class Lynx:
    """The keys of lynx."""

    forward = "(BUTTON) Continue"

    def __init__(self, screen: Terminal) -> None:
        self.screen = screen

    def choose(self, words: str) -> None:
        """Choose the answer that says this."""
        find(self.screen, words)
        self.screen.press("\r")
        self.screen.shown()

    def write(self, label: str, words: str, tabs: int = 1) -> None:
        """Write into the field after these words, and leave it."""
        find(self.screen, label)
        self.screen.press(words + "\t" * tabs)
        self.screen.shown()

    def go_on(self, title: str) -> None:
        """Continue to the page with this title."""
        press_button(self.screen, self.forward)
        self.screen.wait_for(f"{title} –")


class W3m(Lynx):
    """The keys of w3m, which steps from link to link behind what was found."""

    forward = "Continue"

    def choose(self, words: str, tabs: int = 1) -> None:
        """Choose the answer that stands so many steps behind these words."""
        find(self.screen, words)
        self.screen.press("\t" * tabs + "\r")
        self.screen.shown()

    def write(self, label: str, words: str, tabs: int = 1) -> None:
        """Write into the field behind these words."""
        self.choose(label, tabs)
        self.screen.wait_for("TEXT:")
        self.screen.press(f"{words}\r")
        self.screen.wait_for(f"[{words}")


def test_a_representative_complains_in_lynx(server: LiveServer) -> None:
    with terminal("lynx", f"{server.url}/complaints", "-cookies=off", "-nocolor") as screen:
        lynx = Lynx(screen)
        screen.wait_for("Make a complaint –")
        press_button(screen, "Start now")
        screen.wait_for("What is your complaint about? –")
        lynx.choose("Care or treatment")
        lynx.go_on("Who are you complaining for?")
        lynx.choose("complaining for somebody else")
        lynx.go_on("About the person you complain for")
        lynx.write("What is their name", "Bo Lee")
        lynx.choose("They asked me to")
        lynx.go_on("What happened?")
        lynx.write("7 pages", HEARD)
        lynx.go_on("When did it happen?")
        press_button(screen, "(back) Back")
        screen.wait_for("What happened? –")
        lynx.go_on("When did it happen?")
        lynx.go_on("Where did it happen?")
        lynx.go_on("What would you like to happen?")
        lynx.go_on("Your name, and how we reach you")
        lynx.write("Your name, and", "Ann Lee")
        lynx.choose("By phone")
        lynx.go_on("Where do we reach you?")
        lynx.write("Your phone number", "0161 496 0000", tabs=3)
        lynx.go_on("Do you need any help from us?")
        lynx.go_on("What is the date of birth of the person who had the care?")
        lynx.go_on("Check your answers")
        find(screen, HEARD)
        assert HEARD in screen.shown()
        press_button(screen, "Send my complaint")
        has_its_code(screen)


def test_a_representative_complains_in_w3m(server: LiveServer, tmp_path: Path) -> None:
    editor = tmp_path / "editor"
    editor.write_text(f'#!/bin/sh\nprintf "{HEARD}" > "$1"\n', encoding="utf-8")
    editor.chmod(0o755)
    options = ("-no-cookie", "-o", f"editor={editor} %s")
    with terminal("w3m", f"{server.url}/complaints/new/kind", *options) as screen:
        w3m = W3m(screen)
        screen.wait_for("What is your complaint about? –")
        w3m.choose("What is your complaint about", tabs=3)
        w3m.go_on("Who are you complaining for?")
        w3m.choose("Who are you complaining for", tabs=3)
        w3m.go_on("About the person you complain for")
        w3m.write("What is their name", "Bo Lee")
        w3m.choose("Why are you complaining for them")
        w3m.go_on("What happened?")
        w3m.choose("7 pages")
        screen.wait_for(HEARD)
        w3m.go_on("When did it happen?")
        w3m.go_on("What would you like to happen?")
        w3m.go_on("Your name, and how we reach you")
        w3m.write("Your name, and", "Ann Lee")
        w3m.choose("How should we reach you", tabs=2)
        w3m.go_on("Where do we reach you?")
        w3m.write("Your phone number", "0161 496 0000")
        w3m.go_on("Do you need any help from us?")
        w3m.go_on("Check your answers")
        find(screen, HEARD)
        press_button(screen, "Send my complaint")
        has_its_code(screen)
