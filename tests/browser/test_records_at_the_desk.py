"""Trail, records, requests, counts and mail at the desk: axe, small screens, without scripts."""

import re
import time
from collections.abc import Iterator
from datetime import timedelta

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect

from portal.core.clock import today
from tests.browser.test_desk import invite, join, sign_in
from tests.support.browsers import press
from tests.support.servers import LiveServer, serve

pytestmark = pytest.mark.browser

REFERENCE = re.compile(r"\b(?:[A-Z]{2}\d-){2}[A-Z]{2}\d\b")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A portal of its own."""
    with serve(tmp_path_factory.mktemp("records")) as server:
        yield server


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def page(request: pytest.FixtureRequest, chromium: Browser, server: LiveServer) -> Iterator[Page]:
    """An admin at the desk, with scripts and without."""
    context = chromium.new_context(base_url=server.url, java_script_enabled=request.param)
    made = context.new_page()
    email = f"sam{time.time_ns()}@example.org"
    key, step = join(made, invite(server, email))
    sign_in(made, email, pyotp.TOTP(key).generate_otp(step + 1))
    yield made
    context.close()


def sent(page: Page) -> str:
    """The reference of a message that somebody sent."""
    answer = page.request.post("/feedback", form={"message": "The print is small."})
    found = REFERENCE.search(answer.text())
    assert found, answer.text()[-4000:]
    return found[0]


def test_a_record_is_held_found_in_the_trail_and_released(page: Page) -> None:
    record = sent(page)
    page.goto("/staff/records/holds")
    press(page, "Hold it")
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    page.get_by_label("Reference or number of the record").fill(record)
    page.get_by_label("Why must it wait?").select_option("court")
    page.get_by_label("Which role answers for it?").fill("data protection officer")
    page.get_by_label("When is it looked at again?").fill(str(today() + timedelta(days=90)))
    press(page, "Hold it")
    expect(page.get_by_text("The record is held")).to_be_visible()
    page.goto(f"/staff/audit?record={record}")
    expect(
        page.get_by_role("cell", name="Held a record (A court needs it, to be looked").first
    ).to_be_visible()
    page.goto("/staff/records/holds")
    page.get_by_role("button", name="Release").click()
    expect(page.get_by_text("The record is held no more")).to_be_visible()
