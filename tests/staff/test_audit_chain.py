"""The chain: whatever is done to an entry behind the portal's back is found, and named."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.core.clock import freeze, now
from portal.extensions import db
from portal.staff.models import AuditEntry
from portal.staff.service import anchors, audit
from portal.staff.service.verifying import accept, check, verify
from tests.staff.trail import ACTION, behind, problem, rows, write

COUNT = 8
TEXTS = ("actor", "action", "about", "detail", "previous", "hash")


def test_an_untouched_trail_is_whole(app: Flask) -> None:
    write(COUNT)
    found = verify()
    assert (found.problem, found.count, found.newest.number) == ("", COUNT, COUNT)
    assert check().problem == ""


def test_a_trail_without_entries_is_whole(app: Flask) -> None:
    assert problem() == ""


@pytest.mark.parametrize("column", TEXTS)
def test_one_letter_in_any_column_is_found(app: Flask, column: str) -> None:
    write(COUNT)
    for row in rows():
        for place in range(len(row[column])):
            letters = list(row[column])
            letters[place] = "0" if letters[place] != "0" else "1"
            _set(row["id"], column, "".join(letters))
            assert problem() == f"entry {row['id']} was altered"
        _set(row["id"], column, row[column])
    assert problem() == ""


def test_another_moment_is_found(app: Flask) -> None:
    write(COUNT)
    for row in rows():
        moment = datetime.fromisoformat(str(row["at"]))
        _set(row["id"], "at", (moment + timedelta(microseconds=1)).isoformat(" "))
        assert problem() == f"entry {row['id']} was altered"
        _set(row["id"], "at", moment.isoformat(" "))
    assert problem() == ""


def test_another_number_is_found(app: Flask) -> None:
    write(COUNT)
    for number in range(1, COUNT):
        behind("UPDATE audit_entries SET id = 99 WHERE id = :id", id=number)
        assert problem() == f"entry {number} was removed"
        behind("UPDATE audit_entries SET id = :id WHERE id = 99", id=number)
    behind("UPDATE audit_entries SET id = 99 WHERE id = :id", id=COUNT)
    assert problem() == f"entries {COUNT} to 98 were removed"


def test_a_removed_entry_is_named(app: Flask) -> None:
    write(COUNT)
    for number in range(COUNT - 1, 0, -1):
        behind("DELETE FROM audit_entries WHERE id = :id", id=number)
        gone = f"entry {number} was" if number == COUNT - 1 else f"entries {number} to 7 were"
        assert problem() == f"{gone} removed"


@pytest.mark.parametrize(("one", "other"), [(1, 2), (3, 7), (7, 8), (1, 8)])
def test_entries_that_changed_places_are_named(app: Flask, one: int, other: int) -> None:
    write(COUNT)
    for old, new in ((one, 99), (other, one), (99, other)):
        behind("UPDATE audit_entries SET id = :new WHERE id = :old", old=old, new=new)
    assert problem() == f"entry {one} was moved: it is entry {other}"


def test_a_tail_that_was_cut_off_is_found_by_the_mark(app: Flask) -> None:
    write(COUNT)
    for left in range(COUNT - 1, -1, -1):
        behind("DELETE FROM audit_entries WHERE id > :left", left=left)
        assert problem() == f"entries {left + 1} to {COUNT} were cut off"


@pytest.mark.parametrize("left", [1, 5])
def test_a_tail_cut_off_with_its_mark_put_back_is_found_by_the_anchor(
    app: Flask, left: int
) -> None:
    write(left)
    (old,) = rows("audit_marks")
    write(COUNT - left)
    with freeze(datetime(2026, 11, 22, 4, tzinfo=UTC)):
        anchors.note()
    behind("DELETE FROM audit_entries WHERE id > :left", left=left)
    _put_back(old)
    lost = f"entries {left + 1} to {COUNT} were cut off"
    assert problem() == f"{lost}: they were there on Sunday 22 November 2026"


def test_without_an_anchor_a_tail_cut_off_with_its_mark_is_not_found(app: Flask) -> None:
    write(3)
    (old,) = rows("audit_marks")
    write(3)
    behind("DELETE FROM audit_entries WHERE id > 3")
    _put_back(old)
    assert problem() == ""


def test_an_entry_of_another_history_does_not_fit(app: Flask) -> None:
    write(3)
    (third,) = rows("audit_marks")
    write(2)
    (fifth,), last = rows("audit_marks"), rows()[-1]
    behind("DELETE FROM audit_entries WHERE id > 3")
    _put_back(third)
    with freeze(now() + timedelta(hours=1)):
        write(1)
    columns = ", ".join(last)
    values = ", ".join(f":{name}" for name in last)
    behind(f"INSERT INTO audit_entries ({columns}) VALUES ({values})", **last)  # noqa: S608 - our own
    _put_back(fifth)
    assert problem() == "entry 5 does not follow the one before it"


def test_a_line_of_the_log_is_an_anchor_too(app: Flask) -> None:
    write(3)
    (old,) = rows("audit_marks")
    write(3)
    noted = anchors.note()
    anchors.put_aside()
    behind("DELETE FROM audit_entries WHERE id > 3")
    _put_back(old)
    assert "4 to 6 were cut off" in verify(against=anchors.parse(str(noted))).problem


def test_a_whole_trail_made_anew_is_found_by_the_anchor(app: Flask) -> None:
    write(3)
    anchors.note()
    behind("DELETE FROM audit_entries")
    behind("DELETE FROM audit_marks")
    with freeze(now() + timedelta(hours=1)):
        write(4)
    assert "entry 3 is not the one that was noted on" in problem()


@pytest.mark.parametrize("column", ["number", "hash", "seal"])
def test_an_altered_mark_is_found(app: Flask, column: str) -> None:
    write(COUNT)
    to = 5 if column == "number" else "0" * 64
    behind(f"UPDATE audit_marks SET {column} = :to", to=to)  # noqa: S608 - our own
    assert problem() == "the mark of the newest entry was altered"


def test_a_removed_mark_is_found(app: Flask) -> None:
    write(COUNT)
    behind("DELETE FROM audit_marks")
    assert problem() == "the mark of the newest entry was removed"


def test_going_on_writing_does_not_hide_an_altered_end(app: Flask) -> None:
    write(COUNT)
    (row,) = rows("audit_marks")
    behind("DELETE FROM audit_entries WHERE id = :id", id=COUNT)
    before = rows()[-1]
    behind("UPDATE audit_marks SET number = :n, hash = :h", n=before["id"], h=before["hash"])
    write(2)
    assert problem() == f"before entry {COUNT} the end of the trail was altered"
    assert row["number"] == COUNT


def test_what_was_looked_into_is_accepted_and_an_altered_entry_never_is(app: Flask) -> None:
    write(2)
    anchors.note()
    behind("DELETE FROM audit_entries WHERE id = 2")
    behind("DELETE FROM audit_marks")
    write(1)
    assert problem()
    accept()
    assert problem() == ""
    behind("UPDATE audit_entries SET actor = 'somebody' WHERE id = 1")
    accept()
    assert problem() == "entry 1 was altered"


def test_the_live_check_walks_the_newest_entries(app: Flask) -> None:
    write(COUNT)
    behind("UPDATE audit_entries SET detail = '' WHERE id = 2")
    assert verify(newest=5).problem == ""
    assert verify(newest=5).count == 5
    assert check().problem == "the audit trail is not as it was written: entry 2 was altered"


def test_no_line_of_the_anchors_can_be_altered_unseen(app: Flask) -> None:
    write(2)
    anchors.note()
    file = anchors._file()
    assert file.stat().st_mode & 0o777 == 0o600
    file.write_text(file.read_text().replace(" 2 ", " two "))
    assert problem() == "line 1 of the file audit.heads was altered"


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_is_written_over_an_entry_is_found(app: Flask, data: st.DataObject) -> None:
    if not rows():
        write(COUNT)
    kept = data.draw(st.sampled_from(rows()))
    column = data.draw(st.sampled_from(TEXTS))
    letters = st.characters(min_codepoint=32, max_codepoint=0x2FF)
    longest = 22 if column == "actor" else 40
    other = data.draw(st.text(letters, max_size=longest).filter(lambda text: text != kept[column]))
    _set(kept["id"], column, other)
    try:
        assert problem()
    finally:
        _set(kept["id"], column, kept[column])
    assert problem() == ""


def _set(number: int, column: str, value: Any) -> None:
    statement = f"UPDATE audit_entries SET {column} = :to WHERE id = :id"  # noqa: S608 - our own
    behind(statement, to=value, id=number)


def _put_back(mark: dict[str, Any]) -> None:
    behind("UPDATE audit_marks SET number = :number, hash = :hash, at = :at, seal = :seal", **mark)


def test_the_portal_itself_cannot_change_or_remove_an_entry(app: Flask) -> None:
    write(1)
    for change in (db.update(AuditEntry).values(detail=""), db.delete(AuditEntry)):
        with pytest.raises(audit.AppendOnlyError):
            db.session.execute(change)
    entry = db.session.scalars(db.select(AuditEntry)).one()
    entry.detail = "other"
    with pytest.raises(audit.AppendOnlyError):
        db.session.flush()
    db.session.rollback()
    db.session.delete(db.session.scalars(db.select(AuditEntry)).one())
    with pytest.raises(audit.AppendOnlyError):
        db.session.flush()
    assert ACTION
