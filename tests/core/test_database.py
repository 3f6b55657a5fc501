"""Connections: who only reads keeps nobody from writing."""

from flask import Flask
from sqlalchemy import select

from portal.config import load
from portal.core import checks, database
from portal.core.clock import now
from portal.core.database import only_reading
from portal.core.ratelimit import RateWindow
from portal.extensions import db


def write_elsewhere(key: str) -> None:
    """Write on a connection of its own, as another process does."""
    with db.engine.begin() as connection:
        values = {"key": key, "hits": "[]", "expires_at": now()}
        connection.execute(RateWindow.__table__.insert().values(values))  # type: ignore[attr-defined]  # a Table


def test_a_postgresql_that_does_not_answer_is_given_up_after_seconds() -> None:
    """And not after the minutes of the network; what the address itself says counts."""
    url = "postgresql+psycopg://portal@localhost/portal"
    for given, seconds in ((url, 5), (f"{url}?connect_timeout=2", None)):
        settings = database.options(
            load({"PORTAL_DATABASE_URL": given, "PORTAL_KEYS_DATABASE_URL": given})
        )
        for engine in (
            settings["SQLALCHEMY_ENGINE_OPTIONS"],
            settings["SQLALCHEMY_BINDS"][database.KEYS],
        ):
            assert engine["connect_args"].get("connect_timeout") == seconds


def test_a_long_look_stops_no_writer(app: Flask) -> None:
    with only_reading():
        assert db.session.scalars(select(RateWindow)).all() == []
        write_elsewhere("a")
    assert len(db.session.scalars(select(RateWindow)).all()) == 1


def test_a_live_check_stops_no_writer_and_leaves_the_session_clean(app: Flask) -> None:
    def look() -> checks.Finding:
        db.session.scalars(select(RateWindow)).all()
        write_elsewhere("b")
        return checks.Finding("seen")

    checks.register("test-look", look)
    try:
        assert checks.run("test-look").words == "seen"
        write_elsewhere("c")
    finally:
        del checks._checks["test-look"]
