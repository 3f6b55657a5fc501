"""Text browsers: w3m and lynx, read as pages and driven as people drive them."""

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pexpect
import pyte

from tests.support.tools import need

COLUMNS, ROWS = 100, 40
PATIENCE_SECONDS = 60


def dump(url: str, browser: str = "w3m") -> str:
    """A page as a text browser shows it: `w3m` or `lynx`."""
    program = need(browser)
    words = {
        "w3m": [program, "-dump", "-cols", str(COLUMNS), url],
        "lynx": [program, "-dump", f"-width={COLUMNS}", url],
    }[browser]
    done = subprocess.run(
        words,
        env=_environment(),
        capture_output=True,
        text=True,
        check=True,
        timeout=PATIENCE_SECONDS,
    )
    return done.stdout


def replay(url: str, script: Path, *options: str) -> str:
    """Let lynx press the keys of a script that `lynx -cmd_log=FILE URL` recorded."""
    done = subprocess.run(
        [need("lynx"), "-accept_all_cookies", f"-cmd_script={script}", *options, url],
        env=_environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_SECONDS,
        stdin=subprocess.DEVNULL,
    )
    return done.stdout


def keys(*presses: str) -> str:
    """A lynx script from names of keys and letters: `keys("Down Arrow", "x", "^J")`."""
    return "".join(f"key {press}\n" for press in presses)


class Terminal:
    """A program on an 80s screen: press keys, read what is on it."""

    def __init__(self, child: "pexpect.spawn[str]") -> None:
        self.child = child
        self.screen = pyte.Screen(COLUMNS, ROWS)
        self.stream = pyte.Stream(self.screen)

    def press(self, text: str) -> None:
        """Type this."""
        self.child.send(text)

    def shown(self) -> str:
        """The screen as it is when the program has gone quiet."""
        quiet = 0
        while quiet < 3:
            try:
                self.stream.feed(self.child.read_nonblocking(4096, timeout=0.1))
                quiet = 0
            except pexpect.TIMEOUT:
                quiet += 1
            except pexpect.EOF:
                break
        return "\n".join(line.rstrip() for line in self.screen.display).rstrip()

    def wait_for(self, words: str) -> str:
        """Read until these words are on the screen."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            shown = self.shown()
            if words in shown:
                return shown
        raise AssertionError(f"{words!r} never came up. Last seen:\n{self.shown()}")


@contextmanager
def terminal(browser: str, url: str, *options: str) -> Iterator[Terminal]:
    """Drive a text browser by hand: `with terminal("w3m", url) as screen`."""
    child: pexpect.spawn[str] = pexpect.spawn(
        need(browser),
        [*options, url],
        env=_environment(),
        dimensions=(ROWS, COLUMNS),
        encoding="utf-8",
        timeout=PATIENCE_SECONDS,
    )
    try:
        yield Terminal(child)
    finally:
        child.close(force=True)


def _environment() -> "os._Environ[str]":
    settings = os.environ.copy()
    settings.update(TERM="vt100", LANG="C.UTF-8", LC_ALL="C.UTF-8", http_proxy="", no_proxy="*")
    return settings  # type: ignore[return-value]  # pexpect's types ask for more than it needs
