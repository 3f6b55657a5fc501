"""The first visit: nothing is stored on the device, and nobody else hears of it (RULES R1, R5)."""

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.browser.addresses import every
from tests.support.servers import LiveServer

pytestmark = pytest.mark.browser

TABS = 8

STORED = """async () => ({
  cookie: document.cookie,
  local: Object.keys(localStorage),
  session: Object.keys(sessionStorage),
  databases: (await indexedDB.databases()).map((known) => known.name),
  caches: await caches.keys(),
  workers: (await navigator.serviceWorker.getRegistrations()).length,
})"""
NOTHING = {
    "cookie": "",
    "local": [],
    "session": [],
    "databases": [],
    "caches": [],
    "workers": 0,
}


class Tab:
    """A page that writes down each request, and whatever the browser complains about."""

    def __init__(self, context: BrowserContext) -> None:
        self.asked: list[str] = []
        self.trouble: list[str] = []
        self.page = context.new_page()
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("console", lambda said: self.trouble.append(said.text))

    def foreign(self, url: str) -> list[str]:
        """What was asked of others."""
        return [asked for asked in self.asked if not asked.startswith((f"{url}/", "data:"))]


def test_no_page_stores_anything_or_asks_another_host(
    chromium: Browser, live_server: LiveServer
) -> None:
    # While nothing is stored, the next page is a first visit too. So many are open at once that
    # the waits for quiet go by together.
    context = chromium.new_context(base_url=live_server.url)
    tabs = [Tab(context) for _ in range(TABS)]
    paths = every(live_server.url)
    for first in range(0, len(paths), TABS):
        together = list(zip(tabs, paths[first:], strict=False))
        for tab, path in together:
            tab.page.goto(path)
        for tab, path in together:
            tab.page.wait_for_load_state("networkidle")
            assert tab.foreign(live_server.url) == [], path
            assert tab.page.evaluate(STORED) == NOTHING, path
            assert context.cookies() == [], path
            assert [said for said in tab.trouble if "status of 404" not in said] == [], path
    context.close()


def test_the_guard_is_what_keeps_htmx_from_storing(
    chromium: Browser, live_server: LiveServer
) -> None:
    context = chromium.new_context(base_url=live_server.url)
    page = context.new_page()
    page.goto("/")
    refused = page.evaluate(
        "() => { try { sessionStorage.setItem('canary', '1'); return false; } "
        "catch (error) { return true; } }"
    )
    assert refused
    assert page.evaluate("() => sessionStorage.length") == 0
    context.close()
