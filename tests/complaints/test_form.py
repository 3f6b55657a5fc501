"""The form of small steps: each path, going back, changing, sending, and what is never lost."""

import re
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import select

from portal.complaints.models import Complaint
from portal.complaints.service.taking import NETWORK_LIMITS, Answers, take
from portal.core import clock
from portal.core.references import unspaced
from portal.extensions import db
from tests.complaints.teller import CARE, FOR_OTHERS, HEARD, PHONE, POST, Teller, found, without
from tests.feedback.writer import later, rows
from tests.support.client import PortalClient

ONCE = re.compile(r"Your reference<br><strong>([^<]+)")


@pytest.fixture
def teller(client: PortalClient) -> Teller:
    """Somebody who complains."""
    return Teller(client)


def the_case() -> Complaint:
    """The only case."""
    db.session.rollback()
    return db.session.scalars(select(Complaint)).one()


def test_somebody_complains_about_their_own_care(teller: Teller) -> None:
    teller.walk(CARE)
    told = teller.send()
    case = the_case()
    assert unspaced(found(ONCE, told)) == case.reference
    assert (case.kind, case.who, case.happened) == ("care", "self", HEARD)
    assert (case.service, case.gp, case.treatment) == ("Ward 4", "High Street Surgery", "A knee")
    assert (case.name, case.contact, case.email) == ("Ann Lee", "email", "ann@example.org")
    assert (case.safely, case.needs, case.birth) == ("Not at work", "Large print", "1984-03-27")
    assert (case.phone, case.address, case.relation, case.consent) == (None, None, "", "not-needed")


@pytest.mark.parametrize(
    ("kind", "asked"),
    [
        ("information", ["kind", "who", "other", "happened", "when", "service", "wanted"]),
        ("website", ["kind", "who", "happened", "when", "wanted"]),
        ("decision", ["kind", "who", "other", "happened", "when", "wanted"]),
    ],
)
def test_each_kind_is_asked_only_what_it_needs(kind: str, asked: list[str], teller: Teller) -> None:
    told = CARE | {"kind": {"kind": kind}, "who": {"who": "affected"}}
    told |= {"service": {"service": "Records"}, "other": FOR_OTHERS["other"]}
    teller.start()
    met = []
    while teller.step != "check":
        met.append(teller.step)
        teller.post(**told[teller.step])
        assert 'name="gp"' not in teller.page
        assert 'name="birth_day"' not in teller.page
    assert met == [*asked, "contact", "reach", "needs"]
    teller.send()
    assert (the_case().kind, the_case().birth, the_case().gp) == (kind, None, None)


def test_nobody_is_ever_asked_for_an_nhs_number(teller: Teller) -> None:
    teller.start()
    while teller.step != "check":
        names = re.findall(r'<(?:input|textarea)[^>]* name="(\w+)"', teller.page)
        assert not [name for name in names if "nhs" in name]
        teller.post(**(CARE | FOR_OTHERS).get(teller.step, {}))


def test_who_comes_late_is_asked_why_and_never_refused(teller: Teller) -> None:
    teller.walk(CARE | {"when": {"happened_when": "March 2019"}}, until="late")
    assert "more than 12 months ago" in teller.page
    teller.post()
    assert teller.step == "service"
    teller.walk(CARE | {"when": {"happened_when": "March 2019"}, "late": {"late_reason": "Ill"}})
    teller.send()
    assert (the_case().happened_when, the_case().late_reason) == ("March 2019", "Ill")


@pytest.mark.parametrize(
    ("way", "fields"),
    [(PHONE, {"phone", "address"}), (POST, {"address"})],
    ids=["phone", "post"],
)
def test_one_way_of_contact_needs_one_thing(
    way: dict[str, dict[str, str]], fields: set[str], teller: Teller
) -> None:
    told = CARE | way
    ((field, given),) = way["reach"].items()
    teller.walk(told, until="reach")
    assert {"email", "phone", "address"} & set(re.findall(r' name="(\w+)"', teller.page)) == fields
    teller.post(**{field: ""})
    assert teller.status == 422
    teller.walk(told)
    told_after = teller.send()
    assert getattr(the_case(), field) == given
    assert (the_case().email, the_case().email_index) == (None, "")
    assert "You gave no email address" in told_after


@pytest.mark.one_database
def test_who_wants_a_call_may_say_where_our_answer_goes(teller: Teller) -> None:
    teller.walk(CARE | PHONE, until="reach")
    assert "The law says that you get our answer in writing" in teller.page
    # Both stay when the page cannot be read, and nothing else says which way was chosen.
    cut = {"draft": teller.draft[:-9], **PHONE["reach"], **POST["reach"]}
    page = teller.client.post("/complaints/new/reach", data=cut).get_data(as_text=True)
    assert PHONE["reach"]["phone"] in page
    assert "1 High Street" in page
    teller.walk(CARE | PHONE | {"reach": PHONE["reach"] | POST["reach"]})
    assert "1 High Street" in teller.page
    assert "if you gave us a postal address, we send it there too" in teller.send()
    assert (the_case().contact, the_case().address) == ("phone", POST["reach"]["address"])


def test_an_answer_that_was_not_sent_is_judged_as_it_was(teller: Teller) -> None:
    teller.walk(CARE)
    teller.post(change="birth")
    teller.post(birth_month="")
    assert (teller.status, teller.step) == (422, "birth")
    assert "The date of birth needs a month" in teller.page
    assert 'value="1984"' in teller.page
    teller.post(birth_month="4")
    assert "27 April 1984" in teller.page


def test_needed_answers_are_asked_for_in_words(teller: Teller) -> None:
    for step in ("kind", "who", "other", "happened", "contact"):
        teller.walk(CARE | FOR_OTHERS, until=step)
        teller.post()
        assert (teller.status, teller.step) == (422, step)
        assert teller.title.startswith("Error: ")
        assert "There is a problem" in teller.page
    for day in ("31 2 1984", "27 3", "1 1 2999", "x y z", "1 1 1700"):
        parts = dict(zip(("birth_day", "birth_month", "birth_year"), day.split(), strict=False))
        teller.walk(CARE, until="birth")
        teller.post(**parts)
        assert (teller.status, teller.step) == (422, "birth"), day
        assert all(f'value="{part}"' in teller.page for part in parts.values())
    assert rows(Complaint) == 0


def test_each_answer_can_be_changed_from_the_check_and_comes_back_to_it(teller: Teller) -> None:
    teller.walk(CARE)
    assert teller.page.count('name="change"') == 14
    assert "Change<span" in teller.page
    assert ": GP surgery</span>" in teller.page
    for step in without(CARE, "kind", "who", "contact"):
        teller.post(change=step)
        assert teller.step == step
        assert 'Back<span class="nhsuk-u-visually-hidden"> to your answers' in teller.page
        teller.post(**CARE[step])
        assert teller.step == "check"
    teller.post(change="wanted")
    teller.post(wanted="")
    assert "Not provided" in teller.page
    teller.post(change="wanted")
    teller.post(back="y", wanted="A change")
    assert teller.step == "check"
    assert "A change" in teller.page


def test_a_change_that_opens_another_question_asks_it_and_keeps_the_rest(teller: Teller) -> None:
    teller.walk(CARE)
    teller.post(change="who")
    teller.post(who="representative")
    assert teller.step == "other"
    teller.post(**FOR_OTHERS["other"])
    assert teller.step == "birth", "it was their own"
    teller.post()
    assert teller.step == "check"
    teller.post(change="contact")
    teller.post(name="Ann Lee", contact="phone")
    assert teller.step == "reach"
    teller.post(phone="0161 496 0000")
    teller.post(change="kind")
    teller.post(kind="website")
    assert "A knee" not in teller.page
    teller.post(change="kind")
    teller.post(kind="care")
    assert "A knee" in teller.page, "nothing of the other path was lost"
    assert teller.step == "check"


def test_going_back_keeps_what_was_typed_right_or_wrong(teller: Teller) -> None:
    teller.walk(CARE, until="reach")
    teller.post(back="y", email="half an addr", safely="Ring after 6")
    assert teller.step == "contact"
    teller.post(**CARE["contact"])
    assert "half an addr" in teller.page
    assert "Ring after 6" in teller.page
    teller.post(email="half an addr")
    assert teller.status == 422
    while teller.step != "kind":
        teller.post(back="y")
    assert 'name="back"' not in teller.page
    assert "checked" in teller.page
    for step in ("kind", "who"):
        teller.post(**CARE[step])
    assert HEARD in teller.page


def test_sending_fifty_times_is_one_case_with_one_reference(teller: Teller) -> None:
    teller.walk(CARE)
    at_check, page = teller.draft, teller.page
    references = set()
    for _ in range(50):
        teller.page = page
        references.add(found(ONCE, teller.send()))
    assert len(references) == 1
    assert rows(Complaint) == 1
    assert at_check in page


def test_very_many_from_one_network_are_asked_to_wait_with_their_answers_kept(
    teller: Teller,
) -> None:
    for number in range(NETWORK_LIMITS[0].count):
        take(Answers(kind="website", who="self", happened=f"{number}"), address="127.0.0.1")
    teller.walk(CARE)
    page = teller.post(send="y")
    assert teller.status == 429
    assert "Your answers are still here" in page
    assert HEARD in page
    with later(hours=1, seconds=1):
        teller.send()


def test_the_page_after_sending_is_open_for_an_hour_and_a_bookmark_helps_after(
    teller: Teller, client: PortalClient
) -> None:
    teller.walk(CARE)
    sent = client.post("/complaints/new/check", data={"draft": teller.draft, "send": "y"})
    where = sent.headers["Location"]
    answer = client.get(where)
    page = answer.get_data(as_text=True)
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    assert (the_case().secret or "")[:5] in page
    assert HEARD not in page
    for word in ("Ann", "example.org", the_case().reference, the_case().secret or ""):
        assert word not in where
    with later(hours=1, seconds=1):
        old = client.get(where).get_data(as_text=True)
    assert "follow your complaint" in old
    assert (the_case().secret or "")[:5] not in old
    assert client.get("/complaints/received").status_code == 200


def test_the_dates_are_those_of_the_law(teller: Teller) -> None:
    with clock.freeze(clock.now().replace(year=2026, month=4, day=2, hour=11)):
        teller.walk(CARE)
        told = unescape(teller.send())
    assert "Thursday 9 April 2026" in told
    assert "Thursday 1 October 2026" in told


def test_the_form_to_print_asks_the_same_and_says_where_to_post_it(
    client: PortalClient, app: Flask
) -> None:
    page = client.get("/complaints/form").get_data(as_text=True)
    assert "Anytown AN1 1AA" in page
    for words in ("What happened?", "They are a child", "reach you safely", "interpreter"):
        assert words in page


def test_the_page_about_complaining_begins_the_form(client: PortalClient) -> None:
    page = client.get("/complaints").get_data(as_text=True)
    for path in ("/complaints/new/kind", "/complaints/form", "/complaints/case"):
        assert f'href="{path}"' in page
    assert "is coming" not in page
    assert client.get("/complaints/new").headers["Location"] == "/complaints/new/kind"
    assert "Start now" not in client.get("/about").get_data(as_text=True)
