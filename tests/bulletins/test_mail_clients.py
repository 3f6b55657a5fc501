"""Every mail as mail programs get it: strict to parse, the same as text, shown in full."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy

import pytest
from flask import Flask

from portal.core import clock
from portal.core.site import current_settings
from tests.bulletins.post import Reader, later, run_job, send
from tests.support.mail_clients import doubts
from tests.support.smtp import Delivered, Sink

pytestmark = pytest.mark.one_database

TUESDAY = datetime(2026, 11, 24, 10, tzinfo=UTC)
MONDAY = datetime(2026, 11, 30, 9, tzinfo=UTC)
NEW = "new@example.org"
LONG_HOST = f"https://{'a' * 60}.{'b' * 60}.example.org"
HREF = re.compile(r'href="(?:mailto:)?([^"]+)"')
SUBJECTS = {
    "confirm": "Please confirm: bulletins from Health and Wellbeing People Portal",
    "reminder": "A reminder: confirm your bulletins from Health and Wellbeing People Portal",
    "already": "You already get our bulletins: Health and Wellbeing People Portal",
    "preferences": "Your link to change your bulletins: Health and Wellbeing People Portal",
    "address-new": "Please confirm your new address: Health and Wellbeing People Portal",
    "address-old": "A new address for your bulletins: Health and Wellbeing People Portal",
    "issue": "Welcome to our bulletin",
    "digest": "Health and Wellbeing People Portal: what was new this week",
}
# What some mail programs show otherwise, and why nobody misses a word or a link for it.
# Whatever is not here is serious: it might hide either.
ACCEPTED = {
    "<body> element": "becomes a div; the table inside carries the colours in dark mode too",
    "<style> element": "every style is in the elements as well; only dark mode needs the block",
    "@media": "dark mode is then the program's own, or none",
    "Class selector": "only used inside @media; the rest is in the elements",
    "Type selector": "only used inside @media; the rest is in the elements",
    "<ul>, <ol> and <dl>": "about reversed and value, which no mail has",
    "align attribute": "about left and right on tables; ours centres a cell",
    "background": "about pictures; ours is one colour",
    "border": "about more than 8 pixels; ours have 1 to 4",
    "border-radius": "square corners",
    "dir attribute": "about right-to-left texts",
    "display": "the button is then a line of coloured text; its address stands below it",
    "font-size": "about rem and per cent; ours are pixels",
    "font-weight": "about numbers; ours says bold",
    "height property": "no mail sets a height by itself",
    "line-height": "looser or tighter lines",
    "margin": "about negative and auto; ours are pixels",
    "max-width": "wider lines on a wide screen",
    "padding": "the button is then tighter; the cells keep their space",
    "role attribute": "the layout tables hold one cell a row, so they read in order",
    "text-align": "about start and end; ours says left",
    "text-decoration": "links keep their line, or their colour and their own words",
    "width property": "about elements that are not tables; ours are",
    "word-break": "a long address breaks in other places, or makes the column wider",
}


@pytest.fixture
def mails(app: Flask, reader: Reader, smtp_sink: Sink) -> dict[str, Delivered]:
    """One mail of each kind, as one reader would get them in time."""
    with clock.freeze(TUESDAY):
        reader.sign_up()
        came = {"confirm": reader.mails[-1]}
        confirm = reader.link("confirm")
        with later(hours=25):
            run_job(app, "bulletins.remind")
            came["reminder"] = reader.mails[-1]
            reader.client.post(confirm)
        with later(hours=26):
            reader.sign_up()
            came["already"] = reader.mails[-1]
            reader.client.post("/bulletins/manage", data={"email": reader.email})
            came["preferences"] = reader.mails[-1]
            choices = {"email": NEW, "topics": ["wellbeing"], "frequency": "each", "name": "Ann"}
            reader.client.post(reader.link("preferences"), data=choices)
            came["address-old"] = reader.mails[-1]
            came["address-new"] = smtp_sink.to(NEW)[-1]
            send("welcome")
            came["issue"] = reader.mails[-1]
            reader.sign_up()
    weekly = Reader(reader.client, smtp_sink, "weekly@example.org")
    with clock.freeze(TUESDAY):
        weekly.subscribe(frequency="weekly")
        send("winter-wellbeing")
    with clock.freeze(MONDAY):
        run_job(app, "bulletins.digests")
        came["digest"] = weekly.mails[-1]
    return came


def test_each_mail_says_in_its_subject_what_it_is(mails: dict[str, Delivered]) -> None:
    assert {kind: mail.message["Subject"] for kind, mail in mails.items()} == SUBJECTS


def test_each_mail_keeps_the_standards_to_the_letter(mails: dict[str, Delivered]) -> None:
    for kind, mail in mails.items():
        parsed = message_from_bytes(mail.raw, policy=policy.strict)
        for part in parsed.walk():
            assert all(str(value) for value in part.values()), kind
            assert part.is_multipart() or part.get_content(), kind
        assert max(len(line) for line in mail.raw.splitlines()) <= 998, kind
        assert [part.get_content_type() for part in parsed.iter_parts()] == [
            "text/plain",
            "text/html",
        ], kind


def test_every_link_of_the_html_stands_whole_in_the_text(mails: dict[str, Delivered]) -> None:
    for kind, mail in mails.items():
        words = re.split(r"[\s()]+", mail.text)
        hrefs = {href.replace("&amp;", "&") for href in HREF.findall(mail.html)}
        assert {href for href in hrefs if href not in words} == set(), kind


def test_text_lines_are_short_but_for_an_address(mails: dict[str, Delivered]) -> None:
    for kind, mail in mails.items():
        long = [line for line in mail.text.splitlines() if len(line) > 78]
        assert [line for line in long if "://" not in line or " " in line] == [], kind


def test_the_text_shows_no_signs_of_how_it_was_written(mails: dict[str, Delivered]) -> None:
    for kind, mail in mails.items():
        assert not re.search(r"\\[^\w\s]|\*\*|\]\(|^#|&\w+;|{{|}}", mail.text, re.M), kind
        assert not re.search(r"\\[^\w\s]|\*\*|\]\(|{{|}}", mail.html.partition("</style>")[2]), kind


def test_the_foot_says_once_who_we_are_after_the_usual_line(mails: dict[str, Delivered]) -> None:
    name = current_settings().organisation
    for kind, mail in mails.items():
        lines = mail.text.splitlines()
        foot = "\n".join(lines[lines.index("-- ") :])
        assert foot.count(name) == 1, kind
        assert mail.html.partition('class="foot"')[2].count(name) == 1, kind


def test_only_who_has_to_confirm_is_told_how_long_we_wait(mails: dict[str, Delivered]) -> None:
    waiting = {kind for kind, mail in mails.items() if "unless you confirm" in mail.text}
    assert waiting == {"confirm", "reminder", "address-new"}


def test_one_way_out_for_mail_programs_at_any_length(app: Flask, reader: Reader) -> None:
    reader.subscribe()
    app.extensions["portal_settings"] = replace(current_settings(), base_url=LONG_HOST)
    send("welcome")
    mail = reader.mails[-1]
    head = mail.raw.partition(b"\r\n\r\n")[0].decode("ascii").splitlines()
    ways = [line for line in head if line.lower().startswith("list-unsubscribe:")]
    one_click = [line for line in head if line.lower().startswith("list-unsubscribe-post:")]
    assert len(ways) == len(one_click) == 1
    assert "=?" not in ways[0] + one_click[0]
    url = re.match(r"List-Unsubscribe: <(https://[^>]+)>, <mailto:[^>]+>$", ways[0])
    assert url is not None, ways
    assert len(url[1]) >= 200
    assert url[1] in mail.text


def test_no_mail_program_hides_a_word_or_a_link(mails: dict[str, Delivered]) -> None:
    for kind in ("confirm", "issue"):
        serious = [doubt for doubt in doubts(mails[kind].html) if doubt.title not in ACCEPTED]
        assert serious == [], kind


def test_what_would_hide_a_word_is_serious() -> None:
    found = {doubt.title for doubt in doubts('<p style="display: flex; position: fixed">Hello</p>')}
    assert found - set(ACCEPTED)
