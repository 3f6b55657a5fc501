"""Opening a case again: nothing typed is lost on the way to the case."""

import pytest

from tests.investigations.investigator import HERE, Investigator, case_of, new_case
from tests.support.cases import answered, closed

pytestmark = pytest.mark.one_database

WHY = "We found new notes of the ward."


@pytest.mark.parametrize("end", [answered, closed])
def test_the_way_to_the_case_keeps_why_it_is_opened_again(end: object, desk: Investigator) -> None:
    assert callable(end)
    case = end(case_of(new_case())).public_id
    at = f"{HERE}/{case}/reopen"
    page = desk.read(f"{HERE}/{case}/answer?show=reopen")
    assert f'form="reopen" formaction="{at}?show=case"' in page
    assert f'<a href="{HERE}/{case}' not in page.replace(f'<a href="{HERE}/{case}/', "")
    seen = case_of(case).version
    stays = desk.send(f"{at}?show=case", message=WHY, seen_version=seen)
    words = stays.get_data(as_text=True)
    assert (stays.status_code, f"{WHY}</textarea>" in words) == (422, True)
    assert "not sent yet" in words
    assert f'href="{HERE}/{case}" target="_blank"' in words
    onward = desk.send(f"{at}?show=case&at=part-learn", message="", seen_version=seen)
    assert onward.location == f"{HERE}/{case}#part-learn"
    assert case_of(case).version == seen
