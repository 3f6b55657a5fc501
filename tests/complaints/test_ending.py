"""How a case ends: refused while a part is missing, naming it; and how it begins again."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask

import portal.records as records
from portal.complaints.models import Complaint, ComplaintConsent, codes
from portal.complaints.service import answering, ending, filing, talking
from portal.complaints.service.filing import CaseError
from portal.core import clock
from portal.core.clock import in_words, today
from portal.extensions import db
from tests.support.cases import act, answered, closed, drafted, filed, found, made, reopened
from tests.support.staff import later

MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)


def agreed(case: Complaint, recipient: str | None, withdrawn: date | None = None) -> None:
    """Consent that is written down."""
    consent = ComplaintConsent(
        complaint_id=case.id,
        recipient=recipient,
        how="They signed the form.",
        given_on=clock.today(),
        withdrawn_on=withdrawn,
        written_at=clock.now(),
    )
    db.session.add(consent)
    db.session.commit()


def kept(public_id: str) -> bool:
    """Whether a case outlives a retention run."""
    db.session.rollback()
    records.run_retention()
    db.session.expire_all()
    return filing.find(public_id) is not None


def test_a_case_without_a_whole_answer_is_not_closed_as_answered(app: Flask) -> None:
    """The refusal names what is missing."""
    case = filed(drafted(made(), action="", signed_as=""))
    with pytest.raises(CaseError) as refused:
        act(ending.close, case, "answered")
    assert "nothing is needed and why" in str(refused.value)
    assert "what the person who signs it is" in str(refused.value)
    assert found(case.public_id).closed_at is None


def test_an_answer_that_was_not_sent_closes_nothing(app: Flask) -> None:
    """Nor does one that was signed."""
    case = act(answering.sign, drafted(filed(made())))
    with pytest.raises(CaseError, match="was not sent"):
        act(ending.close, case, "answered")


def test_a_case_that_is_answered_and_filed_is_closed(app: Flask) -> None:
    """From that day its 10 years count."""
    case = answered(made())
    with pytest.raises(CaseError, match="what it is about and which kind of service"):
        act(ending.close, case, "answered")
    case = act(ending.close, filed(case), "answered")
    assert (case.state, case.ending, case.outcome) == (codes.CLOSED, "answered", "upheld")
    assert case.closed_at is not None
    assert case.due_on is None
    with pytest.raises(CaseError, match="closed already"):
        act(ending.close, case, "answered")


@pytest.mark.parametrize(
    ("channel", "hours", "closes"),
    [("phone", 30, True), ("person", 1, True), ("phone", 48, False), ("email", 1, False)],
)
def test_only_what_was_told_us_is_settled_and_by_the_next_working_day(
    app: Flask, channel: str, hours: int, closes: bool
) -> None:
    """RULES R15."""
    with clock.freeze(MONDAY):
        case = made(channel=channel)
        with later(hours=hours):
            if closes:
                assert act(ending.close, case, "settled").ending == "settled"
            else:
                with pytest.raises(CaseError):
                    act(ending.close, case, "settled")


def test_a_case_is_passed_on_with_consent_that_stands_and_names_to_whom(app: Flask) -> None:
    """RULES R18: consent about who speaks for whom, or that was taken back, is none."""
    case = filed(made())
    agreed(case, None)
    agreed(case, "Hill Hospital", withdrawn=clock.today())
    with pytest.raises(CaseError, match="Record that .+ agrees to pass something on"):
        act(ending.close, case, "passed")
    agreed(case, "Lake Hospital")
    with pytest.raises(CaseError, match="Nothing is noted as passed on"):
        act(ending.close, case, "passed")
    filing.note(found(case.public_id), "passed")
    db.session.commit()
    assert act(ending.close, case, "passed").ending == "passed"


def test_what_was_answered_ends_as_answered_and_is_answered_anew_in_words_approved_since(
    app: Flask,
) -> None:
    """An approval from before it was opened again is of other words."""
    case = filed(answered(made()))
    for ends in ("withdrawn", "passed"):
        with pytest.raises(CaseError, match="ends as answered"):
            act(ending.close, case, ends)
    yesterday = clock.today() - timedelta(days=1)
    again = drafted(reopened(case), approved_on=yesterday)
    with pytest.raises(CaseError, match="cannot have been approved before"):
        act(answering.sign, again)
    assert act(answering.sign, drafted(again)).state == codes.OPEN


def test_a_case_can_be_withdrawn_without_an_answer(app: Flask) -> None:
    """It says nothing about who was right."""
    case = closed(made(), "withdrawn")
    assert (case.ending, case.outcome) == ("withdrawn", "")


def test_an_ending_that_there_is_not_is_refused(app: Flask) -> None:
    """A forged form."""
    with pytest.raises(CaseError, match="Choose"):
        act(ending.close, made(), "forgotten")


def test_a_case_that_is_opened_again_needs_a_second_answer(app: Flask) -> None:
    """The first stays as it was sent, and closes nothing any more."""
    case = reopened(closed(made()))
    assert (case.state, case.closed_at, case.ending, case.outcome) == (codes.OPEN, None, "", "")
    with pytest.raises(CaseError, match="Send a new answer; or"):
        act(ending.close, case, "answered")
    case = closed(case, outcome="partly", found="We had missed a page.")
    assert [each.outcome for each in answering.sent(case)] == ["upheld", "partly"]
    assert [each.number for each in answering.sent(case)] == [1, 2]
    with pytest.raises(CaseError, match="is open"):
        act(ending.reopen, reopened(case), "Again.")


@pytest.mark.one_database
def test_an_answer_that_stands_closes_its_case_again_once_they_are_told_why(app: Flask) -> None:
    """With the outcome that it had, and the words of staff say which answer it is."""
    case = reopened(closed(made()))
    assert "answered" not in ending.open_to(case)
    case = act(talking.reply, case, "We looked again, and found nothing new.")
    day = in_words(today())
    assert ending.open_to(case)["answered"] == f"Answered: our answer of {day} stands"
    case = act(ending.close, drafted(case), "answered")
    assert (case.ending, case.outcome) == ("answered", "upheld")
    assert [each.number for each in answering.sent(case)] == [1]
    again = act(talking.call, reopened(case), "They rang, and are content.")
    assert "answered" in ending.open_to(again)
    never = reopened(closed(made(), "withdrawn"))
    assert "answered" not in ending.open_to(act(talking.reply, never, "We look at it."))


def test_ten_years_count_from_the_last_closing(app: Flask) -> None:
    """RULES R22, with a day on either side; the file goes with the case."""
    case = closed(made())
    number = case.public_id
    with later(days=365 * 9):
        closed(reopened(case))
        with later(days=365 * 10):
            assert kept(number)
        with later(days=365 * 10 + 4):
            assert not kept(number)
