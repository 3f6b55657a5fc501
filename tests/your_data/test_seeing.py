"""What the page says: everything, why, how long; the same for paper and for another program."""

import json
import re

import pytest
from flask import Flask

from portal.bulletins.service import sending
from portal.complaints.service import papers
from portal.core.clock import now
from portal.core.references import spaced
from portal.records.service import paper
from tests.support import cases
from tests.support.client import PortalClient
from tests.your_data.asker import EMAIL, Asker, later, request

pytestmark = pytest.mark.database
EXCEPT = "We hold nothing about this email address, except"


def test_it_says_what_is_held_why_which_law_and_how_long(asker: Asker) -> None:
    asker.subscribe("Ann Lee")
    page = asker.read(asker.link())
    for words in (EMAIL, "Ann Lee", "Looking after your mind", "Each bulletin, when it comes out"):
        assert words in page
    assert "UK GDPR Article 6(1)(a)" in page
    assert "6 years from when you leave" in page
    assert EXCEPT not in page


def test_a_stranger_is_told_plainly_that_nothing_is_held(asker: Asker) -> None:
    page = asker.read(asker.link())
    assert EXCEPT in page
    assert "When you asked" in page


def test_another_spelling_of_the_mailbox_finds_the_same(asker: Asker) -> None:
    asker.subscribe("Ann Lee")
    asker.ask_for_link("ANN@EXAMPLE.org.")
    assert "Ann Lee" in asker.read(asker.newest_link())


def test_a_request_to_a_person_is_in_it(asker: Asker) -> None:
    asker.ask_person(message="My letter of May has the wrong street.\n\nIt is <3> Low Road.")
    page = asker.read(asker.link())
    assert "My letter of May has the wrong street.<br><br>It is &lt;3&gt; Low Road." in page
    assert spaced(request().reference) in page
    assert "Correct it" in page
    assert "Day by which we answer" in page
    assert EXCEPT not in page


def test_the_file_says_the_same_and_is_saved_not_shown(client: PortalClient, asker: Asker) -> None:
    asker.subscribe("Ann Lee")
    answer = client.get(f"{asker.link()}/data.json")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="what-we-hold.json"'
    found = json.loads(answer.data)
    assert found["organisation"] == "Example organisation"
    facts = [
        item for section in found["sections"] for row in section["rows"] for item in row["items"]
    ]
    assert {"Ann Lee", EMAIL} <= {fact["value"] for fact in facts}
    assert all({"why", "basis", "kept"} <= set(section) for section in found["sections"])


def test_the_sheet_says_the_same_with_nothing_to_press(asker: Asker) -> None:
    asker.subscribe("Ann Lee")
    sheet = asker.read(f"{asker.link()}/sheet")
    assert "Ann Lee" in sheet
    assert "Information Commissioner" in sheet
    assert "<form" not in sheet.partition("<main")[2].partition("</main>")[0]


def test_paper_is_listed_and_a_person_is_asked_for_it(app: Flask, asker: Asker) -> None:
    paper.add("letters", "Cabinet 4", now(), EMAIL)
    path = asker.link()
    page = asker.read(path)
    assert "Cabinet 4" in page
    assert EXCEPT not in page
    assert "Paper has to be shredded by a person" in asker.read(f"{path}/delete")


def test_who_complained_reads_that_the_paper_is_kept_while_the_case_is_open(asker: Asker) -> None:
    cases.act(papers.lies, cases.made(email=EMAIL), "Cabinet 4")
    path, kept = asker.link(), "ept until the case is closed and for 10 years after"
    assert f"Where: Cabinet 4. It is k{kept}." in asker.read(path)
    assert "We have to keep this paper until the case is closed" in asker.read(f"{path}/delete")


def test_what_is_kept_as_a_code_is_read_as_words(client: PortalClient, asker: Asker) -> None:
    asker.subscribe("Ann Lee")
    sending.send("welcome")
    asker.ask_person()
    case = cases.made(email=EMAIL, birth="1980-04-02")
    assert asker.mails
    path = asker.link()
    page, sheet = asker.read(path), asker.read(f"{path}/sheet")
    shown = (
        "To get bulletins",
        "A link to your bulletin choices",
        "You signed up on this website, and confirmed it by email",
        "We do not track who opens our emails.",
        "Welcome to our bulletin",
        "To say that it was not you who asked",
        "Wednesday 2 April 1980",
        spaced(case.reference),
        spaced(request().reference),
    )
    for words in shown:
        assert words in page
        assert words in sheet
    for code in ("2026-11", "sign_up", "each", "manage", "welcome", "1980-04-02"):
        assert not re.search(rf"<(dd|td)[^>]*>\s*{code}\s*<", page + sheet)
    found = json.loads(client.get(f"{path}/data.json").data)
    raw = {i["raw"] for s in found["sections"] for row in s["rows"] for i in row["items"]}
    assert {"2026-11", "sign_up", case.reference} <= raw, "another program reads the codes"


def test_a_mail_to_our_own_staff_is_none_that_they_were_sent(asker: Asker) -> None:
    asker.ask_person()
    assert asker.mails
    page = asker.read(asker.link())
    assert "That we have your request" in page
    assert "To our own staff" not in page


def test_an_unknown_outcome_is_no_page(client: PortalClient, asker: Asker) -> None:
    path = asker.link()
    assert client.get(f"{path}/done/anything").status_code == 404
    with later(minutes=59):
        assert client.get(f"{path}/done/both").status_code == 200
