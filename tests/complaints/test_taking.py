"""Taking a complaint: one case, its first event, its mail, and nobody refused."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.complaints.models import Complaint, ComplaintEvent
from portal.complaints.service import pairs
from portal.complaints.service.taking import NETWORK_LIMITS, Answers, TooManyError, take
from portal.core import clock
from portal.core.crypto import RecordKey
from portal.core.references import DIGITS, LETTERS
from portal.extensions import db
from portal.outbox.models import OutboxRow
from portal.register.notice import versions
from portal.staff.models import AuditEntry

pytestmark = pytest.mark.database
WORDS = "The nurse was rough. \N{PILE OF POO}\n\nمرحبا, e\u0301, and 👩🏽‍⚕️."
TOLD = Answers(
    kind="care",
    who="representative",
    relation="asked",
    other_name="Bo Lee",
    happened=WORDS,
    happened_when="Thursday 2 April 2026",
    late_reason="I was ill",
    service="Ward 4",
    gp="High Street Surgery",
    treatment="Physiotherapy",
    wanted="An apology",
    name="Ann Lee",
    contact="email",
    email="Ann@Example.org",
    safely="Not at work",
    needs="Large print",
    birth="1980-02-29",
)
PLAIN = Answers(kind="website", who="self", happened="The form is slow.")
THURSDAY = datetime(2026, 4, 2, 10, 0, tzinfo=UTC)


def rows(model: type) -> int:
    """How many rows a table has."""
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def the_case() -> Complaint:
    """The only case."""
    db.session.rollback()
    return db.session.scalars(select(Complaint)).one()


def test_every_answer_is_kept_as_it_was_given(app: Flask) -> None:
    with clock.freeze(THURSDAY):
        receipt = take(TOLD, stamp="once", address="192.0.2.1")
    case = the_case()
    kept = Answers(**{name: getattr(case, name) or "" for name in Answers.__dataclass_fields__})
    assert kept == TOLD
    assert case.consent == "awaited"
    assert (case.state, case.channel, case.version) == ("new", "form", 1)
    assert case.email_index == pairs.email_index("ann@example.org")
    assert receipt.acknowledge_by == date(2026, 4, 9), "RULES R11"
    assert receipt.answer_by == date(2026, 10, 1), "RULES R17"
    assert (receipt.public_id, receipt.reference) == (case.public_id, case.reference)
    assert receipt.has_email
    assert receipt.consent_awaited


def test_it_is_one_event_one_entry_of_the_trail_and_one_mail(app: Flask) -> None:
    receipt = take(TOLD)
    assert [each.event for each in db.session.scalars(select(ComplaintEvent))] == ["received"]
    mail = db.session.scalars(select(OutboxRow)).one()
    assert (mail.kind, mail.subject) == ("complaints.received", receipt.public_id)
    trail = db.session.scalars(select(AuditEntry)).one()
    assert (trail.action, trail.about) == ("complaint.received", receipt.public_id)


def test_without_an_address_no_mail_is_asked_for_and_what_is_empty_is_not_sealed(
    app: Flask,
) -> None:
    take(PLAIN)
    assert rows(OutboxRow) == 0
    case = the_case()
    assert (case.email_index, case.consent) == ("", "not-needed")
    assert case.gp_sealed is case.name_sealed is case.birth_sealed is None


def test_the_same_form_fifty_times_is_one_case_with_one_reference(app: Flask) -> None:
    receipts = {take(TOLD, stamp="once") for _ in range(50)}
    assert len(receipts) == 1
    assert rows(Complaint) == rows(ComplaintEvent) == rows(OutboxRow) == 1


def test_the_same_form_at_the_same_moment_is_one_case(app: Flask) -> None:
    def send(_: int) -> str:
        with app.app_context():
            return take(TOLD, stamp="once", address="192.0.2.1").reference

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(send, range(24)))) == 1
    assert rows(Complaint) == rows(OutboxRow) == 1
    assert rows(RecordKey) == 1, "no key is left over"


def test_a_mended_form_is_a_new_case_so_that_nothing_is_lost(app: Flask) -> None:
    take(PLAIN, stamp="once")
    take(Answers(kind="website", who="self", happened="What I meant is this."), stamp="once")
    take(PLAIN)
    take(PLAIN)
    assert rows(Complaint) == 4


def test_a_network_that_sends_very_many_is_asked_to_wait_but_not_a_cry_for_help(
    app: Flask,
) -> None:
    most = NETWORK_LIMITS[0].count
    for _ in range(most):
        take(PLAIN, address="192.0.2.1")
    with pytest.raises(TooManyError) as refused:
        take(PLAIN, address="192.0.2.77")
    assert timedelta(minutes=50) < refused.value.wait <= timedelta(hours=1)
    cry = Answers(kind="care", who="self", happened="I want to die")
    assert take(cry, address="192.0.2.1").urgent
    take(PLAIN, address="198.51.100.1")
    take(PLAIN, address="192.0.2.1", channel="phone", entered_by="x" * 22)
    assert rows(Complaint) == most + 3


def test_danger_is_noticed_wherever_it_was_written(app: Flask) -> None:
    for field in ("happened", "wanted", "safely", "needs", "late_reason", "treatment"):
        words = {"happened": "It was slow", field: "I want to kill myself"}
        assert Answers(kind="care", who="self", **words).is_urgent
    assert not TOLD.is_urgent


def test_what_staff_key_in_counts_from_the_day_it_came(app: Flask) -> None:
    with clock.freeze(THURSDAY + timedelta(days=20)):
        receipt = take(
            TOLD, channel="post", received_at=THURSDAY, entered_by="y" * 22, paper="AB2CD3EF4"
        )
    case = the_case()
    assert receipt.acknowledge_by == date(2026, 4, 9)
    assert (case.channel, case.paper, case.entered_by) == ("post", "AB2CD3EF4", "y" * 22)
    assert db.session.scalars(select(AuditEntry.actor)).one() == "y" * 22


def test_the_notice_that_applied_when_it_came_is_kept_however_late_it_is_keyed_in(
    app: Flask,
) -> None:
    newest = versions().all[-1]
    noon = datetime.combine(newest.effective, time(12), UTC)
    with clock.freeze(noon):
        take(TOLD, channel="post", received_at=noon - timedelta(days=1), entered_by="y" * 22)
    before = newest.effective - timedelta(days=1)
    assert the_case().notice_version == versions().in_force(before).number
    assert the_case().notice_version < newest.number


def test_a_pair_finds_its_case_however_it_is_written(app: Flask) -> None:
    receipt = take(PLAIN)
    secret = receipt.secret
    assert len(secret) == 20
    assert all(c in (DIGITS if n % 3 == 2 else LETTERS) for n, c in enumerate(secret))
    assert pairs.shown(secret).replace("-", "") == secret
    written = f" {pairs.shown(secret).lower()} "
    assert pairs.pair_index(f"{receipt.reference[:3]}-{receipt.reference[3:]}", written) == (
        the_case().pair_index
    )
    assert pairs.pair_index(receipt.reference, secret[:-1]) != the_case().pair_index
