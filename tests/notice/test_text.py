"""The text that would be published now: complete, and made from the registers."""

from pathlib import Path

import pytest
from flask import Flask

from portal.core.placeholders import PLACEHOLDER, PUNCTUATION
from portal.core.site import current_settings
from portal.notice.service.text import write
from portal.records.service.processing import NO_TRANSFER, NOBODY, activities
from portal.register import RegisterError, cookies, personal_data, retention, third_parties
from portal.register.purposes import purposes
from tests.notice.post import change, copied

TEXT = write()
FLAT = TEXT.replace("\\", "").lower()


def test_everything_held_about_people_is_listed_by_its_label() -> None:
    about = [table for table in personal_data().tables if table.is_about_people]
    lines = {
        table.title: line
        for table in about
        for line in FLAT.splitlines()
        if title(table.title) in line
    }
    missing = [
        (table.name, column.label)
        for table in about
        for column in table.columns
        if column.label.lower() not in lines.get(table.title, "")
    ]
    assert not missing


def title(words: str) -> str:
    """How a title stands in the list."""
    return f"**{words.lower()}:**"


def test_what_is_encrypted_says_so() -> None:
    assert "email address (encrypted)" in FLAT


def test_every_table_is_named_and_so_is_every_period() -> None:
    assert not [t.title for t in personal_data().tables if title(t.title) not in FLAT]
    rules = retention().rules
    assert not [r.key for r in rules if f"| {r.what} | {r.words} |".lower() not in FLAT]


def test_every_purpose_comes_with_its_law() -> None:
    rows = [line for line in FLAT.splitlines() if line.startswith("| ")]
    for purpose in purposes().entries:
        row = next(row for row in rows if row.startswith(f"| {purpose.title.lower()} |"))
        assert purpose.law.lower() in row
        assert purpose.special.lower() in row


def test_the_record_of_processing_says_what_the_notice_says(app: Flask) -> None:
    found = activities(current_settings())
    for each in found:
        assert f"| {each.purpose.lower()} |" in FLAT
        told = each.transfers.lower().split("; ")
        assert each.transfers == NO_TRANSFER or all(way.split(": ")[1] in FLAT for way in told)
        running = each.purpose.startswith("To run the program")
        assert running == (each.safe == NOBODY)
    for purpose in purposes().entries:
        assert all(name in FLAT for name in purpose.recipients.lower().split("; "))
    complaints = next(each for each in found if "complaints" in each.purpose)
    assert "the service that you complain about" in complaints.recipients


def test_every_recipient_and_every_cookie_is_named() -> None:
    for party in third_parties().entries:
        known = f"{{{{ {party.setting_name} }}}}" if party.setting_name else party.name.lower()
        assert known in FLAT
        assert party.transfers.lower() in FLAT
    for cookie in cookies().entries:
        assert f"`{cookie.name.lower()}`" in FLAT


@pytest.mark.parametrize(
    "words",
    [
        "data protection officer",
        "information commissioner",
        "0303 123 1113",
        "within 30 days",
        "article 9(2)(h)",
        "backups",
        "our own log",
        "shredded",
        "[see what we hold about you](/your-data)",
        "(/your-information/versions)",
        "(/your-information/promises)",
    ],
)
def test_what_the_law_and_the_promises_ask_for_is_said(words: str) -> None:
    assert words in FLAT


def test_names_of_the_portal_are_left_for_the_portal() -> None:
    named = {name for _, name in PLACEHOLDER.findall(TEXT)}
    assert {"organisation", "dpo_email", "contact_phone", "hosting_company"} <= named
    assert "{%" not in TEXT


def test_words_of_a_register_are_words_and_never_markup(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    change(
        folder, "retention.toml", 'what = "Complaints on paper"', 'what = "Com|plaints <b> [x](y)"'
    )
    assert PUNCTUATION.sub(r"\\\1", "Com|plaints <b> [x](y)") in write(folder)


def test_a_promise_that_is_not_in_the_register_is_named(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    change(folder, "promises.toml", 'id = "paper-too"', 'id = "paper"')
    with pytest.raises(RegisterError, match=r"promises\.toml, entry 'paper-too'"):
        write(folder)
