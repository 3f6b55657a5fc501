"""Every page of the desk, filled as the demo fills it: axe, the Nu checker, modes, small screens.

A page is one that can be read, at a route in tests/house/routes.py. A walk along the links of the
desk meets it, or it is named here.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape

import pyotp
import pytest
from playwright.sync_api import APIResponse, Browser, Page, expect
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map

from portal.app import create_app
from portal.config import load
from portal.core.clock import today
from portal.staff.models import ROLES
from tests.browser.test_desk import join, sign_in
from tests.browser.test_private_pages import is_for_everybody
from tests.browser.test_records_at_the_desk import REFERENCE
from tests.house.routes import ENTRANCE, STAFF
from tests.support.browsers import faults_for_everybody, press
from tests.support.servers import LiveServer, serve
from tests.support.vnu import Validate

pytestmark = [pytest.mark.browser, pytest.mark.slow]

HREF = re.compile(r'href="(/staff/[^"#]*)')
# Where no link of a filled desk leads, and what asks the same of it.
ELSEWHERE = {
    "/staff/again": "tests/browser/test_desk.py",
    "/staff/complaints/<case>/letter": "tests/complaints",
    "/staff/complaints/reports/<int:year>": "/staff/complaints/reports shows a year",
}
PARTS = 4


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A portal with invented people."""
    with serve(tmp_path_factory.mktemp("filled")) as server:
        server.run("demo")
        yield server


@pytest.fixture(scope="module")
def page(chromium: Browser, server: LiveServer) -> Iterator[Page]:
    """Somebody with every role, who has blocked somebody and holds a record."""
    context = chromium.new_context(base_url=server.url)
    made = context.new_page()
    roles = [word for role in ROLES for word in ("--role", role)]
    said = server.run("staff", "add", "Sam Okafor", "--email", "sam@example.org", *roles)
    key, step = join(made, f"/staff/welcome/{said.partition('/staff/welcome/')[2].split()[0]}")
    sign_in(made, "sam@example.org", pyotp.TOTP(key).generate_otp(step + 1))
    block_somebody(made)
    hold_something(made)
    wait_for_somebody(made)
    yield made
    context.close()


@pytest.fixture(scope="module")
def found(page: Page, addresses: Map) -> dict[str, str]:
    """The pages that the walk met."""
    return walk(page, addresses)


@pytest.fixture(scope="module")
def addresses(server: LiveServer) -> Map:
    """Every route."""
    return create_app(load(server.environment)).url_map


def block_somebody(page: Page) -> None:
    page.goto("/staff/feedback")
    page.locator("#queue a[href^='/staff/feedback/']").last.click()
    page.get_by_role("link", name="Block its author").click()
    page.get_by_label("Kind of reason").select_option(index=1)
    page.get_by_label("Reason, as they read it").fill("Abuse, four times.")
    press(page, "Place the block")
    expect(page.get_by_text("The block stands.")).to_be_visible()


def hold_something(page: Page) -> None:
    page.goto("/staff/complaints")
    reference = REFERENCE.search(page.locator("main").inner_text())
    assert reference is not None
    page.goto("/staff/records/holds")
    page.get_by_label("Reference or number of the record").fill(reference[0])
    page.get_by_label("Why must it wait?").select_option(index=1)
    page.get_by_label("Which role answers for it?").fill("Data protection officer")
    page.locator("#review").fill(str(today() + timedelta(days=90)))
    press(page, "Hold it")
    expect(page.get_by_text("Nothing is held.")).to_have_count(0)


def wait_for_somebody(page: Page) -> None:
    """With scripts, the pressed button is sent after the empty list of what we may wait for."""
    page.goto("/staff/complaints?only=nobody")
    page.locator("#complaints th a").last.click()
    press(page, "Wait for another organisation")
    expect(page.get_by_text("It is noted what we wait for")).to_be_visible()


def walk(page: Page, addresses: Map) -> dict[str, str]:
    """The first page of each route that links lead to, from the front of the desk on."""
    found: dict[str, str] = {}
    met = {"/static"}
    waiting = ["/staff/"]
    while waiting:
        path = waiting.pop(0)
        try:
            rule, _ = addresses.bind("").match(path.partition("?")[0], return_rule=True)
        except HTTPException:
            raise AssertionError(f"a link leads to {path}, where no page of the desk is") from None
        if rule.rule in met:
            continue
        answer = page.request.get(path)
        met.add(rule.rule)
        found[rule.rule] = path if is_page(answer) else ""
        if found[rule.rule]:
            waiting += [unescape(href) for href in HREF.findall(answer.text())]
    return found


def is_page(answer: APIResponse) -> bool:
    """Something to look at, and not a file."""
    assert answer.ok, f"{answer.url}: {answer.status}"
    return "text/html" in answer.headers["content-type"]


def test_every_page_of_the_desk_is_met_or_named(found: dict[str, str], addresses: Map) -> None:
    read = {rule.rule for rule in addresses.iter_rules() if "GET" in (rule.methods or ())}
    due = {path for path, roles in STAFF.items() if path in read and roles != ENTRANCE}
    missing = due - set(found) - set(ELSEWHERE)
    assert not missing, "let a link of the filled desk lead there, or name it in ELSEWHERE"


@pytest.mark.parametrize("part", range(PARTS))
def test_every_page_of_the_desk_is_for_everybody(
    page: Page, found: dict[str, str], validate: Validate, part: int
) -> None:
    for path in list(filter(None, found.values()))[part::PARTS]:
        page.goto(path)
        assert faults_for_everybody(page) == [], path
        assert validate(page.request.get(path).text()) == [], path


def test_what_a_step_answers_is_for_everybody(page: Page, validate: Validate) -> None:
    page.goto("/staff/feedback")
    page.locator("#queue input[name=chosen]").first.check()
    press(page, "Hide those chosen")
    is_for_everybody(page, "Hide 1 message")
    press(page, "Hide them")
    is_for_everybody(page, "There is a problem")
    page.locator("main li a[href^='/staff/feedback/']").first.click()
    page.get_by_text("Take words out").click()
    page.get_by_label("Text as it is published").fill("[removed]")
    press(page, "Take the words out")
    is_for_everybody(page, "There is a problem")
    page.locator("#redact-category").select_option(index=1)
    page.locator("#redact-reason").fill("It names a nurse.")
    press(page, "Take the words out")
    is_for_everybody(page, "What was taken out")
    assert validate(page.request.get(page.url).text()) == []
