"""Mails of a complaint: what they say, to whom, and that nothing of what was written is in one."""

import logging
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import Select, select

from portal.complaints.service import opening, pairs, taking
from portal.core import clock, panels
from portal.core.references import spaced
from portal.extensions import db
from portal.outbox import BULK, post, post_many
from portal.outbox.delivery import BUILDERS
from portal.outbox.models import OutboxRow
from portal.register import versions
from tests.complaints.person import (
    ANSWERS,
    EMAIL,
    MARK,
    Complainer,
    html_of,
    later,
    run_job,
)
from tests.support import staff
from tests.support.client import PortalClient

pytestmark = pytest.mark.database


def change(complainer: Complainer, **values: object) -> None:
    """Put the case as a test needs it."""
    case = complainer.case
    for name, value in values.items():
        setattr(case, name, value)
    db.session.commit()


def tell(complainer: Complainer, batch: str) -> None:
    """Say that there is something new, as every act of staff does."""
    post("complaints.news", complainer.receipt.public_id, batch=batch)
    db.session.commit()


def test_the_first_mail_comes_at_once_and_its_link_opens_the_case_with_one_button(
    complainer: Complainer, client: PortalClient
) -> None:
    mail = complainer.mails[0]
    assert spaced(complainer.receipt.reference) in mail.message["Subject"]
    assert pairs.shown(complainer.receipt.secret) in mail.text
    assert clock.in_words(complainer.receipt.acknowledge_by) in mail.text
    assert clock.in_words(complainer.receipt.answer_by) in mail.text
    assert mail.message["Auto-Submitted"] == "auto-generated"
    page = html_of(client.get(complainer.link()))
    fields = {"reference": complainer.receipt.reference, "code": complainer.receipt.secret}
    assert all(f'value="{value}"' in page for value in fields.values())
    assert "Your complaint" in html_of(client.post("/complaints/case", data=fields))


def test_news_says_that_there_is_something_and_never_what(complainer: Complainer) -> None:
    tell(complainer, "2")
    mail = complainer.mails[-1]
    assert spaced(complainer.receipt.reference) in mail.message["Subject"]
    assert "does not say what it is" in mail.text
    assert complainer.link().endswith(complainer.receipt.secret)


@pytest.mark.parametrize("contact", ["phone", "post"])
def test_who_asked_for_a_call_or_a_letter_gets_no_mail(
    complainer: Complainer, contact: str
) -> None:
    before = len(complainer.mails)
    change(complainer, contact=contact)
    tell(complainer, "3")
    post_many("complaints.notice_change", waiting(2), batch="notice:2")
    db.session.commit()
    with later(hours=1):
        complainer.client.post("/complaints/case/lost", data={"email": EMAIL})
        assert len(complainer.mails) == before


def waiting(number: int) -> Select[str]:
    """Whom the notice would tell."""
    who: Select[str] = dict(panels.gather("notice.readers", number))["complaints.notice_change"]
    return who


def test_a_lost_code_is_mailed_to_the_address_in_the_case_and_to_no_other(
    complainer: Complainer, client: PortalClient
) -> None:
    complainer.mails.clear()
    answers = [
        client.post("/complaints/case/lost", data={"email": email})
        for email in ("ANN@example.org", "nobody@example.org")
    ]
    assert len({(answer.status_code, answer.get_data()) for answer in answers}) == 1
    mail = complainer.mails[-1]
    assert pairs.shown(complainer.receipt.secret) in mail.text
    assert {address for each in complainer.sink.mails for address in each.rcpt_tos} == {EMAIL}


def test_one_mailbox_in_many_spellings_gets_a_lost_code_once_in_ten_minutes(
    complainer: Complainer, client: PortalClient
) -> None:
    before = len(complainer.mails)
    for place, email in enumerate(("ann@example.org", "Ann@EXAMPLE.org", "ann+x@example.org")):
        sent = client.post(
            "/complaints/case/lost",
            data={"email": email},
            environ_overrides={"REMOTE_ADDR": f"192.0.{place}.1"},
        )
        assert sent.status_code == 303
    assert len(complainer.mails) == before + 1


def test_everybody_gets_the_codes_of_all_their_cases_and_the_first_mails_are_limited(
    complainer: Complainer, client: PortalClient
) -> None:
    others = [taking.take(ANSWERS) for _ in range(4)]
    assert len(complainer.mails) == 2, "two first mails in ten minutes, and no more"
    client.post("/complaints/case/lost", data={"email": EMAIL})
    mail = complainer.mails[-1]
    assert all(pairs.shown(each.secret) in mail.text for each in others)


def test_a_mail_that_has_to_be_tried_again_is_counted_once(complainer: Complainer) -> None:
    complainer.sink.refuse(EMAIL, "450 4.2.1 Later")
    assert complainer.mails == []
    complainer.sink.refusals.clear()
    with later(minutes=2):
        assert len(complainer.mails) == 1


def test_a_renewed_code_is_mailed_only_when_staff_say_so(complainer: Complainer) -> None:
    before = len(complainer.mails)
    opening.renew_secret(complainer.receipt.public_id, by="staff", seen_version=1)
    assert len(complainer.mails) == before
    public_id = complainer.receipt.public_id
    new = opening.renew_secret(public_id, by="staff", seen_version=2, mail=True)
    assert pairs.shown(new) in complainer.mails[-1].text


def test_open_cases_are_told_of_a_new_notice_once_and_closed_ones_are_not(
    complainer: Complainer,
) -> None:
    newest = versions().latest.number
    change(complainer, notice_version=newest - 1)
    for _ in range(2):
        post_many("complaints.notice_change", waiting(newest), batch=f"notice:{newest}", lane=BULK)
        db.session.commit()
    assert versions().latest.summary in " ".join(complainer.mails[-1].text.split())
    assert len([mail for mail in complainer.mails if "notice" in mail.message["Subject"]]) == 1
    change(complainer, state="closed")
    assert not db.session.scalars(waiting(newest)).all()


def test_no_mail_and_no_log_line_says_what_was_written_or_who_wrote(
    app: Flask, complainer: Complainer, client: PortalClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="portal")
    staff.make("investigator", email="ivy@staff.example.org")
    complainer.say(f"{MARK} message")
    taking.take(replace(ANSWERS, wanted="I want to kill myself"))
    tell(complainer, "9")
    client.post("/complaints/case/lost", data={"email": EMAIL})
    change(complainer, notice_version=1)
    post("complaints.notice_change", complainer.receipt.public_id, batch="notice:2")
    db.session.commit()
    for days in (2, 200):
        with later(days=days):
            run_job(app, "complaints.remind")
            with clock.freeze(clock.now().replace(hour=12)):
                run_job(app, "complaints.tell_staff")
            assert complainer.mails
    kinds = set(db.session.scalars(select(OutboxRow.kind).filter_by(state="accepted")))
    assert kinds == {kind for kind in BUILDERS if kind.startswith("complaints.")}
    for mail in complainer.sink.mails:
        assert MARK not in mail.raw.decode() + mail.text + mail.html + str(mail.message.items())
        assert "1980" not in mail.text, "the year of birth; ids of messages may hold it by chance"
        assert "complain" not in mail.message["Subject"].lower()
    names = [record for record in caplog.records if record.name.startswith("portal")]
    said = "\n".join(record.getMessage() for record in names)
    assert "POST /complaints/case/message" in said
    assert not [each for each in (MARK, EMAIL, complainer.receipt.secret) if each in said]


def test_a_mail_leads_to_the_portal_whatever_host_was_asked(complainer: Complainer) -> None:
    assert "localhost" in complainer.mails[0].text
    data = {"email": EMAIL}
    complainer.client.post(
        "/complaints/case/lost", data=data, headers={"X-Forwarded-Host": "evil.example"}
    )
    assert "evil" not in complainer.mails[-1].raw.decode()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"kind": "care"}, "NHS complaints advocate"),
        ({"kind": "information"}, "Information Commissioner"),
        ({"who": "representative", "relation": "asked"}, "that the person it is about agrees."),
        ({"who": "representative", "relation": "died"}, "know that you may speak for them."),
        ({"who": "representative", "relation": "child"}, "know that you may act for them."),
        ({"who": "representative", "relation": "asked"}, "/complaints/consent-form"),
    ],
    ids=["care", "information", "for somebody else", "who died", "a child", "with a form"],
)
def test_the_first_mail_says_who_helps_by_what_it_is_about(
    complainer: Complainer, changes: dict[str, str], words: str
) -> None:
    taking.take(replace(ANSWERS, **changes))
    last = " ".join(complainer.mails[-1].text.split())
    assert words in last
    assert "does not change the care that you or others get" in last
    assert "offer to talk" in last
    assert "Samaritans on 116 123" in last
