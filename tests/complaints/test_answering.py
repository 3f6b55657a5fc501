"""The answer: every part that the law names, or it is neither signed, sent nor closed."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal.complaints.models import codes
from portal.complaints.service import answering
from portal.complaints.service.answering import Draft
from portal.complaints.service.filing import CaseError, ChangedError, events
from portal.core import clock
from portal.extensions import db
from portal.outbox.models import OutboxRow
from tests.support import cases
from tests.support.cases import WHOLE, act, answered, drafted, found, made
from tests.support.staff import later

# RULES R16, in the words that whoever writes the answer is told.
PARTS = {
    "considered": "how we looked into it",
    "found": "what we found",
    "conclusion": "what we conclude",
    "action": "what we do about it, or that nothing is needed and why",
    "outcome": "whether it is upheld, partly upheld or not upheld",
    "signed_by": "the name of the responsible person who signs it",
    "signed_as": "what the person who signs it is",
    "approved_on": "on which day the responsible person approved these words",
    "approved_how": "how they approved them",
}


def news() -> list[OutboxRow]:
    """The mails that say that there is something new."""
    return list(db.session.scalars(select(OutboxRow).where(OutboxRow.kind == "complaints.news")))


@pytest.mark.parametrize("part", PARTS)
def test_an_answer_without_a_part_is_not_signed_and_the_part_is_named(
    app: Flask, part: str
) -> None:
    """R16: each part alone."""
    case = drafted(made(), **{part: ""})
    assert answering.missing(case, answering.latest(case)) == [PARTS[part]]
    with pytest.raises(CaseError, match=PARTS[part]):
        act(answering.sign, case)
    answer = answering.latest(found(case.public_id))
    assert answer is not None
    assert answer.signed_at is None


def test_a_case_without_an_answer_lacks_every_part(app: Flask) -> None:
    """Nothing was begun."""
    case = made()
    assert answering.missing(case, None) == list(PARTS.values())
    with pytest.raises(CaseError, match="no answer to sign"):
        act(answering.sign, case)


def test_a_draft_keeps_what_is_written_so_far(app: Flask) -> None:
    """Every part may be empty; each is sealed."""
    case = act(answering.draft, made(), Draft(considered="We asked the ward."))
    answer = answering.latest(case)
    assert answer is not None
    assert (answer.considered, answer.found, answer.number) == ("We asked the ward.", None, 1)
    case = drafted(case)
    answer = answering.latest(case)
    assert answer is not None
    assert {name: getattr(answer, name) for name in WHOLE} == WHOLE
    assert answer.number == 1
    assert b"ward" not in (answer.considered_sealed or b"")


def test_of_two_who_write_at_once_the_second_is_told(app: Flask) -> None:
    """And the first keeps what they wrote."""
    case = made()
    seen = case.version
    drafted(case)
    with pytest.raises(ChangedError):
        answering.draft(case.public_id, Draft(found="Nothing"), by="", seen_version=seen)
    answer = answering.latest(found(case.public_id))
    assert answer is not None
    assert answer.found == WHOLE["found"]


def test_an_answer_is_signed_then_sent_and_the_person_is_told_that_there_is_news(
    app: Flask,
) -> None:
    """The mail is asked for in the same commit; it holds no word of the answer."""
    case = drafted(made())
    with pytest.raises(CaseError, match="not signed"):
        act(answering.send, case)
    case = act(answering.send, act(answering.sign, case))
    assert (case.state, case.outcome) == (codes.ANSWERED, "upheld")
    assert case.answered_at == answering.sent(case)[0].sent_at
    assert [row.subject for row in news()] == [case.public_id]
    assert [each.event for each in events(case)][-3:] == ["drafted", "signed", "answered"]


def test_who_changes_a_signed_answer_has_to_sign_it_again(app: Flask) -> None:
    """A signature is under these words and no others."""
    case = drafted(act(answering.sign, drafted(made())), found="Something else.")
    with pytest.raises(CaseError, match="not signed"):
        act(answering.send, case)


def test_what_was_sent_is_never_changed(app: Flask) -> None:
    """Whoever wants to say more opens the case again."""
    case = answered(made())
    with pytest.raises(CaseError, match="Open the case again"):
        drafted(case, found="Something else.")
    assert [each.found for each in answering.sent(found(case.public_id))] == [WHOLE["found"]]


RUNG: dict[str, Any] = {"contact": "phone", "email": "", "phone": "0161 496 0000"}


def test_an_answer_is_not_called_posted_without_an_address(app: Flask) -> None:
    """It goes in writing: who can only be rung is asked where it may go."""
    case = act(answering.sign, drafted(made(**RUNG)))
    for posted in (False, True):
        with pytest.raises(CaseError, match="we have no address of theirs"):
            act(answering.send, case, posted=posted)
    assert not answering.sent(found(case.public_id))


@pytest.mark.parametrize(
    "how", [{"contact": "post", "address": "1 Mill Lane"}, {**RUNG, "address": "1 Mill Lane"}]
)
def test_who_has_no_mail_from_us_gets_a_letter_by_post(app: Flask, how: dict[str, Any]) -> None:
    """That it was posted is written down; no mail is asked for."""
    case = act(answering.sign, drafted(made(**how)))
    with pytest.raises(CaseError, match="post it"):
        act(answering.send, case)
    case = act(answering.send, case, posted=True)
    assert answering.sent(case)[0].posted
    assert not news()
    assert events(case)[-1].detail == "upheld"


def test_a_late_answer_says_why_it_took_longer(app: Flask) -> None:
    """RULES R17: the last day itself is in time, the day after is not."""
    with clock.freeze(clock.now().replace(month=1, day=15, hour=9)):
        case = drafted(made())
        due = answering.due_on(case)
        wait = (due - case.received_on).days
        with later(days=wait):
            assert answering.missing(found(case.public_id), answering.latest(case)) == []
        with later(days=wait + 1):
            with pytest.raises(CaseError, match="why it took longer"):
                act(answering.sign, case)
            case = act(answering.sign, drafted(case, delay="A witness was ill."))
            assert act(answering.send, case).state == codes.ANSWERED


def test_an_answer_that_was_signed_in_time_and_not_sent_in_time_says_why(app: Flask) -> None:
    """What counts is the day it goes."""
    case = act(answering.sign, drafted(made(kind="website")))
    with later(days=60), pytest.raises(CaseError, match="why it took longer"):
        act(answering.send, case)


@pytest.mark.parametrize("consent", [codes.AWAITED, codes.REFUSED])
def test_without_consent_no_answer_tells_about_the_persons_care(app: Flask, consent: str) -> None:
    """RULES R14: a representative hears nothing about somebody who has not agreed."""
    case = made(who="representative", relation="asked", other_name="Tom Bloom")
    assert case.consent == codes.AWAITED
    case.consent = consent
    db.session.commit()
    with pytest.raises(CaseError, match="the person it is about agrees"):
        act(answering.sign, drafted(case))
    case = act(answering.sign, drafted(case, tells_nothing=True))
    case.consent = codes.AWAITED
    assert act(answering.send, case).state == codes.ANSWERED


def test_consent_that_is_taken_back_stops_an_answer_that_was_signed(app: Flask) -> None:
    """It is asked about again when it is sent."""
    case = made(who="representative", relation="asked", other_name="Tom Bloom")
    case.consent = codes.RECORDED
    db.session.commit()
    case = act(answering.sign, drafted(case))
    case.consent = codes.REFUSED
    db.session.commit()
    with pytest.raises(CaseError, match="agrees"):
        act(answering.send, case)


def test_the_clock_of_a_case_that_is_opened_again_begins_that_day(app: Flask) -> None:
    """Its first answer met the law's day; the next has as long, by our own promise."""
    case = answered(made())
    with later(days=300):
        case = cases.reopened(case)
        assert not answering.is_late(case)
        assert answering.due_on(case) > clock.today() + timedelta(days=170)
        assert case.due_on == answering.due_on(case)


def test_an_answer_that_was_begun_empty_can_be_written_later(app: Flask) -> None:
    case = act(answering.draft, made(), Draft())
    assert "how we looked into it" in answering.missing(case, answering.latest(case))
    db.session.expunge_all()
    act(answering.draft, case, Draft(considered="We asked the ward."))
    written = answering.latest(found(case.public_id))
    assert written is not None
    assert written.considered == "We asked the ward."
