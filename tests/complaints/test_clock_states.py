"""How the clocks of a case stand on a day: what is due, who is told when, and what a pause does."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.complaints.models import codes
from portal.complaints.service.clocks import (
    KINDS,
    Clock,
    Pause,
    State,
    acknowledge_by,
    answer_by,
    clocks,
)
from portal.core.working_days import is_working_day

DAY = timedelta(days=1)
DAYS = st.dates(min_value=date(2024, 1, 1), max_value=date(2034, 12, 31))
# On Friday 28 August 2026; Monday is a bank holiday, so Thursday 3 September is the last day.
RECEIVED = date(2026, 8, 28)


def to_acknowledge(today: date, kind: str = "care", received: date = RECEIVED) -> Clock:
    return clocks(kind, received, today=today)[0]


def to_answer(today: date, kind: str = "care", received: date = RECEIVED) -> Clock:
    return clocks(kind, received, today=today)[1]


@pytest.mark.parametrize(
    ("today", "state"),
    [
        (RECEIVED, "due"),
        (date(2026, 9, 1), "due"),
        (date(2026, 9, 2), "due soon"),
        (date(2026, 9, 3), "due soon"),
        (date(2026, 9, 4), "overdue"),
    ],
)
def test_an_acknowledgement_is_due_soon_a_working_day_before_and_overdue_a_day_after(
    today: date, state: str
) -> None:
    assert to_acknowledge(today).state == state


def test_an_answer_is_due_soon_twenty_working_days_before() -> None:
    assert to_answer(date(2027, 1, 28)).state == "due"
    assert to_answer(date(2027, 1, 29)).state == "due soon"
    assert to_answer(date(2027, 2, 27)).state == "due soon"
    assert to_answer(date(2027, 2, 28)).state == "overdue"


def test_what_was_done_is_met_or_met_late_and_asks_for_nothing() -> None:
    for acknowledged, state in ((date(2026, 9, 3), "met"), (date(2026, 9, 4), "met late")):
        clock, _ = clocks("care", RECEIVED, today=date(2026, 9, 7), acknowledged=acknowledged)
        assert (clock.state, clock.met_on) == (state, acknowledged)
        assert not clock.runs
        assert clock.reminder(date(2026, 9, 7)) is clock.escalation(date(2026, 9, 7)) is None


def test_an_answer_acknowledges_what_nobody_acknowledged() -> None:
    both = clocks("website", RECEIVED, today=date(2026, 9, 2), answered=date(2026, 9, 1))
    assert [(clock.state, clock.met_on) for clock in both] == [("met", date(2026, 9, 1))] * 2
    late = date(2026, 9, 9)
    first, _ = clocks("care", RECEIVED, today=late, acknowledged=late, answered=date(2026, 9, 1))
    assert first.state == "met"


def test_a_complaint_that_was_withdrawn_is_due_no_more() -> None:
    stopped = date(2026, 9, 1)
    both = clocks("care", RECEIVED, today=date(2028, 1, 1), stopped=stopped)
    assert [clock.state for clock in both] == [State.STOPPED] * 2
    first, second = clocks(
        "care", RECEIVED, today=date(2028, 1, 1), stopped=stopped, acknowledged=stopped
    )
    assert (first.state, second.state) == (State.MET, State.STOPPED)


def test_staff_are_reminded_before_and_somebody_else_hears_on_the_day_and_after_it() -> None:
    clock = to_acknowledge(RECEIVED)
    assert clock.remind_on == (date(2026, 9, 2),)
    assert clock.escalate_on == (date(2026, 9, 3), date(2026, 9, 4))
    assert to_answer(RECEIVED).remind_on == (date(2027, 1, 29), date(2027, 2, 19))
    assert to_answer(RECEIVED).escalate_on == (date(2027, 2, 28),)


def test_a_warning_for_a_sunday_comes_on_the_friday_before() -> None:
    clock = to_acknowledge(date(2026, 7, 4), "information", received=date(2026, 7, 4))
    assert clock.due == date(2026, 8, 2)
    assert clock.remind_on == (date(2026, 7, 24), date(2026, 7, 30))
    assert clock.escalate_on == (date(2026, 7, 31), date(2026, 8, 3))


@pytest.mark.parametrize(
    ("today", "reminder", "escalation"),
    [
        (date(2026, 9, 1), None, None),
        (date(2026, 9, 2), date(2026, 9, 2), None),
        (date(2026, 9, 3), date(2026, 9, 2), date(2026, 9, 3)),
        (date(2026, 9, 9), date(2026, 9, 2), date(2026, 9, 4)),
    ],
)
def test_the_newest_call_that_has_come_is_the_one_to_make(
    today: date, reminder: date | None, escalation: date | None
) -> None:
    clock = to_acknowledge(today)
    assert (clock.reminder(today), clock.escalation(today)) == (reminder, escalation)


def test_a_later_day_that_was_agreed_moves_the_answer_and_its_reminders() -> None:
    first, second = clocks("care", RECEIVED, today=RECEIVED, extended_to=date(2027, 3, 31))
    assert first.due == acknowledge_by(RECEIVED)
    assert second.due == date(2027, 3, 31)
    assert second.escalate_on == (date(2027, 4, 1),)
    _, shorter = clocks("care", RECEIVED, today=RECEIVED, extended_to=date(2026, 12, 1))
    assert shorter.due == answer_by(RECEIVED)


def test_the_day_we_gave_runs_beside_the_law_s_and_moves_nothing() -> None:
    today, given = date(2026, 10, 6), date(2026, 10, 5)
    _, answer, plan = clocks("care", RECEIVED, today=today, planned_for=given)
    assert (answer.due, answer.state) == (answer_by(RECEIVED), State.DUE)
    assert (plan.due, plan.state, plan.by_law) == (given, State.OVERDUE, False)
    assert plan.remind_on == (date(2026, 9, 28), date(2026, 10, 2))
    *_, plan = clocks("care", RECEIVED, today=today, planned_for=given, answered=given)
    assert (plan.state, plan.met_on) == (State.MET, given)


def test_waiting_for_consent_is_counted_but_moves_no_date() -> None:
    pauses = [
        Pause(date(2026, 9, 20)),
        Pause(date(2026, 9, 1), date(2026, 9, 11)),
        Pause(date(2026, 9, 6), date(2026, 9, 8)),
    ]
    first, second = clocks("care", RECEIVED, today=date(2026, 9, 25), pauses=pauses)
    assert (first.due, second.due) == (acknowledge_by(RECEIVED), answer_by(RECEIVED))
    assert (first.paused_days, second.paused_days) == (0, 15)


def test_no_waiting_is_counted_after_the_answer_or_before_it_begins() -> None:
    ahead = [Pause(date(2026, 10, 1))]
    assert clocks("care", RECEIVED, today=date(2026, 9, 25), pauses=ahead)[1].paused_days == 0
    _, clock = clocks(
        "care", RECEIVED, today=date(2027, 1, 1), answered=date(2026, 10, 4), pauses=ahead
    )
    assert clock.paused_days == 3


def test_every_kind_of_complaint_has_its_clocks() -> None:
    assert set(KINDS) == set(codes.KINDS)


def test_only_what_the_law_sets_is_called_the_law_s() -> None:
    by_law = {
        kind: [clock.by_law for clock in clocks(kind, RECEIVED, today=RECEIVED)] for kind in KINDS
    }
    assert by_law == {
        "care": [True, True],
        "information": [True, False],
        "website": [False, False],
        "decision": [False, False],
    }
    assert "Our own" in to_answer(RECEIVED, "information").basis


@given(DAYS, st.sampled_from(KINDS))
def test_reminders_come_on_working_days_in_order_and_before_anybody_else_hears(
    received: date, kind: str
) -> None:
    for clock in clocks(kind, received, today=received):
        assert list(clock.remind_on) == sorted(set(clock.remind_on))
        assert all(map(is_working_day, clock.remind_on))
        assert received < clock.remind_from <= clock.due
        assert clock.remind_on[-1] < clock.escalate_on[0]
        assert clock.escalate_on[-1] == clock.due + DAY


@given(DAYS, st.sampled_from(KINDS), st.integers(min_value=0, max_value=300))
def test_a_clock_only_ever_goes_on_from_due_to_soon_to_overdue(
    received: date, kind: str, days: int
) -> None:
    order = [State.DUE, State.DUE_SOON, State.OVERDUE]
    today = received + days * DAY
    for now, then in zip(
        clocks(kind, received, today=today),
        clocks(kind, received, today=today + DAY),
        strict=True,
    ):
        assert order.index(now.state) <= order.index(then.state)
        assert (now.state == State.OVERDUE) == (today > now.due)
        assert (now.reminder(today) is not None) == (now.state != State.DUE)
