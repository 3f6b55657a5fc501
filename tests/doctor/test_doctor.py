"""The doctor: each thing that can be wrong is said, with what to do, and nothing is changed."""

import dataclasses
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import dns.resolver
import pytest
from click.testing import CliRunner
from flask import Flask
from flask.cli import ScriptInfo
from sqlalchemy import text

from portal.app import create_app
from portal.backups import LAST
from portal.cli import main
from portal.config import Settings, make_keys
from portal.core import clock, database, jobs
from portal.core.crypto import blind_index
from portal.core.site import EXTENSION
from portal.doctor.service import machine, setting
from portal.extensions import db
from portal.outbox.service import holding
from tests.doctor import name_server
from tests.records import rows
from tests.support.databases import MakeApp, dispose
from tests.support.settings import make_settings
from tests.support.smtp import Sink

NOWHERE = "postgresql+psycopg://portal:Secret-word-42@127.0.0.1:1/portal"
PRODUCTION = {
    "env": "production",
    "base_url": "https://portal.ourtown.example",
    "proxy_hops": "1",
    "mail_server": "127.0.0.1",
    "mail_use_tls": "no",
    "organisation": "Our town",
    "contact_email": "us@ourtown.nhs.uk",
    "dpo_email": "dpo@ourtown.nhs.uk",
    "contact_phone": "01234 567890",
    "contact_address": "Our town, AB1 2CD",
    "hosting_company": "Ours",
    "mail_company": "Ours",
}


def ask(app: Flask) -> tuple[dict[str, str], str, int]:
    """The state by check (the worst of several), what was said, and how it ended."""
    done = CliRunner().invoke(main, ["doctor"], obj=ScriptInfo(create_app=lambda: app))
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    states: dict[str, str] = {}
    for line in done.output.splitlines():
        if line.startswith(("ok ", "look ", "wrong ")):
            state, check = line[:6].strip(), line[7:19].strip()
            states[check] = max(states.get(check, ""), state, key=("", "ok", "look", "wrong").index)
    return states, done.output, done.exit_code


@pytest.fixture
def well(app: Flask) -> Flask:
    """A portal that is looked after."""
    jobs.note(jobs.HEARTBEAT)
    jobs.note(LAST)
    return app


def settings(app: Flask) -> Settings:
    found: Settings = app.extensions[EXTENSION]
    return found


def change(app: Flask, **changes: Any) -> None:
    app.extensions[EXTENSION] = dataclasses.replace(settings(app), **changes)


def test_a_portal_that_is_well_is_told_so(well: Flask) -> None:
    states, said, code = ask(well)
    assert code == 0, said
    assert set(states.values()) <= {"ok", "look"}
    assert {"migrations", "keys", "worker", "backup", "clock"} <= {
        check for check, state in states.items() if state == "ok"
    }
    own = settings(well)
    secrets = (*own.secret_keys, *own.data_keys, own.index_key)
    assert not [secret for secret in secrets if secret in said]


def production(make_app: MakeApp, **changes: str) -> Flask:
    """A portal that strangers can reach."""
    return make_app(**{**PRODUCTION, **changes})


@pytest.mark.one_database
def test_a_portal_for_strangers_can_be_all_well(
    make_app: MakeApp, smtp_sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = production(make_app, mail_port=str(smtp_sink.port), mail_from="news@ourtown.nhs.uk")
    published = {"ourtown.nhs.uk": ["v=spf1 -all"], "_dmarc.ourtown.nhs.uk": ["v=DMARC1; p=reject"]}
    with app.app_context(), name_server.serve(published) as resolver:
        monkeypatch.setattr(dns.resolver, "Resolver", lambda: resolver)
        jobs.note(jobs.HEARTBEAT)
        jobs.note(LAST)
        states, said, code = ask(app)
    assert code == 0, said
    assert [check for check, state in states.items() if state != "ok"] == ["dkim"]
    assert "It answers, without TLS." in said
    assert smtp_sink.mails == []


UNWISE = [
    ("address", {"base_url": "http://portal.ourtown.example"}, "Set PORTAL_BASE_URL to https"),
    ("contacts", {"dpo_email": "dpo@example.org"}, "PORTAL_DPO_EMAIL"),
    ("relay", {"mail_port": "1"}, "See that PORTAL_MAIL_SERVER"),
    ("backup", {}, "Run `portal backup FOLDER --keys OTHER-FOLDER` each night"),
    ("worker", {}, "Start `portal serve`, or `portal worker`"),
]


@pytest.mark.one_database
@pytest.mark.parametrize(("check", "changes", "todo"), UNWISE, ids=[each[0] for each in UNWISE])
def test_what_harms_people_is_wrong_and_says_what_to_do(
    check: str, changes: dict[str, str], todo: str, make_app: MakeApp, smtp_sink: Sink
) -> None:
    app = production(make_app, **{"mail_port": str(smtp_sink.port), **changes})
    states, said, code = ask(app)
    assert (states[check], code) == ("wrong", 1), said
    assert todo in said


@pytest.mark.one_database
def test_mail_in_the_open_to_another_machine_is_wrong(make_app: MakeApp) -> None:
    with production(make_app, mail_server="192.0.2.25").app_context():
        assert {each.check: each.state for each in setting.check()}["mail"] == "wrong"
    with production(make_app, mail_server="192.0.2.25", mail_use_tls="yes").app_context():
        assert {each.check: each.state for each in setting.check()}["mail"] == "ok"


@pytest.mark.one_database
def test_one_text_for_two_secrets_is_wrong_and_is_not_shown(well: Flask) -> None:
    data = settings(well).data_keys[0].partition(":")[2]
    change(well, index_key=data)
    states, said, code = ask(well)
    assert (states["secrets"], code) == ("wrong", 1)
    assert data not in said


@pytest.mark.one_database
def test_settings_that_do_not_let_it_start_are_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTAL_ENV", "production")
    monkeypatch.delenv("PORTAL_BASE_URL", raising=False)
    done = CliRunner().invoke(main, ["doctor"])
    assert done.exit_code == 1
    assert done.output.startswith("wrong  settings     The portal cannot start. PORTAL_")


def test_keys_that_open_nothing_are_wrong(well: Flask) -> None:
    email = "somebody@example.org"
    index = blind_index("bulletins.email", email)
    rows.keyed("subscribers", clock.now(), email=email, email_index=index)
    change(well, data_keys=(make_keys()["DATA_KEYS"],))
    states, said, code = ask(well)
    assert (states["keys"], code) == ("wrong", 1)
    assert "PORTAL_DATA_KEYS lacks the key" in said


@pytest.mark.parametrize("revision", ["0001", "9999"])
def test_a_database_of_another_release_is_wrong(revision: str, well: Flask) -> None:
    before = db.session.scalar(text("SELECT version_num FROM alembic_version"))
    _at(revision)
    try:
        states, said, code = ask(well)
    finally:
        _at(str(before))
    assert (states["migrations"], code) == ("wrong", 1)
    assert ("portal db upgrade" in said) == (revision == "0001")
    assert ("Start the newer release" in said) == (revision == "9999")


def _at(revision: str) -> None:
    db.session.execute(text("UPDATE alembic_version SET version_num = :it"), {"it": revision})
    db.session.commit()


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("name", "ago", "check", "state"),
    [
        (jobs.HEARTBEAT, timedelta(minutes=5), "worker", "wrong"),
        (jobs.HEARTBEAT, timedelta(hours=-1), "worker", "wrong"),
        (LAST, timedelta(days=3), "backup", "look"),
        (holding.HELD, timedelta(hours=1), "mail queue", "look"),
    ],
)
def test_what_was_too_long_ago_is_said(
    name: str, ago: timedelta, check: str, state: str, well: Flask
) -> None:
    with clock.freeze(clock.now() - ago):
        jobs.note(name)
    assert ask(well)[0][check] == state


@pytest.mark.one_database
def test_a_job_that_failed_is_wrong(well: Flask) -> None:
    db.session.add(jobs.JobRun(name="bad", last_run_at=clock.now(), last_error="ValueError"))
    db.session.commit()
    states, said, _ = ask(well)
    assert states["jobs"] == "wrong"
    assert "bad (ValueError)" in said


@pytest.mark.one_database
def test_a_damaged_file_is_wrong(well: Flask) -> None:
    dispose(well)
    file = Path(well.instance_path) / "portal.db"
    whole = bytearray(file.read_bytes())
    whole[8192:20480] = b"x" * 12288
    file.write_bytes(bytes(whole))
    states, said, code = ask(well)
    assert (states["records"], code) == ("wrong", 1)
    assert "the file is damaged" in said


@pytest.mark.one_database
def test_a_sqlite_that_could_spoil_a_file_is_said(
    well: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "sqlite_version", lambda: "3.40.1")
    states, said, _ = ask(well)
    assert states["records"] == states["key store"] == "look"
    assert "SQLite 3.40.1" in said


@pytest.mark.one_database
def test_a_disk_without_room_is_wrong(well: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "LEAST_BYTES", 1 << 62)
    states, said, code = ask(well)
    assert (states["disk"], code) == ("wrong", 1)
    assert "Make room" in said


@pytest.mark.one_database
def test_days_that_nobody_knows_yet_are_wrong(well: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "bank_holidays", lambda _year: frozenset())
    assert ask(well)[0]["holidays"] == "wrong"


def empty(tmp_path: Path, **changes: str) -> Iterator[Flask]:
    app = create_app(make_settings(tmp_path / "empty", **changes))
    yield app
    dispose(app)


@pytest.mark.one_database
def test_before_there_is_a_database_it_makes_none(tmp_path: Path) -> None:
    for app in empty(tmp_path):
        states, said, code = ask(app)
        assert code == 0, said
        assert states["records"] == states["key store"] == "look"
        assert "worker" not in states
    assert list((tmp_path / "empty").glob("*.db")) == []


@pytest.mark.one_database
def test_a_database_that_is_away_is_named_and_the_rest_is_looked_at(tmp_path: Path) -> None:
    for app in empty(tmp_path, database_url=NOWHERE):
        states, said, code = ask(app)
    assert code == 1
    assert states["records"] == states["key store"] == "wrong"
    assert states["disk"] == "ok"
    assert "PORTAL_DATABASE_URL says where" in said
    assert not any(word in said for word in ("Secret-word", "psycopg", "Traceback"))


@pytest.mark.one_database
def test_a_check_that_breaks_is_a_finding_and_stops_no_other(
    well: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_path: object) -> object:
        raise PermissionError("a word that nobody sees")

    monkeypatch.setattr(shutil, "disk_usage", broken)
    states, said, _ = ask(well)
    assert states["disk"] == "look"
    assert "PermissionError" in said
    assert "a word" not in said
    assert "mail" in states
