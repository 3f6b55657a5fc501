"""Makes the pictures of the docs, from a demo of its own: python -m tests.pictures [NAME …].

Everybody and everything on them is invented. Nothing here looks at what is on a page.
"""

import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import click
import pyotp
from playwright.sync_api import Browser, Page, sync_playwright
from sqlalchemy import select

from portal.app import create_app
from portal.complaints.models import Complaint
from portal.config import load
from portal.core.references import spaced
from portal.extensions import db
from portal.moderation.service.demo import PASSWORD, SECRET
from tests.support.browsers import ARGUMENTS, press
from tests.support.servers import LiveServer, serve
from tests.support.tools import ROOT, need

IMAGES = ROOT / "docs" / "images"
WIDE, NARROW = 1280, 1000
COLOURS = "96"
KEPT, LOOKS, MOMENT_MILLISECONDS = 3, 15, 2_000
# Whose complaint is shown from each side.
NAME = "Ben Adeyemi"
ANSWER = {
    "Our apology": "I am sorry that your appointment was cancelled four times.",
    "How we looked into it": "We read the booking list and asked everybody who can change it.",
    "What we found": "Two of the four were cancelled by us. Two were cancelled at night by the"
    " computer, because a room was booked twice.",
    "What we conclude": "You should have had one appointment that happens, and were not"
    " told why you did not.",
}
STEPS: tuple[tuple[str, dict[str, str]], ...] = (
    ("Care or treatment", {}),
    ("I am complaining for somebody else", {}),
    ("They asked me to", {"What is their name?": "Sam Example"}),
)
HAPPENED = (
    "Sam waited four hours in a corridor with a broken wrist. Nobody said how long it would take,"
    " and nobody asked about the pain.\n\nWhen I asked, I was told to sit down."
)
REST: tuple[tuple[str, dict[str, str]], ...] = (
    ("", {"When did it happen?": "Thursday 12 November 2026, from about 7pm"}),
    ("", {"Which service, and where?": "Emergency department, Northfield Hospital"}),
    ("", {"What would you like to happen?": "An apology, and to know what will change"}),
    ("By email", {"Your name": "Ann Example"}),
    ("", {"Your email address": "ann@example.org"}),
)


@dataclass
class Studio:
    """A portal with invented people, and a browser to look at it."""

    browser: Browser
    server: LiveServer

    def page(self, role: str = "", width: int = NARROW, height: int = 1000) -> Page:
        """A visitor who put the question about cookies away, or somebody of staff."""
        size = {"width": width, "height": height}
        context = self.browser.new_context(
            base_url=self.server.url,
            locale="en-GB",
            viewport=size,  # type: ignore[arg-type]  # a plain dict is what it takes
        )
        page = context.new_page()
        if role:
            page.goto("/staff/sign-in")
            page.get_by_label("Email address").fill(f"{role}@example.org")
            page.get_by_label("Password").fill(PASSWORD)
            press(page, "Continue")
            page.get_by_label("Code").fill(pyotp.TOTP(SECRET).now())
            press(page, "Sign in")
        else:
            page.goto("/")
            press(page, "Hide this message")
        return page

    def case(self) -> tuple[str, str, str]:
        """The number of the case that is shown, its reference, and the path that its mail holds."""
        with create_app(load(self.server.environment)).app_context():
            rows = db.session.scalars(select(Complaint)).all()
            found = next(each for each in rows if each.name == NAME)
            path = f"/complaints/case/{found.reference}-{found.secret}"
            return found.public_id, spaced(found.reference), path


def home(studio: Studio, name: str) -> None:
    page = studio.page(width=WIDE, height=1391)
    page.goto("/")
    for _ in range(LOOKS):  # the first look at the promises takes a moment
        if page.get_by_text("Kept", exact=True).count() == KEPT:
            shoot(page, name)
            return
        page.wait_for_timeout(MOMENT_MILLISECONDS)
        page.reload()
    raise SystemExit(f"{name}: not every promise on it is kept in this portal; see portal promises")


def queue(studio: Studio, name: str) -> None:
    page = studio.page("moderator", width=WIDE, height=860)
    page.goto("/staff/feedback")
    shoot(page, name)


def step(studio: Studio, name: str) -> Page:
    page = studio.page()
    page.goto("/complaints/new/kind")
    for choice, written in STEPS:
        answer(page, choice, written)
    page.get_by_label("What happened?").fill(HAPPENED)
    shoot(page, name, whole=True)
    return page


def check(studio: Studio, name: str) -> None:
    page = step(studio, "complaint-step")
    press(page, "Continue")
    asked = dict(question for _, questions in REST for question in questions.items())
    chosen = {key for key, _ in REST if key}
    while page.get_by_role("button", name="Send my complaint").count() == 0:
        for label, words in asked.items():
            if page.get_by_label(label, exact=True).count():
                page.get_by_label(label, exact=True).fill(words)
        for label in chosen:
            if page.get_by_label(label, exact=True).count():
                page.get_by_label(label, exact=True).check()
        press(page, "Continue")
    shoot(page, name, whole=True)


def own(studio: Studio, name: str) -> None:
    page = studio.page()
    page.goto(studio.case()[2])
    press(page, "Open my complaint")
    shoot(page, name)


def desk(studio: Studio, name: str) -> None:
    page = studio.page("investigator")
    page.goto(f"/staff/complaints/{studio.case()[0]}")
    shoot(page, name)


def write(studio: Studio, name: str) -> None:
    page = studio.page("second", height=1400)
    page.goto(f"/staff/complaints/{studio.case()[0]}/answer")
    page.get_by_label("Partly upheld").check()
    for label, words in ANSWER.items():
        page.get_by_label(label).fill(words)
    press(page, "Save the draft", exact=True)
    page.goto(page.url.partition("?")[0])
    shoot(page, name)


def trail(studio: Studio, name: str) -> None:
    page = studio.page("admin", height=1400)
    page.goto(f"/staff/audit?record={studio.case()[1]}")
    page.locator("h2").first.evaluate("heading => heading.scrollIntoView()")
    shoot(page, name)


def answer(page: Page, choice: str, written: dict[str, str]) -> None:
    """Answer the question of a step, and go on."""
    page.get_by_label(choice).first.check()
    for label, words in written.items():
        page.get_by_label(label).fill(words)
    press(page, "Continue")


def shoot(page: Page, name: str, *, whole: bool = False) -> None:
    """Keep what is to be seen, in as few colours as it needs."""
    file = IMAGES / f"{name}.png"
    page.screenshot(path=file, full_page=whole)
    small = [
        need("convert"),
        str(file),
        "-strip",
        "-dither",
        "None",
        "-colors",
        COLOURS,
        f"png8:{file}",
    ]
    subprocess.run(small, check=True)
    click.echo(f"{file.relative_to(ROOT)}: {file.stat().st_size // 1000} kB")


PICTURES: dict[str, Callable[[Studio, str], object]] = {
    "desk": queue,
    "complaint-step": step,
    "complaint-check": check,
    "complaint-case": own,
    "complaint-desk": desk,
    "complaint-answer": write,
    "audit-record": trail,
    "home": home,
}


def main(wanted: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder, serve(Path(folder)) as server:
        server.run("demo")
        with sync_playwright() as playwright:
            path = need("chromium", "chromium-browser", "google-chrome")
            browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
            for name in wanted or PICTURES:
                PICTURES[name](Studio(browser, server), name)


if __name__ == "__main__":
    main(sys.argv[1:])
