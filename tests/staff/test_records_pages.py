"""Records at the desk: holds, paper, what was shared, the record of processing; each act noted."""

from datetime import timedelta
from functools import partial

import pytest
from flask import Flask

from portal.complaints.service import sharing as sharing_of_cases
from portal.core.clock import now, today
from portal.core.references import spaced
from portal.records import run_retention
from portal.records.service import holds, sharing
from portal.register import retention
from tests.records import rows as record
from tests.staff.records import HERE, newest, number_of, post, text_of
from tests.staff.trail import rows
from tests.support import cases, staff
from tests.support.client import PortalClient

pytestmark = pytest.mark.one_database

PAGES = ("", "/holds", "/paper", "/processing", "/disclosures")
FILES = ("/processing.csv", "/disclosures.csv")
RECORD = "Q3Vc9mT0xk2bJp5hWm1nSg"
SOON = (today() + timedelta(days=90)).isoformat()
HOLD = {"ground": "court", "owner": "data protection officer", "review": SOON}
SHARED = {
    "recipient": "The council",
    "shared": "A letter of complaint",
    "ground": "consent",
    "decided": "data protection officer",
    "record": RECORD,
}


def test_every_page_and_file_is_for_admins(app: Flask, client: PortalClient) -> None:
    others = staff.staff_client(client, "moderator", "investigator", "editor")
    for path in (*PAGES, *FILES):
        assert client.get(f"{HERE}{path}").status_code == 303
        assert others.get(f"{HERE}{path}").status_code == 403
    assert post(others, "/holds", **HOLD).status_code == 403


def test_the_overview_shows_rules_and_runs(admin: PortalClient) -> None:
    assert "There was no run yet" in text_of(admin.get(HERE))
    rule = retention().find("feedback")
    held = record.under(rule, rule.anchor[0], now())["public_id"]
    record.under(rule, rule.anchor[0], now() - timedelta(days=999))
    holds.place(held, "court", "lead", holds.latest())
    run_retention()
    text = text_of(admin.get(HERE))
    assert "The last runs" in text
    assert f'<td data-label="Of what">{rule.what}: 1 removed</td>' in text
    assert "1 record is on hold now, over or not" in text
    assert "0 to shred now, 0 on the list" in text
    assert "How long each thing is kept" in text


def test_what_is_shared_is_written_down(admin: PortalClient) -> None:
    assert post(admin, "/disclosures", **SHARED).status_code == 303
    assert newest() == ("records.disclosed", RECORD, "consent")
    assert "The council" in text_of(admin.get(f"{HERE}/disclosures"))
    assert "A letter of complaint" in text_of(admin.get(f"{HERE}/disclosures.csv"))
    law = "Care Act 2014, section 45"
    post(admin, "/disclosures", **{**SHARED, "ground": "duty", "law": law})
    assert f"Another duty by law ({law})" in text_of(admin.get(f"{HERE}/disclosures"))
    assert f'"Another duty by law","{law}"' in text_of(admin.get(f"{HERE}/disclosures.csv"))


def test_what_was_shared_says_of_which_record_by_its_reference(
    admin: PortalClient, reference: str
) -> None:
    post(admin, "/disclosures", **{**SHARED, "record": spaced(reference)})
    assert newest() == ("records.disclosed", number_of(reference), "consent")
    for path in ("/disclosures", "/disclosures.csv"):
        assert spaced(reference) in text_of(admin.get(f"{HERE}{path}"))


def test_what_is_shared_of_a_complaint_by_consent_needs_one_that_stands_and_names_them(
    admin: PortalClient,
) -> None:
    case = cases.made()
    sent = {**SHARED, "recipient": "The Council", "record": spaced(case.reference)}
    agree = partial(cases.act, sharing_of_cases.agree)
    agree(case, "The county", today(), "By phone.")
    for said in ("No consent that names The Council is recorded", "was withdrawn on"):
        answer = post(admin, "/disclosures", **sent)
        assert answer.status_code == 422
        assert said in text_of(answer)
        assert "An investigator records the consent in the case first" in text_of(answer)
        assert 'value="A letter of complaint"' in text_of(answer)
        assert sharing.listed() == []
        agree(case, "the council", today(), "In a letter.")
        consent = sharing_of_cases.given(case)[-1]
        cases.act(sharing_of_cases.withdraw, case, consent=consent.public_id)
    agree(case, "the council", today(), "In another letter.")
    assert post(admin, "/disclosures", **sent).status_code == 303
    assert newest() == ("records.disclosed", case.public_id, "consent")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"recipient": "ada@example.org"}, "Name an organisation or a role, never a person"),
        ({"ground": "whim"}, "Choose what allows it"),
        ({"ground": "duty"}, "Name the Act, order or article that allows it"),
        ({"record": "no such!"}, "This is no number of a record"),
        ({"record": "KD4-WM7-RT3"}, "No record has this reference"),
    ],
)
def test_what_names_a_person_or_has_no_ground_is_not_written_down(
    admin: PortalClient, changes: dict[str, str], said: str
) -> None:
    answer = post(admin, "/disclosures", **{**SHARED, **changes})
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert (sharing.listed(), newest()[0]) == ([], "staff.signed_in")


def test_the_record_of_processing_is_a_page_and_a_file(admin: PortalClient) -> None:
    page, file = admin.get(f"{HERE}/processing"), admin.get(f"{HERE}/processing.csv")
    assert "Lawful basis" in text_of(page)
    assert text_of(file).startswith('"Purpose","Lawful basis"')
    for shown in (page, file):
        assert "our hosting company (not named yet: set PORTAL_HOSTING_COMPANY)" in text_of(shown)
        assert "ask our data protection officer" not in text_of(shown)


def test_what_an_operator_does_at_the_command_line_is_in_the_trail_too(
    app: Flask, reference: str
) -> None:
    runner = app.test_cli_runner()
    hold = ["--ground", "court", "--owner", "dpo", "--review", SOON]
    runner.invoke(args=["retention", "hold", reference, *hold])
    runner.invoke(args=["data", "export", "ada@example.org"])
    runner.invoke(args=["data", "erase", "ada@example.org"])
    noted = [(row["actor"], row["action"], row["about"]) for row in rows()]
    assert noted == [
        ("operator", "records.held", number_of(reference)),
        ("operator", "records.exported", ""),
        ("operator", "records.erased", ""),
    ]
    refused = runner.invoke(args=["retention", "hold", "Ada Smith", *hold])
    assert "this is no number of a record" in refused.output
