"""Every page, for everybody: axe, the Nu checker, each contrast mode, 320 px, large text."""

import urllib.error
import urllib.request

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.addresses import every
from tests.support.browsers import axe_faults, scrolls_sideways
from tests.support.servers import LiveServer
from tests.support.vnu import Validate

pytestmark = pytest.mark.browser

MODES = ("high", "dark", "yellow-on-black")
NARROW = {"width": 320, "height": 640}


def dressed(browser: Browser, url: str, **cookies: str) -> Page:
    """A browser that remembers these display settings."""
    context = browser.new_context(base_url=url, viewport={"width": 1280, "height": 900})
    context.add_cookies([{"name": n, "value": v, "url": url} for n, v in cookies.items()])
    return context.new_page()


def fetch(url: str) -> str:
    """A page's bytes, whatever its status."""
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return str(answer.read().decode())
    except urllib.error.HTTPError as error:
        return error.read().decode()


def test_axe_finds_nothing(chromium: Browser, live_server: LiveServer) -> None:
    page = dressed(chromium, live_server.url)
    for path in every(live_server.url):
        page.goto(path)
        assert axe_faults(page) == [], path
    page.context.close()


@pytest.mark.parametrize("mode", MODES)
def test_every_word_can_be_read_in_each_contrast_mode(
    chromium: Browser, live_server: LiveServer, mode: str
) -> None:
    page = dressed(chromium, live_server.url, **{"contrast-mode": mode})
    for path in every(live_server.url):
        page.goto(path)
        assert page.evaluate("() => document.documentElement.dataset.contrast") == mode, path
        faults = axe_faults(page)
        assert faults == [], path
    page.context.close()


def test_the_nu_checker_finds_nothing(live_server: LiveServer, validate: Validate) -> None:
    for path in every(live_server.url):
        assert validate(fetch(live_server.url + path)) == [], path


@pytest.mark.parametrize("size", ["100", "200"])
def test_nothing_scrolls_sideways_on_a_small_screen(
    chromium: Browser, live_server: LiveServer, size: str
) -> None:
    page = dressed(chromium, live_server.url, saveFontSize=size)
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]  # a plain dict is what it takes
    for path in every(live_server.url):
        page.goto(path)
        assert not scrolls_sideways(page), path
    page.context.close()
