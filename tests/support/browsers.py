"""Chromium, with scripts and without, and axe in it."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    Response,
    Route,
    expect,
    sync_playwright,
)

from tests.support.servers import LiveServer
from tests.support.tools import need, need_package

ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-gpu-rasterization",  # Debian turns it on, where there is no such thing
    "--no-first-run",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE_MILLISECONDS = 30_000
# What RULES ask of every page, and the habits axe calls best.
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What a contrast mode can change: nothing else of a page depends on its colours and borders.
COLOUR_RULES = ["color-contrast", "link-in-text-block", "target-size"]
MODES = ("high", "dark", "yellow-on-black")
SIZES = ("100", "200")
# Without the words for what is well, which nobody reads and which take two thirds of the time.
RUN_AXE = """([type, values]) => axe.run(document, {
  runOnly: {type, values}, resultTypes: ['violations'],
}).then((found) => found.violations)"""
# All that is asked at one width goes to the browser at once: to ask in turns took half of the time.
RUN_IN_MODES = f"""async ([tags, colours, modes]) => {{
  const run = {RUN_AXE};
  const found = [['', await run(['tag', tags])]];
  for (const mode of modes) {{
    document.documentElement.dataset.contrast = mode;
    found.push([`${{mode}}: `, await run(['rule', colours])]);
  }}
  return found;
}}"""
SCROLLS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
SCROLL_AT = f"""(sizes) => {{
  const look = document.documentElement.dataset;
  const found = sizes.filter((size) => {{ look.textSize = size; return {SCROLLS}; }});
  look.contrast = look.textSize = '';
  return found;
}}"""
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 320, "height": 640}
NO_SCRIPTS = "script-src 'none'"

OpenPage = Callable[..., Page]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One Chromium for all tests of a worker."""
    path = need("chromium", "chromium-browser", "google-chrome")
    # Playwright looks for no other browser, and need not be told so on every machine.
    os.environ.setdefault("PLAYWRIGHT_SKIP_VALIDATE_HOST_REQUIREMENTS", "1")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def browse(chromium: Browser, live_server: LiveServer) -> Iterator[OpenPage]:
    """Open a page of the running portal as somebody new: `browse(path, scripts=False, …)`.

    Everything else goes to the browser's context: viewport, color_scheme, extra_http_headers.
    """
    contexts: list[BrowserContext] = []

    def open_page(path: str = "/", *, scripts: bool = True, **options: Any) -> Page:
        context = chromium.new_context(base_url=live_server.url, locale="en-GB", **options)
        context.set_default_timeout(PATIENCE_MILLISECONDS)
        contexts.append(context)
        if not scripts:
            context.route("**/*", _without_scripts)
        page = context.new_page()
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        # A request still on its way must not fail the next test.
        context.unroute_all(behavior="ignoreErrors")
        context.close()


def _without_scripts(route: Route) -> None:
    # axe hangs where JavaScript is off altogether; a policy stops the page's scripts, not axe.
    # Redirects are followed by the browser, so that cookies on the way are kept.
    answer = route.fetch(max_redirects=0)
    headers = dict(answer.headers)
    if "text/html" in headers.get("content-type", ""):
        policy = headers.get("content-security-policy", "")
        headers["content-security-policy"] = f"{policy}, {NO_SCRIPTS}".lstrip(", ")
    route.fulfill(response=answer, headers=headers)


@pytest.fixture
def page(browse: OpenPage) -> Page:
    """The home page, with scripts."""
    return browse()


@pytest.fixture
def page_no_js(browse: OpenPage) -> Page:
    """The home page, with every script of the page stopped."""
    return browse(scripts=False)


def axe_faults(page: Page) -> list[str]:
    """What axe finds wrong with the page as it stands, in words."""
    _give_axe(page)
    return _told(page.evaluate(RUN_AXE, ["tag", AXE_TAGS]))


def _give_axe(page: Page) -> None:
    if not page.evaluate("() => 'axe' in window"):
        script = need_package("axe-core/axe.min.js").read_text(encoding="utf-8")
        page.evaluate(f"() => {{ {script} }}")


def _told(violations: list[Any]) -> list[str]:
    return [
        f"{fault['id']}: {fault['help']} ({node['target']}: {node['html'][:120]})"
        for fault in violations
        for node in fault["nodes"]
    ]


def faults_for_everybody(page: Page) -> list[str]:
    """What axe finds, in each contrast mode too, and sizes that scroll sideways on a phone."""
    _give_axe(page)
    asked = page.evaluate(RUN_IN_MODES, [AXE_TAGS, COLOUR_RULES, list(MODES)])
    found = [f"{mode}{fault}" for mode, faults in asked for fault in _told(faults)]
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]  # a plain dict is what it takes
    wide = page.evaluate(SCROLL_AT, list(SIZES))
    found += [f"scrolls sideways at {size} %" for size in wide]
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]  # a plain dict is what it takes
    return found


def press(page: Page, name: str, *, exact: bool = False) -> None:
    """Press a button, and wait for the last answer that comes of it."""
    with page.expect_response(_ends_what_was_sent):
        page.get_by_role("button", name=name, exact=exact).click()
    page.wait_for_load_state()


def _ends_what_was_sent(answer: Response) -> bool:
    request = answer.request
    while request.redirected_from:
        request = request.redirected_from
    return request.method == "POST" and not 300 <= answer.status < 400


def has_focus(page: Page, name: str) -> None:
    """Whether the element with this id has the focus, or gets it in a moment."""
    expect(page.locator(f"[id='{name}']")).to_be_focused()


def scrolls_sideways(page: Page) -> bool:
    """Whether people have to scroll in two directions to read."""
    return bool(page.evaluate(f"() => {SCROLLS}"))
