"""The first visit: nothing is stored on the device, and nobody else hears of it (RULES R1, R5)."""

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.addresses import every
from tests.support.servers import LiveServer

pytestmark = pytest.mark.browser

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


def listen(page: Page, asked: list[str], trouble: list[str]) -> None:
    """Write down each request, and whatever the browser complains about."""
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda said: trouble.append(said.text))


def test_no_page_stores_anything_or_asks_another_host(
    chromium: Browser, live_server: LiveServer
) -> None:
    for path in every(live_server.url):
        context = chromium.new_context(base_url=live_server.url)
        page = context.new_page()
        asked: list[str] = []
        trouble: list[str] = []
        listen(page, asked, trouble)
        page.goto(path)
        page.wait_for_load_state("networkidle")
        foreign = [url for url in asked if not url.startswith((f"{live_server.url}/", "data:"))]
        assert foreign == [], path
        assert page.evaluate(STORED) == NOTHING, path
        assert context.cookies() == [], path
        assert [said for said in trouble if "status of 404" not in said] == [], path
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
