"""What the file of a case shows: calls that were noted, and what was done on which day."""

from flask import Flask
from sqlalchemy import func, select

import portal.records as records
import portal.staff as staff
from portal.complaints.models import codes
from portal.complaints.service import opening, sharing, talking, working
from portal.complaints.service.filing import TRAIL
from portal.core.clock import today
from portal.extensions import db
from portal.outbox.models import OutboxRow
from tests.complaints.person import later
from tests.support.cases import act, answered, closed, found, made

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


def mails() -> int:
    """How many mails were asked for that say that there is something new."""
    news = select(func.count()).where(OutboxRow.kind == "complaints.news")
    return db.session.scalar(news) or 0


def test_one_mail_says_that_there_is_news_until_they_look_or_a_week_is_over(
    app: Flask,
) -> None:
    case = made()
    for count in range(3):
        act(talking.reply, case, f"Reply {count}")
    assert mails() == 1
    opening.show(found(case.public_id))
    act(talking.reply, case, "After they looked")
    assert mails() == 2
    with later(days=7, seconds=1):
        act(talking.reply, case, "They never looked")
    assert mails() == 3


def test_our_answer_is_mailed_about_whatever_else_waits_to_be_read(app: Flask) -> None:
    case = act(talking.reply, made(), "Something")
    answered(case)
    assert mails() == 2


def test_what_is_only_noted_is_no_news(app: Flask) -> None:
    case = made(who="representative", relation="asked")
    act(working.pause, case, "consent")
    act(sharing.settle_consent, case, "recorded", today(), "By letter")
    act(sharing.agree, case, "Riverside Council", today(), "By letter")
    act(sharing.share, case, "Riverside Council", "The complaint", "consent")
    act(talking.mark_read, case)
    assert mails() == 0
    opening.show(closed(case))
    assert mails() == 1, "the answer, and not that we closed it"


def test_every_act_in_the_trail_says_that_it_is_about_a_complaint(app: Flask) -> None:
    acts = {name: words for name, words in staff.ACTIONS.items() if name.startswith(TRAIL)}
    assert set(acts) >= {TRAIL + event for event in codes.EVENTS}
    assert not [words for words in acts.values() if "complain" not in words]
