"""An export holds everything: every mark in every field, and who may put it right."""

import json
from datetime import UTC, datetime

import pytest
from flask import Flask

from portal import records
from portal.core.references import spaced
from portal.records.service import paper, tables
from portal.register import personal_data
from tests.records import person

START = datetime(2026, 3, 20, 9, 30, tzinfo=UTC)
EMAIL = "ask.me@example.org"


def test_an_export_holds_every_mark(app: Flask) -> None:
    made = person.make(EMAIL, START)
    written = json.dumps(records.export(EMAIL).as_dict())
    assert [mark for mark in made.shown_marks() if mark not in written] == []
    assert made.marks["staff_people", "secret_sealed"] not in written


def test_every_table_by_which_somebody_is_found_is_a_section(app: Flask) -> None:
    person.make(EMAIL, START)
    held = records.export(EMAIL)
    expected = [entry.name for entry in personal_data().tables if entry.found_by]
    assert [section.table for section in held.sections] == expected
    assert all(s.title and s.why and s.purpose and s.basis and s.kept for s in held.sections)


@pytest.mark.parametrize("spelt", ["ASK.ME@example.org", " ask.me@EXAMPLE.org "])
def test_one_mailbox_is_found_however_it_is_spelt(spelt: str, app: Flask) -> None:
    person.make(EMAIL, START)
    assert not records.export(spelt).is_empty


def test_nobody_else_is_in_it(app: Flask) -> None:
    person.make(EMAIL, START)
    other = person.make("other.one@example.net", START)
    written = json.dumps(records.export(EMAIL).as_dict())
    assert [mark for mark in other.marks.values() if mark in written] == []
    assert records.export("stranger@example.org").is_empty


def test_moments_are_said_in_words_and_for_machines(app: Flask) -> None:
    person.make(EMAIL, START)
    items = [i for s in records.export(EMAIL).sections for r in s.rows for i in r.items]
    confirmed = next(item for item in items if item.label == "When you confirmed")
    assert confirmed.value == "Friday 20 March 2026 at 9:30am"
    assert confirmed.raw == "2026-03-20T09:30:00+00:00"


def test_a_person_puts_their_own_name_right_and_nothing_else(app: Flask) -> None:
    made = person.make(EMAIL, START)
    record = made.records["subscribers"][0]["public_id"]
    assert records.correct(EMAIL, "subscribers", record, "name_sealed", "Zoë Ñandú")
    assert not records.correct(EMAIL, "subscribers", record, "email_sealed", "x@example.org")
    assert not records.correct(EMAIL, "subscribers", record, "frequency", "weekly")
    assert not records.correct("other@example.org", "subscribers", record, "name_sealed", "X")
    section = next(s for s in records.export(EMAIL).sections if s.table == "subscribers")
    assert "Zoë Ñandú" in [item.value for item in section.rows[0].items]


def test_what_is_correctable_is_asked_for_even_when_it_is_empty(app: Flask) -> None:
    made = person.make(EMAIL, START)
    record = made.records["subscribers"][0]["public_id"]
    records.correct(EMAIL, "subscribers", record, "name_sealed", "")
    section = next(s for s in records.export(EMAIL).sections if s.table == "subscribers")
    asked = [item.column for item in section.rows[0].items if item.correctable]
    assert asked == ["name_sealed"]


def test_paper_is_listed_with_its_place(app: Flask) -> None:
    reference = paper.add("letters", "Cabinet 2, drawer 1", START, EMAIL)
    held = records.export(EMAIL)
    assert [(item.place, item.reference) for item in held.paper] == [
        ("Cabinet 2, drawer 1", spaced(reference))
    ]
    assert not held.is_empty


def test_a_key_that_was_destroyed_leaves_nothing_to_read(app: Flask) -> None:
    made = person.make(EMAIL, START)
    table = tables.table("record_keys")
    with tables.engine("record_keys").begin() as connection:
        connection.execute(table.delete())
    written = json.dumps(records.export(EMAIL).as_dict())
    assert made.marks["subscribers", "name_sealed"] not in written
