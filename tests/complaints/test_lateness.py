"""What was late for good: RULES R11 and R17, with a day on either side."""

from datetime import date, timedelta

import pytest

from portal.complaints.service.lateness import ACKNOWLEDGED, ANSWERED, of

# A Thursday; it is acknowledged by Tuesday 17 March, and answered by 11 September.
CAME, ACK, END = date(2026, 3, 12), date(2026, 3, 17), date(2026, 9, 11)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("acknowledged", "answered", "closed", "late"),
    [
        (ACK, END, END, set()),
        (ACK + DAY, END, END, {ACKNOWLEDGED}),
        (ACK, END + DAY, None, {ANSWERED}),
        (None, ACK, ACK, set()),
        (None, ACK + DAY, None, {ACKNOWLEDGED}),
        (None, None, ACK, set()),
        (None, None, ACK + DAY, {ACKNOWLEDGED}),
        (None, None, END + DAY, {ACKNOWLEDGED, ANSWERED}),
        (ACK, None, END + DAY, {ANSWERED}),
        (ACK, None, None, set()),
        (None, None, None, set()),
    ],
)
def test_what_was_done_after_its_day_or_never_is_late_once_it_is_sure(
    acknowledged: date | None, answered: date | None, closed: date | None, late: set[str]
) -> None:
    found = of("care", CAME, acknowledged=acknowledged, answered=answered, closed=closed)
    assert set(found) == late


def test_a_later_day_that_was_agreed_counts() -> None:
    told = {"acknowledged": ACK, "answered": END + DAY, "closed": None}
    assert not set(of("care", CAME, **told, extended=[END + DAY]))
    assert set(of("care", CAME, **told, extended=[END - DAY])) == {ANSWERED}
