"""Erasing means gone: from every table, every file, every copy that can still be read."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import insert, select

from portal import records
from portal.core import clock, jobs
from portal.core.columns import new_public_id
from portal.core.crypto import (
    ErasedRecord,
    ForgottenError,
    RecordKey,
    blind_index,
    forget,
    load_keys,
)
from portal.core.database import KEYS
from portal.core.site import current_settings
from portal.extensions import db
from portal.records.models import ErasureMark
from portal.records.service import erasing, holds, tables
from portal.register import personal_data, retention
from tests.records import person, rows

START = datetime(2026, 3, 20, 9, 30, tzinfo=UTC)
CANARY = "canary.erased@example.org"
OTHER = "someone.else@example.net"


def everything(folder: Path) -> bytes:
    """Every byte the portal has: its files, and every row of every table as text."""
    db.session.rollback()
    files = [file for file in folder.rglob("*") if file.is_file()]
    whole = b"".join(file.read_bytes() for file in files)
    for metadata in db.metadatas.values():
        for table in metadata.sorted_tables:
            with tables.engine(table.name).connect() as connection:
                whole += repr(connection.execute(select(table)).all()).encode()
    return whole


def still_there(marks: list[str], folder: Path) -> list[str]:
    whole = everything(folder)
    return [mark for mark in marks if mark.encode() in whole]


def test_every_personal_field_has_a_mark(app: Flask) -> None:
    made = person.make(CANARY, START)
    sealed = {
        (entry.name, column.name)
        for entry in personal_data().tables
        for column in entry.columns
        if column.encrypted
    }
    assert sealed <= set(made.marks)
    assert len(made.erased_marks()) >= 5


def test_no_byte_of_an_erased_person_is_left(app: Flask) -> None:
    made, other = person.make(CANARY, START), person.make(OTHER, START)
    keys = wrapped_keys([row[0]["public_id"] for row in erasable(made)])
    assert len(keys) == len(erasable(made))
    records.erase(CANARY)
    folder = current_settings().instance
    assert still_there([*made.erased_marks(), CANARY], folder) == []
    whole = everything(folder)
    if db.engine.dialect.name == "sqlite":
        assert not [key for key in keys if key in whole]
    assert not records.export(OTHER).is_empty
    assert {section.table for section in records.export(OTHER).sections} == set(other.records)


def erasable(made: person.Person) -> list[list[dict[str, object]]]:
    """The records that have a key and go when a person asks."""
    stays = {entry.name for entry in personal_data().tables if entry.kept_because}
    return [
        found
        for name, found in made.records.items()
        if "public_id" in found[0] and name not in stays
    ]


def wrapped_keys(wanted: list[object]) -> list[bytes]:
    """The keys of these records as they are stored."""
    with db.engines[KEYS].connect() as connection:
        found = select(RecordKey.wrapped).where(RecordKey.record.in_(wanted))
        return list(connection.scalars(found))


def test_what_stays_is_said_with_its_reason_and_its_end(app: Flask) -> None:
    with clock.freeze(START):
        person.make(CANARY, START)
        done = records.erase(CANARY)
    stays = {
        entry.title for entry in personal_data().tables if entry.found_by and entry.kept_because
    }
    goes = {entry.title for entry in personal_data().tables if entry.found_by} - stays
    assert {title for title, _ in done.erased} == goes
    assert {kept.title for kept in done.kept} == stays
    assert all(kept.why and kept.until for kept in done.kept)
    mark = next(kept for kept in done.kept if "not you" in kept.title)
    assert mark.until == "until Sunday 19 April 2026"


def test_looking_first_changes_nothing(app: Flask) -> None:
    made = person.make(CANARY, START)
    said = records.preview(CANARY)
    assert {section.table for section in records.export(CANARY).sections} == set(made.records)
    done = records.erase(CANARY)
    assert said.erased == done.erased
    assert [kept.title for kept in said.kept] == [kept.title for kept in done.kept]


def test_erasing_ends_what_the_person_agreed_to(app: Flask) -> None:
    person.make(CANARY, START)
    table = tables.table("consents")
    db.session.execute(table.update().values(ended_at=None))
    db.session.commit()
    records.erase(CANARY)
    assert db.session.execute(select(table.c.ended_at)).scalar_one() is not None


def test_a_held_record_is_kept_and_the_answer_says_so(app: Flask) -> None:
    made = person.make(CANARY, START)
    rule = next(rule for rule in retention().rules if rule.is_swept and rule.legal_hold)
    record = made.records[rule.table][0]["public_id"]
    _under(rule.table, record, rule.only)
    holds.place(record, "court", "complaints lead", clock.today() + timedelta(days=9))
    done = records.erase(CANARY)
    assert "A court needs it" in {kept.why for kept in done.kept}
    assert rows.is_there(rule.table, made.records[rule.table][0])


def _under(name: str, record: str, only: object) -> None:
    """Bring a record under the rule that may be held."""
    values = {column: chosen[0] for column, chosen in dict(only).items()}  # type: ignore[call-overload]  # a mapping
    table = tables.table(name)
    if values:
        db.session.execute(table.update().where(table.c.public_id == record).values(values))
        db.session.commit()


def test_erasing_twice_and_erasing_a_stranger_is_fine(app: Flask) -> None:
    person.make(CANARY, START)
    records.erase(CANARY)
    assert records.erase(CANARY).erased == []
    assert records.erase("never.heard@example.org").kept == []


# TRUST C3: an old copy of the records, put back beside today's keys.
PEOPLE, ERASED = 100, 10


def subscribe(number: int) -> str:
    """One more subscriber, quickly; returns the record."""
    email = f"person{number}@example.org"
    index = blind_index("bulletins.email", email)
    made = rows.keyed("subscribers", START, email=email, email_index=index)
    return str(made.public_id)


def test_an_old_copy_brings_nobody_back(app: Flask) -> None:
    people = [subscribe(number) for number in range(PEOPLE)]
    table = tables.table("subscribers")
    copy = [dict(row) for row in db.session.execute(select(table)).mappings()]
    gone = people[:ERASED]
    db.session.execute(table.delete().where(table.c.public_id.in_(gone)))
    db.session.commit()
    forget(gone)
    _put_back("subscribers", copy)
    assert _readable(gone) == 0
    assert _readable(people[ERASED:]) == PEOPLE - ERASED
    jobs.run_at_start(app)
    assert rows.how_many("subscribers") == PEOPLE - ERASED


def _put_back(name: str, copy: list[dict[str, object]]) -> None:
    """Restore a table, and the mark that travels with it, from before the erasure."""
    table = tables.table(name)
    db.session.execute(table.delete())
    db.session.execute(ErasureMark.__table__.delete())  # type: ignore[attr-defined]  # a Table
    db.session.execute(insert(table), copy)
    db.session.commit()


def _readable(people: list[str]) -> int:
    model = tables.model("subscribers")
    found = list(db.session.scalars(select(model).where(model.public_id.in_(people))))
    load_keys(found)
    count = 0
    for each in found:
        try:
            count += bool(each.email)
        except ForgottenError:
            continue
    db.session.rollback()
    return count


def test_a_replay_is_done_once(app: Flask) -> None:
    forget([new_public_id() for _ in range(3)])
    assert erasing.replay() == 0
    mark = db.session.get(ErasureMark, erasing.REPLAYED)
    assert mark is not None
    assert mark.last_id == db.session.scalar(select(db.func.max(ErasedRecord.id)))
    db.session.rollback()


def test_a_list_from_a_backup_is_gone_through_from_the_start(app: Flask) -> None:
    db.session.add(ErasureMark(name=erasing.REPLAYED, last_id=10_000))
    db.session.commit()
    record = subscribe(1)
    forget([record])
    assert erasing.replay() == 1
    assert rows.how_many("subscribers") == 0


def test_a_key_without_a_record_is_destroyed_after_a_day(app: Flask) -> None:
    with clock.freeze(START):
        kept, orphan = subscribe(1), subscribe(2)
        table = tables.table("subscribers")
        db.session.execute(table.delete().where(table.c.public_id == orphan))
        db.session.commit()
    swept = []
    for hours in (23, 25):
        with clock.freeze(START + timedelta(hours=hours)):
            swept.append(erasing.sweep_orphans())
    assert swept == [0, 1]
    assert wrapped_keys([kept])
    assert not wrapped_keys([orphan])


@pytest.mark.parametrize("odd", ["", "no address", "@", "a@b"])
def test_what_is_no_address_is_refused(odd: str, app: Flask) -> None:
    with pytest.raises(ValueError, match="Enter an email address"):
        records.erase(odd)
