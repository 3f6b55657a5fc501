"""What we hand to a service that was let in, with a stand-in for it: their own code is theirs."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route

from tests.support.servers import LiveServer, serve

pytestmark = pytest.mark.browser

# As Google's does: makes its list of languages a moment after it was called.
TRANSLATOR = """
window.google = { translate: { TranslateElement: function (options, id) {
  window.asked = options;
  setTimeout(() => {
    const list = document.createElement('select');
    list.append(new Option('', ''), new Option('French', 'fr'));
    list.addEventListener('change', () => { window.chosen = list.value; });
    document.getElementById(id).append(list);
  }, 50);
} } };
window.portalTranslate();
"""


def stand_in(script: str) -> Callable[[Route], None]:
    def answer(route: Route) -> None:
        route.fulfill(body=script, content_type="text/javascript")

    return answer


def open_page(browser: Browser, url: str, path: str, **cookies: str) -> tuple[Page, list[str]]:
    """A page for somebody who allows extra cookies, and what its console says."""
    context: BrowserContext = browser.new_context(base_url=url)
    kept = {"cookieconsent_status": "allow", "cookieconsent_revision": "2", **cookies}
    context.add_cookies([{"name": n, "value": v, "url": url} for n, v in kept.items()])
    context.route("https://translate.google.com/**", stand_in(TRANSLATOR))
    context.route("https://www.googletagmanager.com/**", stand_in("window.counted = true;"))
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(path)
    return page, said


def test_the_translator_is_asked_for_the_language_in_our_cookie(
    chromium: Browser, live_server: LiveServer
) -> None:
    page, said = open_page(chromium, live_server.url, "/about", googtrans="/en/fr")
    page.wait_for_function("() => window.chosen === 'fr'")
    assert page.evaluate("() => window.asked.includedLanguages") == "fr"
    assert said == []
    page.context.close()


def test_counting_is_told_the_path_and_no_query(chromium: Browser, tmp_path: Path) -> None:
    with serve(tmp_path, analytics_id="G-ABC1234567") as server:
        page, said = open_page(chromium, server.url, "/about?q=secret")
        page.wait_for_function("() => window.counted")
        told = page.evaluate("() => JSON.stringify(window.dataLayer.map((row) => [...row]))")
        assert f'"page_location":"{server.url}/about"' in told
        assert '"cookie_domain":"none"' in told
        assert "secret" not in told
        assert said == []
        page.context.close()
