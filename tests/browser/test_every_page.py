"""Every page, for everybody: axe, the Nu checker, each contrast mode, 320 px, large text."""

import urllib.error
import urllib.request

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.addresses import every
from tests.support.browsers import (
    MODES,
    NARROW,
    axe_faults,
    faults_for_everybody,
    scrolls_sideways,
)
from tests.support.servers import LiveServer
from tests.support.vnu import Validate

pytestmark = pytest.mark.browser

# So that the workers finish at about the same time.
PARTS = 4
# What is done to colours and sizes in the browser is done to every page; this is how they come.
OF_EACH_KIND = ("/", "/sleep", "/cookies", "/accessibility/settings", "/your-information")


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


@pytest.mark.parametrize("part", range(PARTS))
def test_every_page_is_for_everybody(chromium: Browser, live_server: LiveServer, part: int) -> None:
    page = dressed(chromium, live_server.url)
    for path in every(live_server.url)[part::PARTS]:
        page.goto(path)
        assert faults_for_everybody(page) == [], path
    page.context.close()


@pytest.mark.parametrize("mode", MODES)
def test_a_remembered_mode_and_size_are_for_everybody_from_the_start(
    chromium: Browser, live_server: LiveServer, mode: str
) -> None:
    kept = {"contrast-mode": mode, "saveFontSize": "200"}
    page = dressed(chromium, live_server.url, **kept)
    for path in OF_EACH_KIND:
        page.goto(path)
        assert page.evaluate("() => ({...document.documentElement.dataset})") == {
            "contrast": mode,
            "textSize": "200",
        }, path
        assert axe_faults(page) == [], path
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]  # a plain dict is what it takes
    for path in OF_EACH_KIND:
        page.goto(path)
        assert not scrolls_sideways(page), path
    page.context.close()


def test_the_nu_checker_finds_nothing(live_server: LiveServer, validate: Validate) -> None:
    for path in every(live_server.url):
        assert validate(fetch(live_server.url + path)) == [], path
