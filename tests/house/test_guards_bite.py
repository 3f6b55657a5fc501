"""The guards bite: each rule of the house is broken on purpose here, and the house notices."""

import logging
from pathlib import Path

import pytest
from flask import Flask, Response, make_response, render_template_string, request
from sqlalchemy.exc import IntegrityError

from portal.core.clock import now
from portal.core.cookie_gate import UndeclaredCookieError
from portal.core.logging import SafeFormatter
from portal.core.ratelimit import RateWindow
from portal.core.tokens import MailedLink
from portal.extensions import db
from tests.house import rules, test_registers, test_routes
from tests.support.client import PortalClient
from tests.support.databases import MakeApp
from tests.support.pages import faults_of

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Hello – Portal</title>
</head><body><main><h1>Hello</h1>{}</main></body></html>"""
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def broken(make_app: MakeApp) -> Flask:
    """An app to which a test adds a view that breaks a rule."""
    return make_app()


def browse(app: Flask) -> PortalClient:
    client = app.test_client()
    assert isinstance(client, PortalClient)
    return client


def link() -> MailedLink:
    return MailedLink(
        token_hash="0" * 64, purpose="p", subject="s" * 22, created_at=now(), expires_at=now()
    )


def source(folder: Path, text: str, name: str = "views.py") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def test_a_cookie_that_is_not_declared_does_not_leave(broken: Flask) -> None:
    @broken.get("/throw-away")
    def set_cookie() -> Response:
        response = make_response(PAGE)
        response.set_cookie("_ga", "GA1.1.1")
        return response

    with pytest.raises(UndeclaredCookieError, match="_ga"):
        browse(broken).get("/throw-away")


@pytest.mark.one_database
def test_a_page_that_does_not_escape_is_noticed(broken: Flask) -> None:
    @broken.get("/throw-away")
    def echo() -> str:
        return render_template_string(PAGE.format("{{ q | safe }}"), q=request.args["q"])

    assert browse(broken).get("/throw-away?q=fine").status_code == 200
    with pytest.raises(AssertionError, match="inline script"):
        browse(broken).get("/throw-away", query_string={"q": HOSTILE})


def test_the_same_page_escaped_is_fine(broken: Flask) -> None:
    @broken.get("/throw-away")
    def echo() -> str:
        return render_template_string(PAGE.format("{{ q }}"), q=request.args["q"])

    answer = browse(broken).get("/throw-away", query_string={"q": HOSTILE})
    assert HOSTILE not in answer.get_data(as_text=True)


def test_a_get_that_writes_is_noticed(broken: Flask) -> None:
    @broken.get("/throw-away")
    def write() -> str:
        db.session.add(link())
        db.session.commit()
        return PAGE

    with pytest.raises(AssertionError, match="reading must change nothing"):
        browse(broken).get("/throw-away")


def test_a_limit_may_be_counted_while_reading(broken: Flask) -> None:
    @broken.get("/throw-away")
    def count() -> str:
        db.session.add(RateWindow(key="k", hits="[]", expires_at=now()))
        db.session.commit()
        return PAGE

    assert browse(broken).get("/throw-away").status_code == 200


@pytest.mark.parametrize("flushed", [True, False])
def test_a_change_that_is_thrown_away_is_noticed(broken: Flask, flushed: bool) -> None:
    @broken.post("/throw-away")
    def forget() -> str:
        db.session.add(link())
        if flushed:
            db.session.flush()
        return PAGE

    with pytest.raises(AssertionError, match="threw away unsaved changes"):
        browse(broken).post("/throw-away")


def test_a_change_that_is_taken_back_is_fine(broken: Flask) -> None:
    @broken.post("/throw-away")
    def lose_a_race() -> str:
        try:
            db.session.add_all([link(), link()])
            db.session.commit()
        except IntegrityError:
            db.session.rollback()
        return PAGE

    assert browse(broken).post("/throw-away").status_code == 200


def test_a_post_from_another_site_is_refused(broken: Flask) -> None:
    broken.post("/throw-away")(lambda: PAGE)
    answer = browse(broken).post("/throw-away", headers={"Origin": "https://elsewhere.example"})
    assert answer.status_code == 403


def test_a_route_without_an_audience_is_noticed(broken: Flask) -> None:
    broken.get("/throw-away")(lambda: PAGE)
    with pytest.raises(AssertionError, match="throw-away"):
        test_routes.test_every_route_is_listed_with_its_audience(broken)


def test_an_address_in_a_log_line_is_blanked(capsys: pytest.CaptureFixture[str]) -> None:
    handler = logging.StreamHandler()
    handler.setFormatter(SafeFormatter())
    logger = logging.getLogger("throw-away")
    logger.addHandler(handler)
    try:
        raise ValueError("no such person: canary@example.org")
    except ValueError:
        logger.exception("could not write to %s", "canary@example.org")
    finally:
        logger.removeHandler(handler)
    said = capsys.readouterr().err
    assert "ValueError" in said
    assert "canary@" not in said


def test_a_column_that_is_not_registered_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    columns = {**test_registers.all_columns(), "throw_away": {"id", "shoe_size"}}
    monkeypatch.setattr(test_registers, "all_columns", lambda: columns)
    with pytest.raises(AssertionError, match="personal_data.toml"):
        test_registers.test_every_table_is_in_the_register_of_personal_data()


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (rules.commits, "db.session.commit()"),
        (rules.queries, "db.session.scalars(select(Subscription))"),
        (rules.reads_the_environment, "import os\nos.environ['PORTAL_NAME']"),
        (rules.reads_a_clock, "from datetime import datetime\ndatetime.now()"),
        (rules.imports_the_root, "from portal import bulletins"),
        (rules.marks_as_safe, "Markup(form.message.data)"),
        (rules.ignores_without_reason, "import os  # no" + "qa"),
        (rules.ignores_without_reason, "import os  # no" + "qa: F401"),
        (rules.unsafe_template, "{{ message|safe }}"),
        (rules.unsafe_template, '<p style="color: red">'),
        (rules.unsafe_template, '<a onclick="go()">'),
        (rules.misnamed_template, "<p>a page that extends nothing</p>"),
    ],
)
def test_a_file_that_breaks_a_rule_is_noticed(rule: rules.Rule, text: str, tmp_path: Path) -> None:
    assert rule(source(tmp_path, text))


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ('<p id="a"></p><p id="a"></p>', "used 2 times"),
        ("<input name=email>", "has no label"),
        ('<label for="other">Email</label><input id="email">', "has no label"),
        ("<button></button>", "says nothing"),
        ('<img src="/a.png">', "has no alt"),
        ("<h1>Another</h1>", "2 h1"),
        ('<p style="color: red">x</p>', "inline style"),
        ('<p onclick="go()">x</p>', "inline onclick"),
        ("<p><div></p></div>", "not strict HTML"),
        ("<p>{{ name }}</p>", "a value is missing"),
        ("<p>None</p>", "a value is missing"),
    ],
)
def test_a_page_that_breaks_a_rule_is_noticed(body: str, fault: str) -> None:
    assert fault in "\n".join(faults_of(PAGE.format(body)))


def test_a_page_that_breaks_no_rule_is_fine() -> None:
    assert faults_of(PAGE.format('<label for="a">A</label><input id="a" name="a">')) == []
