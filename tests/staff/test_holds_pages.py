"""Legal holds at the desk: placed, looked at again within a year, and released; each act noted."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from portal.core.clock import in_words, months_after, today
from portal.core.references import spaced
from portal.records.service import holds
from tests.staff.records import HERE, newest, number_of, post, text_of
from tests.staff.trail import problem, rows
from tests.support import staff
from tests.support.client import PortalClient

pytestmark = pytest.mark.one_database

RECORD = "Q3Vc9mT0xk2bJp5hWm1nSg"
HOLD = {"ground": "court", "owner": "data protection officer"}
A_YEAR = months_after(today(), 12)


def in_days(days: int) -> str:
    """A day, as the field sends it."""
    return (today() + timedelta(days=days)).isoformat()


@pytest.mark.parametrize(
    "written", [spaced, lambda it: spaced(it).replace("-", " ").lower(), number_of]
)
def test_a_record_is_held_by_its_reference_or_its_number_and_released(
    admin: PortalClient, reference: str, written: Callable[[str], str]
) -> None:
    number = number_of(reference)
    assert (
        post(admin, "/holds", **HOLD, record=written(reference), review=in_days(90)).status_code
        == 303
    )
    assert newest() == ("records.held", number, f"court {in_days(90)}")
    assert f'{spaced(reference)} <code class="ref">{number}</code>' in text_of(
        admin.get(f"{HERE}/holds")
    )
    again = post(admin, "/holds", **HOLD, record=reference, review=in_days(90))
    assert "This record is held already" in text_of(again)
    assert post(admin, "/holds/release", record=number).status_code == 303
    assert newest() == ("records.released", number, "")
    assert (holds.open_holds(), problem()) == ([], "")


def test_who_placed_and_released_a_hold_stays_known_after_its_end(
    admin: PortalClient, reference: str
) -> None:
    number, by = number_of(reference), f"{in_words(today())}</time>, by Sam Admin"
    one, every = f"{HERE}/holds/{number}", f"{HERE}/holds"
    post(admin, "/holds", **HOLD, record=reference, review=in_days(90))
    for page in (text_of(admin.get(one)), text_of(admin.get(every))):
        assert page.count(by) == 1
        assert "Ended" not in page
    post(admin, "/holds/release", record=number)
    ended = text_of(admin.get(every)).partition("<h2>Ended</h2>")[2]
    assert f'<a href="/staff/audit?record={spaced(reference)}">' in ended
    for page in (text_of(admin.get(one)), ended):
        assert page.count(by) == 2
        assert "Who answered for it" in page
        assert "data protection officer" in page
        assert f"{in_words(today() + timedelta(days=90))}</time>" in page
    assert "Keep it held" not in text_of(admin.get(one))
    assert post(admin, f"/holds/{number}", review=in_days(30)).status_code == 404
    asked = text_of(admin.get(f"/staff/audit?record={reference}"))
    assert f"Ended on {in_words(today())}, by Sam Admin. It began on" in asked
    again = f"and was to look at it again on {in_words(today() + timedelta(days=90))}"
    assert f"The data protection officer answered for it, {again}" in asked


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"record": ""}, "Enter the reference or the number"),
        ({"record": "Ada Smith"}, "This is no number of a record"),
        ({"record": "ZZ9-ZZ9-ZZ9"}, "No record that can be held has this number or reference"),
        ({"record": RECORD}, "No record that can be held has this number or reference"),
        ({"record": "nonsense"}, "No record that can be held has this number or reference"),
        ({"ground": ""}, "Choose why it must wait"),
        ({"ground": "fun"}, "Choose why it must wait"),
        ({"review": ""}, "Enter the day on which it is looked at again, like 2026-12-31"),
        ({"review": "soon"}, "Enter the day on which it is looked at again, like 2026-12-31"),
        ({"review": "2001-01-01"}, "write a day that is still to come"),
        ({"review": in_days(0)}, "write a day that is still to come"),
        ({"review": str(A_YEAR + timedelta(days=1))}, f"write a day up to {in_words(A_YEAR)}"),
    ],
)
def test_a_hold_that_is_not_right_is_explained_and_nothing_is_noted(
    admin: PortalClient, reference: str, changes: dict[str, str], said: str
) -> None:
    before = rows()
    right = {**HOLD, "record": reference, "review": in_days(90)}
    answer = post(admin, "/holds", **{**right, **changes})
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert "data protection officer" in text_of(answer)
    assert (holds.open_holds(), rows()) == ([], before)


def test_releasing_asks_for_the_password_after_a_while(admin: PortalClient, reference: str) -> None:
    post(admin, "/holds", **HOLD, record=reference, review=in_days(90))
    with staff.later(minutes=12):
        answer = post(admin, "/holds/release", record=number_of(reference))
        assert answer.status_code == 403
        assert len(holds.open_holds()) == 1


def test_a_release_of_what_is_not_held_is_not_found(admin: PortalClient) -> None:
    before = rows()
    assert post(admin, "/holds/release", record=RECORD).status_code == 404
    assert rows() == before


def test_a_hold_is_looked_at_again_and_says_so_when_its_day_has_come(
    admin: PortalClient, reference: str
) -> None:
    number = number_of(reference)
    first, one = f"{HERE}/holds", f"{HERE}/holds/{number}"
    post(admin, "/holds", **HOLD, record=reference, review=in_days(9))
    assert 'type="date"' in text_of(admin.get(first))
    assert "<strong>0</strong> holds to look at again" in text_of(admin.get("/staff/"))
    assert "to be looked at now" not in text_of(admin.get(HERE))
    with staff.later(days=9):
        staff.sign_in(admin, "admin")
        assert "Now: it was due on" in text_of(admin.get(first))
        assert "Now: it was due on" in text_of(admin.get(one))
        assert "1 to be looked at now" in text_of(admin.get(HERE))
        assert "<strong>1</strong> hold to look at again" in text_of(admin.get("/staff/"))
        late = post(admin, f"/holds/{number}", review=in_days(0))
        assert (late.status_code, "still to come" in text_of(late)) == (422, True)
        assert post(admin, f"/holds/{number}", review=in_days(30)).status_code == 303
        assert newest() == ("records.hold_kept", number, in_days(30))
        assert "Now: it was due" not in text_of(admin.get(first))
        assert [str(each.review_on) for each in holds.open_holds()] == [in_days(30)]
    assert post(admin, f"/holds/{RECORD}", review=in_days(30)).status_code == 404
