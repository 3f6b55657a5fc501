"""Live checks: each is content with a good portal, and finds what it is there to find."""

from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from flask import Flask, Response
from sqlalchemy import text

from portal import outbox
from portal.bulletins.models import Subscriber
from portal.core import checks, cookie_jar, jobs
from portal.core.checks import Finding
from portal.core.clock import freeze, now
from portal.core.security import set_csp
from portal.extensions import db
from portal.notice.models import PromiseCheck
from tests.house.test_routes import PRODUCTION
from tests.support.databases import MakeApp
from tests.support.smtp import Sink

# Its own tests say when the notice needs a new version.
ELSEWHERE = {"notice-lock"}
PICTURE = '<html lang="en"><img src="https://elsewhere.example/x.png" alt="">'
REAL = {
    "mail_from": "news@portal.nhs.uk",
    "organisation": "Somewhere Care Board",
    "contact_email": "hello@somewhere.nhs.uk",
    "dpo_email": "dpo@somewhere.nhs.uk",
    "contact_phone": "01632 960001",
    "contact_address": "Somewhere Care Board, 2 Low Street, Anytown",
    "hosting_company": "Northern Hosting",
    "mail_company": "Post and Parcel",
}


def subscribe() -> None:
    """One subscriber in the database."""
    reader = Subscriber(email_index="0" * 64, frequency="each", confirmed_at=now())
    reader.email = "reader@example.org"
    db.session.add(reader)
    db.session.commit()


def set_sealed(value: bytes) -> None:
    db.session.execute(text("UPDATE subscribers SET email_sealed = :value"), {"value": value})
    db.session.commit()


def test_a_new_portal_is_well(app: Flask) -> None:
    subscribe()
    found = {name: checks.run(name).problem for name in checks.names() if name not in ELSEWHERE}
    assert set(found.values()) == {""}, found


def test_each_check_says_how_many_it_looked_at(make_app: MakeApp) -> None:
    with make_app(**{**PRODUCTION, **REAL}).app_context():
        said = {name: checks.run(name).words for name in checks.names()}
    for name, words in said.items():
        assert words.startswith("We looked "), f"{name}: {words}"
        assert any(letter.isdigit() for letter in words) or words.endswith("none now."), name


def test_a_look_changes_nothing_and_is_not_logged_as_a_visit(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    def careless() -> Finding:
        db.session.execute(text("DELETE FROM job_runs"))
        return Finding("")

    checks.register("careless", careless)
    db.session.execute(
        text("INSERT INTO job_runs VALUES ('a', :now, '')"), {"now": "2026-11-22 03:00:00"}
    )
    db.session.commit()
    try:
        for name in checks.names():
            checks.run(name)
    finally:
        checks._checks.pop("careless")
    assert db.session.scalar(text("SELECT count(*) FROM job_runs")) == 1
    assert not [record for record in caplog.records if record.name == "portal.access"]


def test_a_page_that_loads_from_elsewhere_is_found(app: Flask) -> None:
    app.view_functions["pages.show"] = lambda slug: PICTURE
    assert "loads something from elsewhere.example" in checks.run("first-visit").problem
    assert "does not lead to the notice" in checks.run("notice-linked").problem


def test_a_cookie_on_a_first_visit_is_found(app: Flask) -> None:
    def generous(slug: str) -> Response:
        answer = Response("hello")
        cookie_jar.set_cookie(answer, "cookieconsent_status", "deny")
        return answer

    app.view_functions["pages.show"] = generous
    assert checks.run("first-visit").problem.endswith("sets a cookie on a first visit")


def test_a_cookie_nobody_declared_is_found(app: Flask) -> None:
    def generous(slug: str) -> Response:
        answer = Response("hello")
        answer.set_cookie("_ga", "GA1.1.1")
        return answer

    app.view_functions["pages.show"] = generous
    assert "UndeclaredCookieError" in checks.run("first-visit").problem


@pytest.mark.parametrize(
    ("policy", "fault"),
    [
        ("script-src 'self'", "no strict content policy"),
        ("default-src 'none'; script-src 'unsafe-inline'", "what is written into a page"),
        ("default-src 'none'", "may frame it"),
    ],
)
def test_a_loose_policy_is_found(policy: str, fault: str, app: Flask) -> None:
    def loose() -> str:
        set_csp(policy)
        return "hello"

    app.view_functions["pages.home"] = loose
    assert fault in checks.run("headers").problem


def test_a_table_nobody_declared_is_found(app: Flask) -> None:
    db.session.execute(text("CREATE TABLE shoe_sizes (person TEXT)"))
    db.session.commit()
    try:
        assert checks.run("schema").problem == "table shoe_sizes is not declared"
    finally:
        db.session.execute(text("DROP TABLE shoe_sizes"))
        db.session.commit()


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        (b"reader@example.org", "holds a value that is not sealed"),
        (b"\x01reader@example.org, who lives in the High Street", "can be read without a key"),
        (b"\x01short", "can be read without a key"),
    ],
)
def test_a_text_that_lies_open_is_found(value: bytes, fault: str, app: Flask) -> None:
    subscribe()
    set_sealed(value)
    assert checks.run("encryption").problem == f"subscribers.email_sealed {fault}"


def test_an_address_in_any_column_is_found(app: Flask) -> None:
    subscribe()
    db.session.execute(text("UPDATE subscribers SET frequency = 'a@b.uk'"))
    db.session.commit()
    assert "subscribers.frequency holds an email address" in checks.run("encryption").problem


def test_keys_that_do_not_open_are_found(app: Flask, make_app: MakeApp) -> None:
    subscribe()
    other = "k2:" + "A" * 43 + "="
    with make_app(data_keys=other).app_context():
        assert "cannot be opened" in checks.run("encryption").problem


def test_addresses_of_nobody_are_found_in_production(make_app: MakeApp) -> None:
    with make_app().app_context():
        assert checks.run("contacts").problem == ""
    with make_app(**PRODUCTION).app_context():
        assert "PORTAL_DPO_EMAIL" in checks.run("contacts").problem
    with make_app(**{**PRODUCTION, **REAL}).app_context():
        assert checks.run("contacts").problem == ""


def test_nobody_vouches_for_ever(app: Flask) -> None:
    with freeze(datetime(2027, 11, 21, 23, 59, tzinfo=UTC)):
        assert checks.run("attested").problem == ""
    with freeze(datetime(2027, 11, 22, 0, 0, tzinfo=UTC)):
        assert "paper-too" in checks.run("attested").problem


@pytest.mark.one_database
def test_mail_leaves_while_the_checks_still_run(make_app: MakeApp, smtp_sink: Sink) -> None:
    """The first after a start, and one that is written between two checks."""
    looked: dict[str, int] = {}

    def build(subject: str, _batch: str) -> EmailMessage:
        looked[subject] = db.session.query(PromiseCheck).count()
        message = EmailMessage()
        message["From"], message["To"] = "portal@portal.example.org", "reader@example.org"
        message["Subject"] = "A test"
        message.set_content(subject)
        return message

    def write(subject: str) -> None:
        with app.app_context():
            outbox.post("test.mail", subject)
            db.session.commit()

    app = make_app(**smtp_sink.settings)
    outbox.register("test.mail", build)
    start = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    with freeze(start):
        write("first")
    for turn in range(3):
        with freeze(start + turn * outbox.DELIVER_EVERY):
            assert jobs.run_due(app) == 0, "the checks were over before the mail"
            if turn == 0:
                write("second")
    assert looked["first"] == 0
    assert 0 < looked["second"] < len(checks.names())
