"""What the file of a case shows: calls that were noted, and what was done on which day."""

from flask import Flask
from sqlalchemy import func, select

import portal.records as records
from portal.complaints.service import opening, talking
from portal.extensions import db
from portal.outbox.models import OutboxRow
from tests.support.cases import act, closed, made

SAID = "You told us that the bell had been broken since Tuesday."


def test_a_note_of_a_call_is_shown_to_the_person_mailed_about_and_in_their_copy(app: Flask) -> None:
    case = act(talking.call, made(), SAID)
    assert [(each.kind, each.text) for each in opening.show(case).said] == [("call", SAID)]
    news = select(func.count()).where(OutboxRow.kind == "complaints.news")
    assert db.session.scalar(news) == 1
    assert SAID in str(records.export("ada@example.org").as_dict())


def test_a_note_for_ourselves_is_not_shown_and_is_in_the_copy_all_the_same(app: Flask) -> None:
    case = act(talking.note, made(), SAID)
    assert opening.show(case).said == ()
    assert SAID in str(records.export("ada@example.org").as_dict())


def test_the_file_says_what_was_done_on_which_day_and_no_inner_work(app: Flask) -> None:
    happened = opening.show(closed(act(talking.note, made(), SAID))).happened
    assert [each.what for each in happened] == [
        "We got the complaint",
        "Our answer was sent",
        "It was closed",
    ]
    assert all(each.at for each in happened)
    assert [each.more for each in happened][1:] == ["Upheld", "Answered"]
