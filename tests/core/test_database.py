"""Connections: who only reads keeps nobody from writing."""

from flask import Flask
from sqlalchemy import select

from portal.core import checks
from portal.core.clock import now
from portal.core.database import only_reading
from portal.core.ratelimit import RateWindow
from portal.extensions import db


def write_elsewhere(key: str) -> None:
    """Write on a connection of its own, as another process does."""
    with db.engine.begin() as connection:
        values = {"key": key, "hits": "[]", "expires_at": now()}
        connection.execute(RateWindow.__table__.insert().values(values))  # type: ignore[attr-defined]  # a Table


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
