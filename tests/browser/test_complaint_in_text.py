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


def test_a_representative_complains_in_lynx(server: LiveServer) -> None:
    def choose(words: str) -> None:
        find(screen, words)
        screen.press("\r")
        screen.shown()

    def write(label: str, words: str, tabs: int = 1) -> None:
        find(screen, label)
        screen.press(words + "\t" * tabs)
        screen.shown()

    def go_on(title: str) -> None:
        press_button(screen, "(BUTTON) Continue")
        screen.wait_for(f"{title} –")

    with terminal("lynx", f"{server.url}/complaints", "-cookies=off", "-nocolor") as screen:
        screen.wait_for("Make a complaint –")
        press_button(screen, "Start now")
        screen.wait_for("What is your complaint about? –")
        choose("Care or treatment")
        go_on("Who are you complaining for?")
        choose("complaining for somebody else")
        go_on("About the person you complain for")
        write("What is their name", "Bo Lee")
        choose("They asked me to")
        go_on("What happened?")
        write("7 pages", HEARD)
        go_on("When did it happen?")
        press_button(screen, "(back) Back")
        screen.wait_for("What happened? –")
        go_on("When did it happen?")
        go_on("Where did it happen?")
        go_on("What would you like to happen?")
        go_on("Your name, and how we reach you")
        write("Your name, and", "Ann Lee")
        choose("By phone")
        go_on("Where do we reach you?")
        write("Your phone number", "0161 496 0000", tabs=2)
        go_on("Do you need any help from us?")
        go_on("What is the date of birth of the person who had the care?")
        go_on("Check your answers")
        find(screen, HEARD)
        assert HEARD in screen.shown()
        press_button(screen, "Send my complaint")
        has_its_code(screen)


def test_a_representative_complains_in_w3m(server: LiveServer, tmp_path: Path) -> None:
    editor = tmp_path / "editor"
    editor.write_text(f'#!/bin/sh\nprintf "{HEARD}" > "$1"\n', encoding="utf-8")
    editor.chmod(0o755)

    def reach(words: str, tabs: int = 1) -> None:
        find(screen, words)
        screen.press("\t" * tabs + "\r")
        screen.shown()

    def write(label: str, words: str) -> None:
        reach(label)
        screen.wait_for("TEXT:")
        screen.press(f"{words}\r")
        screen.wait_for(f"[{words}")

    def go_on(title: str) -> None:
        press_button(screen, "Continue")
        screen.wait_for(f"{title} –")

    options = ("-no-cookie", "-o", f"editor={editor} %s")
    with terminal("w3m", f"{server.url}/complaints/new/kind", *options) as screen:
        screen.wait_for("What is your complaint about? –")
        reach("What is your complaint about", tabs=3)
        go_on("Who are you complaining for?")
        reach("Who are you complaining for", tabs=3)
        go_on("About the person you complain for")
        write("What is their name", "Bo Lee")
        reach("Why are you complaining for them")
        go_on("What happened?")
        reach("7 pages")
        screen.wait_for(HEARD)
        go_on("When did it happen?")
        go_on("What would you like to happen?")
        go_on("Your name, and how we reach you")
        write("Your name, and", "Ann Lee")
        reach("How should we reach you", tabs=2)
        go_on("Where do we reach you?")
        write("Your phone number", "0161 496 0000")
        go_on("Do you need any help from us?")
        go_on("Check your answers")
        find(screen, HEARD)
        press_button(screen, "Send my complaint")
        has_its_code(screen)
