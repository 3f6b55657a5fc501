"""The answers in the page: long, odd, old, changed, forged; and addresses opened out of turn."""

import random
import re
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy import select

from portal.complaints.forms import sealing
from portal.complaints.forms.steps import HAPPENED_LENGTH
from portal.complaints.models import Complaint
from portal.complaints.service.steps import STEPS
from portal.complaints.views.steps import MOST_BYTES
from portal.core.sealed import seal
from portal.extensions import db
from tests.complaints.teller import CARE, FOR_OTHERS, HEARD, Teller
from tests.feedback.test_hostile import awake
from tests.feedback.writer import later, rows
from tests.support.client import PortalClient
from tests.support.payloads import MARK, PAYLOADS

pytestmark = pytest.mark.one_database
# Emoji of several parts, letters from right to left, marks that stand on letters, and odd spaces.
PIECES = ["👩🏽\u200d⚕️", "🏴\U000e0067\U000e007f", "مرحبا بكم", "שלום", "e\u0301a\u0308\u0323"]
PIECES += ["\u202e\u2066x\u2069", "\u00a0", " \t", "\n\n", "ﷺ", "𝔘𝔫𝔦", "ก็็็", "&lt;b&gt;"]
PIECES += ["\"'<>", "\ufeff"]
FREE_TEXT = [
    *("other_name", "happened", "happened_when", "late_reason", "service", "gp", "treatment"),
    *("wanted", "name", "phone", "safely", "needs"),
]


@pytest.fixture
def teller(client: PortalClient) -> Teller:
    """Somebody who complains."""
    return Teller(client)


def odd_text(length: int) -> str:
    """So many characters, each kind among them; the same each time."""
    chosen = random.Random(7)
    text = ""
    while len(text) < length:
        text += chosen.choice(PIECES) + chr(chosen.randrange(0x1F300, 0x1F9FF))
    return text[: length - 1] + "."


def test_20_000_odd_characters_arrive_unchanged_also_when_every_other_field_is_full(
    teller: Teller,
) -> None:
    text = odd_text(HAPPENED_LENGTH)
    assert len(text) == HAPPENED_LENGTH
    browser = text.replace("\n", "\r\n")
    teller.walk(CARE | {"happened": {"happened": browser}, "wanted": {"wanted": odd_text(4000)}})
    teller.post(change="happened")
    teller.post(happened=browser)
    assert teller.step == "check"
    teller.send()
    assert db.session.scalars(select(Complaint)).one().happened == text


def test_the_longest_text_that_fits_comes_back_to_be_shortened_and_more_is_too_much(
    teller: Teller,
) -> None:
    teller.walk(CARE, until="happened")
    long = "A word. " * 5000
    teller.post(happened=long)
    assert teller.status == 422
    assert "You wrote 40,000 characters" in teller.page
    assert long in teller.page
    teller.post(back="y", happened=long)
    assert (teller.status, teller.step) == (422, "happened"), "going back loses nothing either"
    body = urlencode({"draft": teller.draft, "happened": "x" * MOST_BYTES})
    form = "application/x-www-form-urlencoded"
    answer = teller.client.post("/complaints/new/happened", data=body, content_type=form)
    assert answer.status_code == 413
    other = teller.client.post("/feedback", data={"message": "x" * 70_000})
    assert other.status_code == 413, "other forms have no more room than before"


def test_what_cannot_be_shown_is_left_out_and_the_rest_stays(teller: Teller) -> None:
    teller.walk(CARE | {"happened": {"happened": " \x00A\x1b\x07b\r\nc\td "}})
    teller.send()
    assert db.session.scalars(select(Complaint)).one().happened == " Ab\nc\td "


def test_hostile_words_stay_words_in_each_field(teller: Teller) -> None:
    who = CARE | FOR_OTHERS | {"when": {"happened_when": "2019"}}
    who |= {"contact": {"name": "A", "contact": "phone"}, "reach": {"phone": "0161 496 0000"}}
    teller.checks = False  # what a template left behind and what a person wrote look alike
    for payload in PAYLOADS[::9]:
        told = {
            step: {name: payload if name in FREE_TEXT else value for name, value in fields.items()}
            for step, fields in who.items()
        }
        told |= {"when": {"happened_when": f"2019 {payload[:150]}"}}
        told |= {"late": {"late_reason": payload}}
        told["reach"] = {"phone": f"0161 496 0000 {payload[:150]}", "safely": payload}
        told = {step: {n: v[:1000] for n, v in fields.items()} for step, fields in told.items()}
        told["other"]["other_name"] = payload[:200]
        told["contact"]["name"] = payload[:200]
        told["service"]["gp"] = payload[:200]
        page = teller.walk(told)
        assert page.count(MARK) >= len(FREE_TEXT), payload
        assert [each for each in awake(page) if "<div>" not in each] == [], payload
        assert MARK not in teller.send(), payload


@pytest.mark.parametrize("step", STEPS)
def test_an_address_opened_out_of_turn_starts_calmly(step: str, teller: Teller) -> None:
    teller.read(f"/complaints/new/{step}")
    assert (teller.status, teller.step) == (200, "kind")
    assert ("We keep nothing before you send it" in teller.page) == (step != "kind")
    assert teller.client.get("/complaints/new/nothing").status_code == 404
    assert teller.client.post("/complaints/new/nothing").status_code == 404


@pytest.mark.parametrize("step", STEPS)
def test_a_step_that_is_skipped_is_asked(step: str, teller: Teller, app: Flask) -> None:
    teller.walk(CARE, until="happened")
    draft = sealing.fresh()
    draft.told, draft.done = {"kind": "care"}, ["kind"]
    fields = {
        **(CARE | FOR_OTHERS).get(step, {}),
        "send": "y",
        "draft": sealing.sealed(step, draft),
    }
    page = teller.client.post(f"/complaints/new/{step}", data=fields).get_data(as_text=True)
    teller.page = page
    assert teller.step == ("other" if step == "who" else "who")
    assert rows(Complaint) == 0


@pytest.mark.parametrize("step", [step for step in (CARE | FOR_OTHERS) if step != "kind"])
def test_a_changed_or_forged_page_keeps_what_was_typed_and_nothing_else_of_it(
    step: str, teller: Teller, app: Flask
) -> None:
    told = CARE | FOR_OTHERS
    teller.walk(told, until=step)
    good = teller.draft
    elsewhere = seal("FeedbackForm", {"key": "k", "told": {"kind": "care"}})
    other_step = sealing.sealed("kind", sealing.fresh())
    for bad in ("", "x", good[:-9], good[9:], good.swapcase(), elsewhere, other_step, "é" * 50):
        page = teller.client.post(
            f"/complaints/new/{step}", data={**told[step], "draft": bad}
        ).get_data(as_text=True)
        assert "could not read your earlier answers" in page
        teller.page = page
        assert teller.step == step
        for value in told[step].values():
            assert value in page
        teller.post(**told[step])
        assert teller.step == "kind", "the rest is asked again"
        assert teller.page.count("checked") == 0


def test_a_forged_check_sends_nothing(teller: Teller, app: Flask) -> None:
    teller.walk(CARE)
    for bad in ("", teller.draft[:-4], sealing.sealed("birth", sealing.fresh())):
        answer = teller.client.post("/complaints/new/check", data={"draft": bad, "send": "y"})
        assert answer.status_code == 422
        assert "Nothing was sent" in answer.get_data(as_text=True)
    assert rows(Complaint) == 0


def test_only_the_button_that_sends_sends_and_only_what_is_whole(
    teller: Teller, app: Flask
) -> None:
    teller.walk(CARE)
    teller.post()
    assert teller.step == "check"
    assert rows(Complaint) == 0
    draft = sealing.opened("check", {"draft": teller.draft}).draft
    draft.done.remove("contact")
    data = {"draft": sealing.sealed("check", draft), "send": "y"}
    answer = teller.client.post("/complaints/new/check", data=data)
    assert 'action="/complaints/new/contact"' in answer.get_data(as_text=True)
    assert rows(Complaint) == 0


def test_a_page_that_was_open_for_days_goes_on_with_everything(teller: Teller) -> None:
    teller.walk(CARE, until="wanted")
    with later(days=3):
        teller.post(wanted="A real apology")
        assert "Your answers are still here" in teller.page
        assert teller.step == "contact"
        for step in ("contact", "reach", "needs", "birth"):
            teller.post(**CARE[step])
    with later(days=9):
        teller.post(send="y")
        assert teller.step == "check"
        assert "Your answers are still here" in teller.page
        teller.send()
    case = db.session.scalars(select(Complaint)).one()
    assert (case.happened, case.wanted) == (HEARD, "A real apology")


def test_help_comes_first_then_what_is_not_needed_and_the_words_stay(teller: Teller) -> None:
    cry = "I want to die. My NHS number is 943 476 5919."
    teller.walk(CARE, until="happened")
    teller.post(happened=cry)
    assert teller.title == "You can talk to someone now"
    assert "Samaritans" in teller.page
    assert f"{cry}</textarea>" in teller.page
    teller.post(happened=cry)
    assert teller.title == "Check what you wrote"
    assert "••• ••• •919" in teller.page
    assert cry in teller.page
    teller.post(happened=cry)
    assert teller.step == "when", "a warning is said once and refuses nothing"
    for step in list(CARE)[3:]:
        teller.post(**CARE[step])
    assert "We read it before others" in teller.send()
    case = db.session.scalars(select(Complaint)).one()
    assert (case.happened, case.urgent) == (cry, True)


def test_nothing_is_kept_before_it_is_sent_and_nothing_is_stored_on_the_device(
    teller: Teller, client: PortalClient
) -> None:
    teller.walk(CARE)
    answer = client.post("/complaints/new/check", data={"draft": teller.draft, "back": "y"})
    assert rows(Complaint) == 0
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "private, no-cache", "so that Back works"
    assert not re.search(r"cookie-banner|<nav", answer.get_data(as_text=True))
    assert 'target="_blank"' in answer.get_data(as_text=True), "settings open beside the answers"
