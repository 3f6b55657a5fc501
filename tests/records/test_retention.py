"""Retention: a second too early is too early, a second too late is too late, for every rule."""

from datetime import UTC, datetime, time, timedelta

import pytest
from flask import Flask
from sqlalchemy import Date

from portal import records
from portal.core import clock, jobs
from portal.extensions import db
from portal.records.models import RetentionRun
from portal.records.service import holds, sharing, tables
from portal.records.service import retention as engine
from portal.register import Rule, retention
from tests.records import rows
from tests.support import cases

START = datetime(2026, 3, 20, 9, 30, tzinfo=UTC)
SECOND = timedelta(seconds=1)
SWEPT = [(rule, anchor) for rule in retention().rules if rule.is_swept for anchor in rule.anchor]
NAMES = [f"{rule.key}-{anchor}" for rule, anchor in SWEPT]
HELD = [rule for rule in retention().rules if rule.is_swept and rule.legal_hold]


def end_of(rule: Rule, anchor: str) -> datetime:
    """When the time of a row is over that counts from START: of a day, when that day begins."""
    assert rule.period is not None
    end = rule.period.after(START)
    if isinstance(tables.table(rule.table).c[anchor].type, Date):
        local = end.astimezone(clock.LONDON).date()
        return datetime.combine(local, time(), clock.LONDON)
    return end


def left(rule: Rule) -> int:
    return rows.how_many(rule.table)


@pytest.mark.parametrize(("rule", "anchor"), SWEPT, ids=NAMES)
def test_a_row_goes_when_its_time_is_over_and_not_a_second_before(
    rule: Rule, anchor: str, app: Flask
) -> None:
    row = rows.under(rule, anchor, START)
    with rows.at(end_of(rule, anchor) - SECOND):
        records.run_retention()
        assert rows.is_there(rule.table, row)
    with rows.at(end_of(rule, anchor) + SECOND):
        records.run_retention()
        assert not rows.is_there(rule.table, row)


@pytest.mark.parametrize(("rule", "anchor"), SWEPT, ids=NAMES)
def test_what_is_due_is_asked_without_changing_anything(
    rule: Rule, anchor: str, app: Flask
) -> None:
    rows.under(rule, anchor, START)
    question = engine.due(rule, end_of(rule, anchor) + SECOND)
    assert str(question) == str(engine.due(rule, end_of(rule, anchor) + SECOND))
    with rows.at(end_of(rule, anchor) + SECOND):
        run = records.run_retention(dry_run=True)
    assert [(c.due, c.removed) for c in run.counts if c.rule == rule.key] == [(1, 1)]
    assert left(rule) >= 1
    assert records.last_run() is None


@pytest.mark.parametrize("rule", HELD, ids=lambda rule: rule.key)
def test_a_legal_hold_keeps_a_record_until_it_is_released(rule: Rule, app: Flask) -> None:
    record = rows.under(rule, rule.anchor[0], START)["public_id"]
    with rows.at(START):
        with pytest.raises(holds.HoldError, match="no record that can be held"):
            holds.place("r" * 22, "court", "lead", START.date() + timedelta(days=90))
        holds.place(record, "court", "complaints lead", START.date() + timedelta(days=90))
    with rows.at(end_of(rule, rule.anchor[0]) + SECOND):
        run = records.run_retention()
        # The trail of what was done about the hold is over by then, under a rule of its own.
        counts = [(c.due, c.removed, c.held) for c in run.counts if c.rule == rule.key]
        assert counts == [(1, 0, 1)]
        assert left(rule) == 1
        holds.release(record)
        records.run_retention()
        assert left(rule) == 0


@pytest.mark.parametrize(
    ("ground", "days", "words"),
    [("whim", 5, "write one of these grounds"), ("court", 0, "still to come")],
)
def test_a_hold_needs_a_ground_and_an_end(ground: str, days: int, words: str, app: Flask) -> None:
    with pytest.raises(holds.HoldError, match=words):
        holds.place("r" * 22, ground, "lead", clock.today() + timedelta(days=days))


def test_the_log_of_what_we_share_stays_as_long_as_the_record_it_is_about(app: Flask) -> None:
    rule = retention().find("disclosures")
    shared = ("The Ombudsman", "A complaint file", "ombudsman", "Complaints lead")
    with rows.at(START):
        case = cases.made(email="ann@example.org").public_id
        sharing.log(*shared, record=case)
        sharing.log(*shared)
    with rows.at(end_of(rule, "shared_at") + SECOND):
        records.run_retention()
        assert [each.record for each in sharing.listed()] == [case]


def test_there_is_something_that_may_be_held() -> None:
    assert HELD, "the notice says that a court can stop a removal"


def test_each_run_is_noted_with_counts_and_nothing_else(app: Flask) -> None:
    rule = retention().find("not-me")
    for _ in range(3):
        rows.under(rule, "marked_at", START)
    with rows.at(end_of(rule, "marked_at") + SECOND):
        records.run_retention()
        assert records.last_run() == clock.now()
    noted = db.session.scalars(db.select(RetentionRun).order_by(RetentionRun.id)).all()
    assert [(n.rule, n.due, n.removed, n.held) for n in noted] == [
        ("", 3, 3, 0),
        ("not-me", 3, 3, 0),
    ]


def test_many_rows_go_in_one_run_and_nothing_in_the_next(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "BATCH", 2)
    rule = retention().find("not-me")
    for _ in range(5):
        rows.under(rule, "marked_at", START)
    with rows.at(end_of(rule, "marked_at") + SECOND):
        removed = [sum(c.removed for c in records.run_retention().counts) for _ in range(2)]
    assert removed == [5, 0]


def test_a_rule_that_fails_stops_no_other(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    rule = retention().find("not-me")
    rows.under(rule, "marked_at", START)
    with db.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE mailed_links RENAME TO elsewhere")
    try:
        with (
            rows.at(end_of(rule, "marked_at") + SECOND),
            pytest.raises(engine.RetentionError, match="mailed-links"),
        ):
            records.run_retention()
        assert left(rule) == 0
        assert records.last_run() is None
    finally:
        with db.engine.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE elsewhere RENAME TO mailed_links")


def test_it_is_late_when_nobody_looked_for_26_hours(app: Flask) -> None:
    with rows.at(START):
        assert not records.is_late()
        records.run_retention()
    for hours, late in ((25.9, False), (26.1, True)):
        with rows.at(START + timedelta(hours=hours)):
            assert records.is_late() is late
            assert bool(engine.check().wrong) is late


def test_it_is_late_when_a_row_is_there_and_nobody_ever_looked(app: Flask) -> None:
    rule = retention().find("not-me")
    rows.under(rule, "marked_at", START)
    for hours, late in ((25.9, False), (26.1, True)):
        with rows.at(end_of(rule, "marked_at") + timedelta(hours=hours)):
            assert records.is_late() is late


def test_a_row_that_is_still_there_is_found_whatever_a_run_said(app: Flask) -> None:
    rule = retention().find("not-me")
    rows.under(rule, "marked_at", START)
    with rows.at(end_of(rule, "marked_at") + timedelta(hours=27)):
        db.session.add(RetentionRun(ran_at=clock.now(), rule="", due=0, removed=0, held=0))
        db.session.commit()
        assert not records.is_late()
        found = engine.check()
    assert "has left things behind, 1 in all" in found.words
    assert "not-me" in found.detail


def test_the_worker_runs_it_every_hour(app: Flask) -> None:
    planned = [job for job in jobs.schedule(app).jobs if job.name == "records.retention"]
    assert [job.interval for job in planned] == [timedelta(hours=1)]
