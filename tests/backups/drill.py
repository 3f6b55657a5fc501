"""A drill: three people, a night and a morning, and a machine that is gone."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import text

from portal.core import clock
from portal.core.crypto import blind_index, load_keys
from portal.extensions import db
from portal.records.service import tables
from tests.backups.places import Places, run
from tests.records import rows
from tests.support.databases import dispose

NIGHT = datetime(2026, 3, 20, 3, 0, tzinfo=UTC)
LATER = NIGHT + timedelta(hours=9)


def email(name: str) -> str:
    return f"{name}.of.the.drill@example.org"


def subscribe(name: str) -> None:
    index = blind_index("bulletins.email", email(name))
    rows.keyed("subscribers", NIGHT, email=email(name), email_index=index)


def back_up(app: Flask, places: Places) -> None:
    done = run(app, "backup", str(places.records), "--keys", str(places.keys))
    assert done.exit_code == 0, done.output


def restore(app: Flask, places: Places, *words: str) -> tuple[int, str]:
    """Put the newest backup back, on a machine where nothing runs."""
    dispose(app)
    with clock.freeze(LATER):
        done = run(app, "restore", str(places.records), *words)
    return done.exit_code, done.output


def readable() -> list[str]:
    """Everybody who gets bulletins, as the portal reads them."""
    model = tables.model("subscribers")
    found = list(db.session.query(model))
    load_keys(found)
    names = sorted(each.email for each in found)
    db.session.rollback()
    return names


def destroy(app: Flask) -> None:
    """The machine and its disk are gone."""
    kind = db.engine.dialect.name
    if kind == "postgresql":
        db.session.remove()
        with db.engine.begin() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
            connection.execute(text("DROP SCHEMA portal_keys CASCADE"))
    dispose(app)
    shutil.rmtree(app.instance_path)
    Path(app.instance_path).mkdir()
