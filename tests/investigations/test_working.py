"""Working on a case: every act, its entry in the trail, and two at once."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.complaints.models import ComplaintConsent, ComplaintEntry, ComplaintTask, codes
from portal.complaints.service import filing, ready, viewing
from portal.core.clock import in_words, now, today
from portal.extensions import db
from portal.outbox.models import OutboxRow
from tests.investigations.investigator import (
    HERE,
    Investigator,
    case_of,
    new_case,
    trail,
)

TODAY = today().isoformat()
LATER = (today() + timedelta(days=5)).isoformat()
BY_NAME = 'To pass it to <span dir="auto">Riverside Council</span>'
# Each step with what is filled in, in an order in which each can be done.
STEPS: tuple[tuple[str, dict[str, str]], ...] = (
    ("take", {}),
    ("acknowledge", {"message": "I have read it."}),
    ("call", {"message": "They want to know why."}),
    ("note", {"message": "Ask the ward."}),
    ("talk", {"talk": "taken-up", "planned_for": LATER}),
    ("extend", {"until": "2099-01-02", "said_on": TODAY, "how": "By phone."}),
    ("pause", {"paused": "details"}),
    ("resume", {}),
    ("alarm", {"how": "A neighbour rang."}),
    ("calm", {"how": "They are well."}),
    ("reply", {"message": "We have asked the ward."}),
    ("agree", {"recipient": "Riverside Council", "said_on": TODAY, "how": "In a letter."}),
    ("share", {"recipient": "riverside  council", "shared": "The complaint", "ground": "consent"}),
    ("task", {"task": "Ring the ward", "colleague": "", "due_on": ""}),
    ("file", {"area": "hospital", "subject": "waiting"}),
    ("learn", {"learned": "Two nurses at night."}),
    ("ombudsman", {"said_on": TODAY}),
    ("restrict", {"checked": "y"}),
    ("unrestrict", {}),
    ("read", {}),
)


def test_every_act_and_every_look_is_in_the_trail(desk: Investigator) -> None:
    case = new_case()
    for step, data in STEPS:
        answer = desk.step(case, step, **data)
        assert answer.location == f"{HERE}/{case}?done={step}", (step, answer.get_data(True)[:9000])
    acts = [each for each in trail(case) if each != "complaint.viewed"]
    assert len([each for each in acts if each.startswith("complaint.")]) == len(STEPS) + 1
    assert trail(case).count("complaint.viewed") == len(STEPS)
    assert "complaint.shared" not in acts
    assert acts.count("records.disclosed") == 1
    page = desk.open(case)
    for words in ("Two nurses at night.", "Ring the ward", BY_NAME):
        assert words in page


def test_an_acknowledged_case_is_mailed_and_counted_from(desk: Investigator) -> None:
    case = new_case()
    page = desk.open(case)
    assert "I have read your complaint." in page
    assert "We would like to talk with you" in page
    desk.step(case, "acknowledge", message="I have read it.")
    row = case_of(case)
    assert row.state == codes.OPEN
    assert row.acknowledged_at
    sent = db.session.scalars(
        select(OutboxRow.kind).where(OutboxRow.subject == case).order_by(OutboxRow.id)
    ).all()
    assert sent == ["complaints.received", "complaints.news"]
    again = desk.step(case, "acknowledge", message="Once more.")
    assert again.status_code == 422
    assert "acknowledged already" in again.get_data(as_text=True)


# What is half-written in each form of the page, while another one is sent.
TYPED = {
    "reply.message": "We asked the ward",
    "call.message": "Alex rang",
    "note.message": "Ask for the rota",
    "acknowledged.how": "Kim rang them",
    "talk.planned_for": LATER,
    "extend.how": "In a letter",
    "extend.until": "soon",
    "agree.recipient": "Riverside Council",
    "share.shared": "The notes",
    "task.task": "Ring the ward",
    "task.due_on": LATER,
    "learn.learned": "Two nurses at night",
    "ombudsman.said_on": TODAY,
}


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("step", "data"),
    [("read", {}), ("pause", {"paused": "details"}), ("take", {}), ("file", {"subject": "staff"})],
)
def test_whatever_is_not_sent_yet_stays_when_something_else_is_done(
    step: str, data: dict[str, str], desk: Investigator
) -> None:
    case = new_case(acknowledged_at=now(), area="hospital")
    data = {**data, "area": "hospital"} if step == "file" else data
    answer = desk.step(case, step, **data, **TYPED)
    page = answer.get_data(as_text=True)
    assert (answer.status_code, "Not sent yet" in page) == (200, True)
    assert case_of(case).version == 2
    for name, text in TYPED.items():
        assert text in page, name
        part = name.partition(".")[0]
        if f'<details class="nhsuk-details" id="part-{part}"' in page:
            assert f'<details class="nhsuk-details" id="part-{part}" open>' in page, name
    assert trail(case).count("complaint.reply") == 0
    again = {**TYPED, "reply.message": "", "note.message": ""}
    refused = desk.step(case, "note", **again).get_data(as_text=True)
    assert all(text in refused for text in again.values())
    assert desk.step(case, "reply", message="We asked the ward").status_code == 303


@pytest.mark.one_database
def test_what_stood_there_already_is_nothing_typed(desk: Investigator) -> None:
    case = new_case(who="representative", relation="asked", planned_for=today())
    row = case_of(case)
    stood = {
        "acknowledge.message": ready.acknowledgement(row).replace("\n", "\r\n"),
        "ask.message": ready.ask_for_consent(row).replace("\n", "\r\n"),
        "talk.planned_for": TODAY,
        "assign.colleague": "",
        "pause.paused": "",
    }
    assert desk.step(case, "take", **stood).status_code == 303


@pytest.mark.one_database
def test_a_new_code_is_not_made_past_words_that_are_not_sent(desk: Investigator) -> None:
    case = new_case()
    old = case_of(case).secret
    refused = desk.step(case, "code", **{"note.message": "Half a note"})
    page = refused.get_data(as_text=True)
    assert (refused.status_code, "not sent yet" in page, "Half a note" in page) == (422, True, True)
    assert case_of(case).secret == old


def test_what_is_kept_to_be_posted_is_acknowledged_once_it_is_posted(desk: Investigator) -> None:
    case = new_case(contact="post", address="1 Mill Lane", email="")
    kept = desk.step(case, "acknowledge", message="I have read it.")
    page = desk.read(kept.location)
    assert "No mail goes to Alex Canary: print it and post it" in page
    assert "it is not acknowledged yet" in page
    assert "Print and post what you wrote, and note the day, by" in page
    assert case_of(case).acknowledged_at is None
    assert desk.step(case, "acknowledged", said_on=TODAY, how="Posted.").status_code == 303
    assert case_of(case).acknowledged_at


@pytest.mark.one_database
def test_the_ready_words_follow_what_was_agreed_and_who_is_meant(desk: Investigator) -> None:
    planned = new_case(offer=codes.WANTED, planned_for=today() + timedelta(days=5))
    page = desk.open(planned)
    assert "You would like to talk with us" in page
    assert in_words(today() + timedelta(days=5)) in ready.acknowledgement(case_of(planned))
    mourning = new_case(who="representative", relation="died", other_name="Ida")
    page = desk.open(mourning)
    assert "Your care is the same" not in page
    assert "that who complains may speak for them" in page
    assert "/complaints/consent-form" in page
    asked = desk.step(mourning, "ask", message="Show us the will.", tells_nothing="y")
    assert asked.status_code == 303
    assert "The person it is about agrees" not in page


def test_the_second_of_two_is_told_what_changed_and_keeps_their_words(
    desk: Investigator, kim: Investigator
) -> None:
    case = new_case()
    assert kim.step(case, "take").status_code == 303
    late = desk.step(case, "note", message="I typed this", seen_version=1)
    page = late.get_data(as_text=True)
    assert late.status_code == 409
    assert "Somebody else was faster" in page
    assert "Kim Second: Made somebody responsible: Kim Second" in page
    assert "I typed this" in page
    assert case_of(case).lead == kim.person.public_id


@pytest.mark.one_database
def test_nothing_that_was_typed_is_lost_when_a_part_is_missing(desk: Investigator) -> None:
    case = new_case()
    for step, data in STEPS:
        if not data or step == "file":  # no service at all is an answer
            continue
        empty = next(iter(data))
        answer = desk.step(case, step, **{**data, empty: ""})
        page = answer.get_data(as_text=True)
        assert answer.status_code == 422, step
        assert "There is a problem" in page
        assert all(value in page for name, value in data.items() if name != empty), step
    assert case_of(case).version == 1


def test_tasks_are_done_once_and_a_consent_is_withdrawn(desk: Investigator) -> None:
    case = new_case()
    desk.step(case, "task", task="Ring the ward", colleague=desk.person.public_id, due_on=TODAY)
    desk.step(case, "agree", recipient="The council", said_on=TODAY, how="By phone.")
    task = db.session.scalars(select(ComplaintTask.public_id)).one()
    consent = db.session.scalars(select(ComplaintConsent.public_id)).one()
    assert desk.step(case, "finish", record=task).status_code == 303
    assert desk.step(case, "finish", record=task).status_code == 422
    assert desk.step(case, "withdraw", record=consent).status_code == 303
    refused = desk.step(
        case, "share", recipient="The council", shared="The complaint", ground="consent"
    )
    assert refused.status_code == 422
    assert "Nobody noted that they agree" in refused.get_data(as_text=True)


def test_new_messages_are_marked_until_somebody_deals_with_them(desk: Investigator) -> None:
    case = new_case()
    row = case_of(case)
    db.session.add(
        ComplaintEntry(
            complaint_id=row.id, kind="message", text="One thing more", written_at=row.received_at
        )
    )
    db.session.commit()
    assert "New message" in desk.read()
    assert "One thing more" in desk.open(case)
    assert "New message" in desk.read(), "a look alone deals with nothing"
    desk.step(case, "reply", message="Thank you.")
    assert "New message" not in desk.read()


@pytest.mark.one_database
def test_who_can_only_be_rung_is_rung_and_an_address_that_they_give_is_kept(
    desk: Investigator,
) -> None:
    case = new_case(email="", contact="phone", phone="020 7946 0958")
    desk.step(case, "take")
    assert "Keep it, to say on the phone" in desk.open(case)
    page = desk.read(desk.step(case, "acknowledge", message="I have read it.").location)
    assert 'and note the day under <a href="#part-acknowledged">' in page
    assert "Ring them and say what you wrote, and note the day, by" in page
    assert "Print" not in page.partition("What comes next</h3>")[2].partition("<h1>")[0]
    none = desk.step(case, "reach", how="By phone.")
    assert "Write an email address or a postal address" in none.get_data(as_text=True)
    wrong = desk.step(case, "reach", email="alex at home", how="By phone.")
    assert wrong.status_code == 422
    given = {"address": "1 Mill Lane", "how": "Alex, on the number in the case."}
    page = desk.read(desk.step(case, "reach", **given).location)
    assert "Noted where we write to them: a postal address" in page
    assert "1 Mill Lane" in page
    assert "Print and post what you wrote" in page
    mail = {"email": "alex.canary@example.org", "how": "By phone."}
    assert desk.step(case, "reach", **mail).status_code == 303
    row = case_of(case)
    assert (filing.is_mailed(row), row.email) == (True, "alex.canary@example.org")
    shown = [each.more for each in viewing.view_of(row).happened if "where we write" in each.what]
    assert shown == ["a postal address", "an email address"]
    moved = desk.step(case, "reach", address="2 High Street", how="By phone.")
    assert "Before, it was: 1 Mill Lane" in desk.read(moved.location)
