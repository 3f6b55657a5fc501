"""A new code for the person: mailed or shown once, and the old one opens nothing any more."""

import re

import pytest
from sqlalchemy import select

from portal.complaints.service import opening, pairs
from portal.extensions import db
from portal.outbox.models import OutboxRow
from tests.investigations.investigator import HERE, Investigator, case_of, new_case, trail

CODE = re.compile(r'<code class="secret">([^<]+)</code>')


def test_without_an_address_the_new_code_is_shown_once(desk: Investigator) -> None:
    case = new_case(email="", contact="phone", phone="020 7946 0958")
    reference, old = case_of(case).reference, case_of(case).secret or ""
    answer = desk.step(case, "code")
    code = CODE.findall(answer.get_data(as_text=True))[0]
    assert opening.open_case(reference, old) is None
    found = opening.open_case(reference, code)
    assert found is not None
    assert found.public_id == case
    assert code not in desk.open(case)
    assert "complaint.secret" in trail(case)


def test_with_an_address_the_new_code_is_mailed_and_not_shown(desk: Investigator) -> None:
    case = new_case()
    old = case_of(case).secret or ""
    page = desk.step(case, "code").get_data(as_text=True)
    new = case_of(case).secret or ""
    assert new != old
    assert pairs.shown(new) not in page
    kinds = db.session.scalars(select(OutboxRow.kind).where(OutboxRow.subject == case)).all()
    assert "complaints.code" in kinds
    late = desk.step(case, "code", seen_version=1)
    assert late.status_code == 409
    assert case_of(case).secret == new


@pytest.mark.one_database
def test_a_part_of_the_page_is_sent_when_a_part_is_asked_for(desk: Investigator) -> None:
    case = new_case()
    path, headers = f"{HERE}/{case}/note", {"HX-Request": "true"}
    page = desk.open(case)
    token = page.split('name="csrf" value="')[1].split('"')[0]
    wrong = {"csrf": token, "seen_version": 1, "note.message": " "}
    part = desk.client.post(path, data=wrong, headers=headers)
    assert part.status_code == 422
    assert part.get_data(as_text=True).lstrip().startswith('<div id="case">')
    good = desk.client.post(path, data={**wrong, "note.message": "A note"}, headers=headers)
    assert good.headers["HX-Redirect"] == f"{HERE}/{case}?done=note"
    made = {"csrf": token, "seen_version": case_of(case).version}
    new = desk.client.post(f"{HERE}/{case}/code", data=made, headers=headers)
    assert new.headers["HX-Retarget"] == new.headers["HX-Reselect"] == "#main"
    listed = desk.client.get(HERE, headers=headers).get_data(as_text=True)
    assert listed.lstrip().startswith('<div id="complaints">')
