"""Pages by staff in a browser: a live preview beside what is typed, and a second person."""

import time
from collections.abc import Iterator

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_desk import join, sign_in
from tests.browser.test_private_pages import is_for_everybody
from tests.support.browsers import has_focus, press
from tests.support.servers import LiveServer, serve

pytestmark = pytest.mark.browser

WORDS = "Ventilate the room for ten minutes."


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A portal of its own."""
    with serve(tmp_path_factory.mktemp("pages")) as server:
        yield server


def editor(chromium: Browser, server: LiveServer, name: str, *, scripts: bool) -> Page:
    """Somebody who writes pages, at the desk."""
    context = chromium.new_context(base_url=server.url, java_script_enabled=scripts)
    page = context.new_page()
    email = f"{name.lower()}@example.org"
    said = server.run("staff", "add", name, "--email", email, "--role", "editor")
    key, step = join(page, f"/staff/welcome/{said.partition('/staff/welcome/')[2].split()[0]}")
    sign_in(page, email, pyotp.TOTP(key).generate_otp(step + 1))
    return page


def add(page: Page, words: str) -> None:
    """Write at the end of the text."""
    text = page.get_by_label("Text", exact=True)
    text.press("Control+End")
    text.press_sequentially(words)


def test_a_page_is_written_with_a_live_preview_and_published_without_scripts(
    chromium: Browser, server: LiveServer
) -> None:
    ann = editor(chromium, server, "Ann", scripts=True)
    ann.goto("/staff/pages")
    is_for_everybody(ann, "Pages")
    ann.goto("/staff/pages/sleep")
    add(ann, f"\n\n## Fresh air\n\n{WORDS} [More about air](/air)")
    seen = ann.locator("#page_seen")
    expect(seen.get_by_text(WORDS)).to_be_visible()
    expect(seen.get_by_text("leads to /air, which is not here")).to_be_visible()
    has_focus(ann, "page_body")
    press(ann, "Hand to a second person")
    is_for_everybody(ann, "There is a problem")
    text = ann.get_by_label("Text", exact=True)
    text.fill(text.input_value().replace("/air)", "/stress)"))
    expect(seen.get_by_text("Nothing to mend.")).to_be_visible()
    press(ann, "Hand to a second person")
    is_for_everybody(ann, "Change “Sleep”")

    ben = editor(chromium, server, "Ben", scripts=False)
    expect(ben.get_by_text("page for a second person")).to_be_visible()
    ben.goto("/staff/pages/sleep")
    ben.get_by_label("Title").fill("Not kept")
    press(ben, "Preview")
    expect(ben.locator("#page_seen").get_by_role("heading", name="Not kept")).to_be_visible()
    assert ben.get_by_label("Title").input_value() == "Not kept"
    ben.goto("/staff/pages/sleep/versions/1")
    expect(ben.locator("ins").get_by_text(WORDS)).to_be_visible()
    press(ben, "Publish it")
    ann.goto("/staff/pages/sleep/versions/1")
    is_for_everybody(ann, "“Sleep”, version 1")
    ann.goto("/staff/pages/sleep/versions?old=0&new=1")
    is_for_everybody(ann, "Versions of “Sleep”")
    deadline = time.monotonic() + 30
    while WORDS not in ann.content() and time.monotonic() < deadline:
        ann.goto("/sleep")
    expect(ann.get_by_text(WORDS)).to_be_visible()
    for page in (ann, ben):
        page.context.close()
