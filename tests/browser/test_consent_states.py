"""Every page in each state of consent: who is contacted, and what stays on the device."""

import pytest
from playwright.sync_api import Browser, BrowserContext

from portal.register import third_parties
from tests.browser.addresses import LINKS, every
from tests.support.servers import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LISTED = {host for party in third_parties().of("consent") for host in party.hosts}
KEYS = "() => [...Object.keys(localStorage), ...Object.keys(sessionStorage)]"
# With consent given before, and a language picked: what must hold all the same.
STATES = {
    "deny": {"cookieconsent_status": "deny"},
    "dismiss": {"cookieconsent_status": "dismiss"},
    "signal": {"cookieconsent_status": "allow"},
    "allow": {"cookieconsent_status": "allow"},
}


WRITES = "main :is(input[type=email], input[type=text], textarea):not([name=q])"


def with_cookies(browser: Browser, server: LiveServer, **cookies: str) -> BrowserContext:
    """A browser that answered before; whoever it asks outside is never really reached."""
    context = browser.new_context(base_url=server.url)
    context.add_cookies([{"name": n, "value": v, "url": server.url} for n, v in cookies.items()])
    context.route(lambda url: not url.startswith(server.url), lambda route: route.abort())
    return context


def visit(context: BrowserContext, server: LiveServer) -> set[str]:
    """Open every page; gives the other hosts that were asked for anything."""
    asked: set[str] = set()
    page = context.new_page()
    page.on("request", lambda request: asked.add(request.url))
    for path in every(server.url):
        page.goto(path)
        assert page.evaluate(KEYS) == [], path
    own = (f"{server.url}/", "data:", "about:", "chrome-error:")
    return {url.split("/")[2] for url in asked if not url.startswith(own)}


@pytest.mark.parametrize("state", STATES)
def test_only_listed_hosts_and_only_after_consent(
    state: str, chromium: Browser, live_server: LiveServer
) -> None:
    kept = {**STATES[state], "cookieconsent_revision": "1", "googtrans": "/en/fr"}
    context = with_cookies(chromium, live_server, **kept)
    if state == "signal":
        context.set_extra_http_headers({"Sec-GPC": "1"})
    hosts = visit(context, live_server)
    if state == "allow":
        assert {"www.youtube-nocookie.com", "translate.google.com"} <= hosts <= LISTED
    else:
        assert hosts == set()
    after = {cookie.get("name"): cookie.get("value") for cookie in context.cookies()}
    assert after == kept
    context.close()


def test_the_translator_never_sees_where_somebody_writes_or_reads_about_themselves(
    chromium: Browser, live_server: LiveServer
) -> None:
    kept = {**STATES["allow"], "cookieconsent_revision": "1", "googtrans": "/en/fr"}
    context = with_cookies(chromium, live_server, **kept)
    page = context.new_page()
    translated = []
    for path in every(live_server.url):
        page.goto(path)
        if page.locator("#google-translate").count():
            translated.append(path)
            assert page.locator(WRITES).count() == 0, path
    assert "/about" in translated
    assert not {*LINKS, "/cookies/yours", "/accessibility/settings"} & set(translated)
    context.close()


@pytest.mark.parametrize("how", ["document.cookie = `${name}=x`", "cookieStore.set(name, 'x')"])
def test_no_script_in_our_pages_can_set_a_cookie_of_its_own(
    how: str, chromium: Browser, live_server: LiveServer
) -> None:
    context = with_cookies(chromium, live_server)
    page = context.new_page()
    page.goto("/about")
    for name in ("googtrans", "contrast-mode", "tracker"):
        page.evaluate(f"async (name) => {{ try {{ await ({how}); }} catch (refused) {{}} }}", name)
    assert context.cookies() == []
    context.close()
