"""What somebody told us on the phone: noted, shown to them, and part of their copy."""

from flask import Flask
from sqlalchemy import func, select

import portal.records as records
from portal.complaints.service import opening, talking
from portal.extensions import db
from portal.outbox.models import OutboxRow
from tests.support.cases import act, made

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
