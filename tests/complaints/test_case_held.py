"""What is held of a complaint: shown to its person in words, kept when they erase the rest."""

from dataclasses import replace

import pytest

import portal.records as records
from portal.complaints.models import Complaint, ComplaintEntry, ComplaintOther
from portal.complaints.service.sharing import agree
from portal.core.clock import now, today
from portal.core.references import spaced
from portal.extensions import db
from portal.records.service import sharing
from tests.complaints.person import ANSWERS, EMAIL, MARK, Complainer, html_of, rows
from tests.support.cases import act
from tests.your_data.asker import Asker

pytestmark = pytest.mark.database


def held() -> dict[str, dict[str, str]]:
    """What an export shows: for each table the labels and values of its first row."""
    return {
        part.table: {item.label: item.value for item in part.rows[0].items}
        for part in records.export(EMAIL).sections
    }


def test_an_export_shows_the_case_in_words_and_never_its_code(complainer: Complainer) -> None:
    complainer.say(f"{MARK} message")
    found = held()
    case = found["complaints"]
    assert case["What it is about"] == "Care or treatment, or how a service was run"
    assert case["What happened, in your words"] == ANSWERS.happened
    assert case["Where it stands"] == "We have it. A person soon tells you that they look into it."
    assert case["Code that opens your case"] == "Held, and never shown"
    assert complainer.receipt.secret not in str(found)
    assert found["complaint_entries"]["Who wrote it"] == "From the person who complained"
    assert found["complaint_events"]["What was done"] == "We got the complaint"
    assert found["complaint_events"]["More about it"] == "The form on this website"
    assert found["outbox"]["Kind of email"] == "That we have your complaint"


def test_what_is_known_of_other_people_is_in_no_export(complainer: Complainer) -> None:
    other = f"{MARK} about somebody else"
    row = ComplaintOther(complaint_id=complainer.case.id, text=other, written_at=now())
    db.session.add(row)
    db.session.commit()
    assert other not in str(records.export(EMAIL).as_dict())


def test_erasing_keeps_the_case_and_says_why_and_until_when(complainer: Complainer) -> None:
    outcome = records.erase(EMAIL)
    kept = {each.title: (each.why, each.until) for each in outcome.kept}
    why, until = kept["Your complaint"]
    assert "10 years" in why
    assert "10 years" in until
    assert rows(Complaint) == 1
    assert complainer.open().status_code == 200


def test_the_page_of_everything_held_has_the_case_and_stays_after_an_erasure(
    complainer: Complainer,
) -> None:
    complainer.say(f"{MARK} message")
    asker = Asker(complainer.client, complainer.sink)
    page = asker.read(asker.link())
    assert ANSWERS.happened in page
    assert f"{MARK} message" in page
    assert complainer.receipt.secret not in page
    assert rows(ComplaintEntry) == 1


def test_the_case_page_shows_all_that_was_told_and_what_was_shared(complainer: Complainer) -> None:
    public_id = complainer.receipt.public_id
    act(agree, complainer.case, "Hospital trust", today(), "By phone.")
    sharing.log("Hospital trust", "Where it happened", "consent", "investigator", public_id)
    sharing.log("Another trust", "Something else", "duty", "investigator", law="An Act")
    page = html_of(complainer.open())
    told = replace(ANSWERS, kind="", who="", contact="", birth="")
    assert all(text in page for text in vars(told).values())
    assert spaced(complainer.receipt.reference) in page
    assert "Hospital trust" in page
    assert "The person agreed, and that is written down" in page
    assert "Another trust" not in page
