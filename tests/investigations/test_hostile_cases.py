"""Hostile words in a case stay words; no title, address or log says anything of a person."""

import logging
from collections.abc import Iterator
from typing import Any

import pytest

from portal.complaints.service import sharing, talking, writing
from portal.core.clock import today
from portal.core.forms import tidy
from portal.core.references import spaced
from tests.feedback.test_hostile import awake
from tests.investigations.investigator import HERE, Investigator, case_of, new_case
from tests.support import staff
from tests.support.cases import act
from tests.support.payloads import MARK, PAYLOADS

# As the forms take it: without what cannot be shown.
ALL = str(tidy("\n".join(PAYLOADS)))
TOLD = ("happened", "wanted", "service", "gp", "treatment", "safely", "needs", "happened_when")
CANARY = "Wisteria-Canary"


def hostile_case() -> str:
    """A case with every payload everywhere."""
    fields: dict[str, Any] = dict.fromkeys((*TOLD, "name", "phone", "address"), ALL)
    row = case_of(new_case(**fields))
    writing.say(row.public_id, ALL, "key")
    for verb in (talking.reply, talking.call, talking.note, talking.other, talking.add_task):
        row = act(verb, row, ALL)
    row = act(sharing.agree, row, ALL.replace("@", ""), today(), ALL)
    act(sharing.share, row, f"Council {MARK}<b>", f"<i>{MARK}", "court", f"Order {MARK}")
    return row.public_id


@pytest.mark.one_database
def test_hostile_words_are_words_on_every_page_of_a_case(desk: Investigator) -> None:
    case = hostile_case()
    for path in ("", f"/{case}", f"/{case}/others", f"/{case}/copy"):
        # Unchecked: some payloads look like a value that is missing.
        page = desk.client.get(f"{HERE}{path}", check=False).get_data(as_text=True)
        assert (MARK in page) == bool(path), path
        assert awake(page) == [], path
    token = staff.csrf(desk.client)
    sent = {"seen_version": 0, "reply.message": ALL, "q": ALL, "happened": ALL, "place": ALL}
    for path in ("/find", "/new", f"/{case}/reply"):
        data = {"csrf": token, **sent}
        answer = desk.client.post(f"{HERE}{path}", data=data, check=False)
        assert answer.status_code in {409, 422}
        assert awake(answer.get_data(as_text=True)) == [], path


def told(desk: Investigator) -> Iterator[str]:
    """What a bystander could read: the titles and the addresses of all pages of a case."""
    fields: dict[str, Any] = dict.fromkeys((*TOLD, "name", "address", "other_name"), CANARY)
    case = new_case(**fields, who="representative", email="wisteria-canary@example.org")
    reference = spaced(case_of(case).reference)
    for path in ("", f"/{case}", f"/{case}/others", f"/{case}/copy", f"/{case}/answer"):
        page = desk.read(f"{HERE}{path}")
        yield page.split("<title>")[1].split("</title>")[0]
    found = desk.send(f"{HERE}/find", q="wisteria-canary@example.org")
    yield found.location or ""
    kept = desk.step(case, "note", message=CANARY)
    yield kept.location or ""
    yield desk.send(f"{HERE}/find", q=reference).location or ""


@pytest.mark.one_database
def test_titles_addresses_and_logs_name_nobody(
    desk: Investigator, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        seen = list(told(desk))
    assert all(seen)
    for text in (*seen, caplog.text):
        assert "anary" not in text
        assert "care" not in text.lower()
