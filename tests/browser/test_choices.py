"""Choosing in a real browser: in place with scripts, the focus and the words where they belong."""

import pytest
from playwright.sync_api import Page, expect

from tests.support.browsers import OpenPage, has_focus, press

pytestmark = pytest.mark.browser

PAGE = "/moving-more"
PLAYER = "https://www.youtube-nocookie.com/**"


def cookies(page: Page) -> dict[str, str]:
    return {c.get("name", ""): c.get("value", "") for c in page.context.cookies()}


def look(page: Page) -> list[str | None]:
    return [page.locator("html").get_attribute(f"data-{x}") for x in ("contrast", "text-size")]


def frames(page: Page) -> list[str]:
    return [frame.url for frame in page.frames if "/embeds/" in frame.url]


def mark(page: Page) -> None:
    """A mark that a reload would wipe out."""
    page.evaluate("() => { document.body.dataset.mark = 'kept'; }")


def test_the_question_is_answered_in_place_and_the_answer_has_the_focus(browse: OpenPage) -> None:
    page = browse(PAGE)
    mark(page)
    page.get_by_role("button", name="Accept extra cookies").click()
    expect(page.locator("#cookie-banner")).to_contain_text("You have accepted extra cookies")
    has_focus(page, "cookie-banner")
    assert cookies(page) == {"cookieconsent_status": "allow", "cookieconsent_revision": "1"}
    expect(page.locator("body")).to_have_attribute("data-mark", "kept")


def test_rejecting_after_accepting_elsewhere_reloads_so_that_no_frame_runs(
    browse: OpenPage,
) -> None:
    page = browse(PAGE)
    other = page.context.new_page()
    other.goto("/cookies")
    other.get_by_label("Accept extra cookies").check()
    press(other, "Save my choice")
    mark(page)
    page.get_by_role("button", name="Reject extra cookies").click()
    expect(page.locator("body[data-mark]")).to_have_count(0)
    assert cookies(page)["cookieconsent_status"] == "deny"


def test_display_settings_change_in_place_and_are_said(browse: OpenPage) -> None:
    page = browse(PAGE)
    mark(page)
    page.get_by_role("button", name="Dark", exact=True).click()
    expect(page.locator("#announcement")).to_have_text("The page now has dark colours.")
    has_focus(page, "contrast-dark")
    page.get_by_role("button", name="150%").click()
    expect(page.locator("#announcement")).to_have_text("Text is now 150 per cent.")
    assert look(page) == ["dark", "150"]
    expect(page.locator("body")).to_have_attribute("data-mark", "kept")
    assert cookies(page) == {"contrast-mode": "dark", "saveFontSize": "150"}


def test_forgetting_puts_everything_back_in_place(browse: OpenPage) -> None:
    page = browse(PAGE)
    page.get_by_role("button", name="Dark", exact=True).click()
    page.get_by_role("button", name="Forget my display settings").click()
    expect(page.locator("#announcement")).to_have_text("Your display settings are forgotten.")
    assert look(page) == [None, "100"]
    has_focus(page, "toolbar-switch")
    assert cookies(page) == {}


def test_the_tools_close_and_open_in_place(browse: OpenPage) -> None:
    page = browse(PAGE)
    page.get_by_role("button", name="Close accessibility tools").click()
    expect(page.get_by_role("button", name="150%")).to_have_count(0)
    has_focus(page, "toolbar-switch")
    page.get_by_role("button", name="Accessibility tools", exact=True).click()
    expect(page.get_by_role("button", name="150%")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_video_is_allowed_where_it_stands_and_stops_when_taken_back(
    browse: OpenPage, scripts: bool
) -> None:
    page = browse(PAGE, scripts=scripts)
    page.context.route(PLAYER, lambda route: route.fulfill(body="player"))
    assert frames(page) == []
    page.get_by_role("button", name="Load this video").click()
    page.wait_for_url("**/moving-more#video-*")
    frame = page.locator(".embed iframe")
    expect(frame).to_be_in_viewport()
    expect(page.locator("[id^=video-]:focus")).to_have_count(1)
    expect(frame.content_frame.locator("iframe")).to_have_attribute(
        "referrerpolicy", "strict-origin-when-cross-origin"
    )
    page.goto("/cookies?next=/moving-more")
    page.get_by_label("Reject extra cookies").check()
    press(page, "Save my choice")
    page.get_by_role("link", name="Go back to the page you came from").click()
    expect(page.get_by_role("button", name="Load this video")).to_be_visible()
    assert frames(page) == []


def test_settings_for_one_page_store_nothing(browse: OpenPage) -> None:
    page = browse("/accessibility/settings?next=/about", scripts=False)
    page.get_by_label("Yellow on black").check()
    page.get_by_label("No, use them for one page only").check()
    press(page, "Use these settings")
    assert look(page)[0] == "yellow-on-black"
    assert cookies(page) == {}
