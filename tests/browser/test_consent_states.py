"""Each state of consent against the register, both ways: what is stored and who is contacted is
listed, and what is listed is met. Other companies' code is a stand-in: what it stores is theirs.
"""

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ProxySettings, Response, Route

from portal.register import cookies, third_parties
from tests.browser.addresses import LINKS, every
from tests.browser.test_first_visit import NOTHING, STORED
from tests.support.browsers import press
from tests.support.pages import Node, elements, parse
from tests.support.servers import LiveServer, serve

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LISTED = {host for party in third_parties().of("consent") for host in party.hosts}
# What each answer lets the portal keep on a device, besides what the person asks for by a button.
LET_IN = {
    "none": {"appearance"},
    "deny": {"appearance", "necessary"},
    "dismiss": {"appearance", "necessary"},
    "allow": {"appearance", "necessary", "consent"},
    "signal": {"appearance", "necessary"},
}
ANSWERS = {
    "deny": "Reject extra cookies",
    "dismiss": "Hide this message",
    "allow": "Accept extra cookies",
    "signal": "Accept extra cookies",
}
SIGNAL = {"Sec-GPC": "1"}
# As Google's do: one sets its cookies on our host, the other would set ours a second time.
STAND_INS = {
    "www.googletagmanager.com": "document.cookie = '_ga=GA1.1.1.1; path=/';"
    "document.cookie = '_ga_ABC1234567=GS1.1; path=/';",
    "translate.google.com": "document.cookie = 'googtrans=/en/fr; path=/';",
}
SOURCES = re.compile(r"https://([a-z0-9.-]+)")
CLOSE_ENOUGH_SECONDS = 120
# Other hosts are asked through a proxy that is not there. Taking the requests would do too, but a
# browser whose requests are taken keeps no file, and reads every one anew for every page.
NOWHERE: ProxySettings = {"server": "http://127.0.0.1:9", "bypass": "127.0.0.1"}


@dataclass
class Seen:
    """What one browser met: the addresses it asked, and the hosts that policies let it ask."""

    asked: set[str] = field(default_factory=set)
    admitted: set[str] = field(default_factory=set)


@pytest.fixture(scope="module")
def counted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A running portal in which every service that needs consent is turned on."""
    with serve(tmp_path_factory.mktemp("counted"), analytics_id="G-ABC1234567") as server:
        yield server


def stand_in(route: Route) -> None:
    """Answer in the place of another company, without leaving this machine."""
    script = STAND_INS.get(route.request.url.split("/")[2])
    if script is None:
        route.abort()
    else:
        route.fulfill(body=script, content_type="text/javascript")


def somebody(browser: Browser, server: LiveServer, **cookies: str) -> tuple[BrowserContext, Seen]:
    """A browser, with cookies or new; whoever it asks outside is never really reached."""
    context, seen = browser.new_context(base_url=server.url, proxy=NOWHERE), Seen()
    context.add_cookies([{"name": n, "value": v, "url": server.url} for n, v in cookies.items()])

    def look(response: Response) -> None:
        policy = response.headers.get("content-security-policy", "")
        if response.url.startswith(server.url):
            seen.admitted.update(SOURCES.findall(policy))

    context.on("request", lambda request: seen.asked.add(request.url))
    context.on("response", look)
    return context, seen


def others(seen: Seen, server: LiveServer) -> set[str]:
    """The hosts that were asked for anything, besides our own."""
    own = (f"{server.url}/", "data:", "about:", "chrome-error:")
    return {url.split("/")[2] for url in seen.asked if not url.startswith(own)}


def answer(page: Page, state: str) -> None:
    """Answer the question about cookies, or leave it open."""
    page.goto("/about")
    if state in ANSWERS:
        page.get_by_role("button", name=ANSWERS[state]).click()
        page.locator("#cookie-banner[tabindex]").wait_for()


def use_everything(page: Page, *, language: bool) -> None:
    """Every setting that leaves something on the device, each by its own button."""
    page.goto("/about")
    page.get_by_role("button", name="Dark", exact=True).click()
    page.locator("html[data-contrast=dark]").wait_for()
    page.get_by_role("button", name="150%").click()
    page.locator("html[data-text-size='150']").wait_for()
    page.get_by_role("button", name="Close accessibility tools").click()
    page.get_by_role("button", name="Accessibility tools", exact=True).wait_for()
    page.goto("/search")
    page.get_by_label("Search").last.fill("sleep")
    if language:
        page.goto("/accessibility/settings")
        page.get_by_label("Language").select_option("fr")
        press(page, "Use these settings")


def is_written_in(node: Node) -> bool:
    """Whether people type something into it, but for what they search."""
    typed = node.tag == "input" and node.get("type", "text") in {"email", "text"}
    return bool(typed or node.tag == "textarea") and node.get("name") != "q"


def crawl(page: Page, server: LiveServer) -> None:
    """Open every page: none may store anything but cookies, in any of a browser's stores."""
    for path in every(server.url):
        page.goto(path)
        stored = page.evaluate(STORED)
        script_set = [pair.split("=")[0] for pair in stored.pop("cookie").split("; ") if pair]
        assert stored == {name: none for name, none in NOTHING.items() if name != "cookie"}, path
        assert all(name.startswith("_ga") for name in script_set), f"{path}: scripts read ours"
    page.wait_for_load_state("networkidle")


def kept(context: BrowserContext, server: LiveServer) -> dict[str, dict[str, object]]:
    """Every cookie of the browser, by name; each is on our host and on no wider domain."""
    found = {str(cookie["name"]): dict(cookie) for cookie in context.cookies()}
    assert {cookie["domain"] for cookie in found.values()} <= {"127.0.0.1"}
    return found


@pytest.mark.parametrize("state", LET_IN)
def test_what_is_met_is_listed_and_what_is_listed_is_met(
    state: str, chromium: Browser, counted: LiveServer
) -> None:
    context, seen = somebody(chromium, counted)
    if state == "signal":
        context.set_extra_http_headers(SIGNAL)
    page = context.new_page()
    answer(page, state)
    use_everything(page, language=state == "allow")
    crawl(page, counted)
    found, let_in = kept(context, counted), LET_IN[state]
    for name in found:
        entry = cookies().find(name)
        assert entry is not None, f"{name} is not in cookies.toml"
        assert entry.category in let_in, f"{name} needs more than {state}"
    listed = {e.name for e in cookies().entries if e.ours and not e.retired}
    due = {name for name in listed if getattr(cookies().find(name), "category", "") in let_in}
    assert due == set(found) & listed, "cookies.toml lists what this portal never sets"
    services = third_parties().of("consent") if "consent" in let_in else ()
    hosts = {host for party in services for host in party.hosts}
    assert others(seen, counted) <= hosts
    assert all(others(seen, counted) & set(party.hosts) for party in services)
    assert seen.admitted <= hosts
    context.close()


def test_ours_are_exactly_as_the_register_says(chromium: Browser, counted: LiveServer) -> None:
    context, _ = somebody(chromium, counted)
    page = context.new_page()
    answer(page, "allow")
    use_everything(page, language=True)
    for name, cookie in kept(context, counted).items():
        entry = cookies().ours(name)
        if entry is None:
            continue
        assert entry.accepts(str(cookie["value"])), name
        assert (cookie["httpOnly"], cookie["sameSite"]) == (entry.http_only, entry.same_site), name
        left = float(str(cookie["expires"])) - time.time() if entry.max_age else entry.max_age
        assert abs(left - entry.max_age) < CLOSE_ENOUGH_SECONDS, name
        assert (cookie["expires"] == -1) == (entry.max_age == 0), name
    context.close()


def test_every_host_of_a_service_is_one_that_a_page_lets_it_use(
    chromium: Browser, counted: LiveServer
) -> None:
    given = {"cookieconsent_status": "allow", "cookieconsent_revision": "2", "googtrans": "/en/fr"}
    context, seen = somebody(chromium, counted, **given)
    page = context.new_page()
    for path in ("/about", "/moving-more"):
        page.goto(path)
        page.wait_for_load_state("networkidle")
    framed = {p.key for p in third_parties().of("consent") if "frame-src" in p.csp}
    for party in third_parties().of("consent"):
        # What a frame asks for by itself is under its own policy, not under ours.
        wanted = set(party.hosts[:1] if party.key in framed else party.hosts)
        assert wanted <= seen.admitted, f"{party.key}: hosts in third_parties.toml that are unused"
    assert seen.admitted <= LISTED
    context.close()


def test_the_translator_never_sees_where_somebody_writes_or_reads_about_themselves(
    chromium: Browser, live_server: LiveServer
) -> None:
    given = {"cookieconsent_status": "allow", "cookieconsent_revision": "1", "googtrans": "/en/fr"}
    context, _ = somebody(chromium, live_server, **given)
    translated = []
    for path in every(live_server.url):
        page = list(elements(parse(context.request.get(path).text(), fragment=False)[0]))
        if any(node.get("id") == "google-translate" for node in page):
            translated.append(path)
            assert not any(is_written_in(node) for node in page), path
    assert "/about" in translated
    assert not {*LINKS, "/cookies/yours", "/accessibility/settings"} & set(translated)
    context.close()


@pytest.mark.parametrize("how", ["document.cookie = `${name}=x`", "cookieStore.set(name, 'x')"])
def test_no_script_in_our_pages_can_set_a_cookie_of_its_own(
    how: str, chromium: Browser, live_server: LiveServer
) -> None:
    context, _ = somebody(chromium, live_server)
    page = context.new_page()
    page.goto("/about")
    for name in ("googtrans", "contrast-mode", "tracker"):
        page.evaluate(f"async (name) => {{ try {{ await ({how}); }} catch (refused) {{}} }}", name)
    assert context.cookies() == []
    context.close()
