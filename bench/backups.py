"""Backups while four threads write (TA10), and a portal that is gone and comes back (TA11)."""

import shutil
import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from bench.timing import portal
from portal import records
from portal.backups.service import restoring, taking
from portal.backups.service.manifest import KEYS, RECORDS
from portal.bulletins.models import Subscriber
from portal.bulletins.service.requests import email_index
from portal.config import make_keys
from portal.core import clock
from portal.core.crypto import load_keys
from portal.extensions import db
from tests.backups.places import everybody, writing

BACKUPS, WRITERS, DRILLS = 20, 4, 5
PEOPLE, ERASED = 1000, 100
# The same secrets for the portal that is gone and for the one that takes its place.
KEPT = {name.lower(): value for name, value in make_keys().items()}


def measure() -> Iterator[str]:
    """Print how many backups were whole and what they missed, and the seconds of a restore."""
    app, folder = portal(**KEPT), Path(tempfile.mkdtemp(prefix="bench-backups-"))
    places = folder / "records", folder / "keys"
    for place in places:
        place.mkdir()
    missing, spent = 0, []
    with app.app_context(), writing(app, _subscribe, WRITERS) as committed:
        for number in range(BACKUPS):
            time.sleep(0.2)
            before, begun = set(committed), time.perf_counter()
            # Each has a name of its own second; taking one reads every row of it back.
            with clock.freeze(clock.now() + timedelta(seconds=number)):
                done = taking.take(*places)
            spent.append(time.perf_counter() - begun)
            missing += len(before - everybody(done.copies[0].file))
    rows = done.copies[0].manifest.rows
    yield f"backups while {WRITERS} threads write: {BACKUPS} of {BACKUPS} whole"
    yield f"  {missing} of {len(committed)} committed rows missing; the last had {rows} rows"
    yield f"  {sorted(spent)[BACKUPS // 2] * 1000:.0f} ms each, {max(spent) * 1000:.0f} ms at most"
    took = [_drill(*places) for _ in range(DRILLS)]
    yield f"machine gone: back in {max(took):.1f} s at most, {DRILLS} of {DRILLS}"
    yield _erased(places[0])
    shutil.rmtree(folder)


def _erased(folder: Path) -> str:
    """Erase some of many after a backup, put it back, and count who can be read (TC3)."""
    app = portal(**KEPT)
    with app.app_context():
        for number in range(PEOPLE):
            _subscribe(number)
        copy = taking.take(folder, folder).copies[0]
        for number in range(ERASED):
            records.erase(f"p{number}@example.org")
        db.session.remove()
        restoring.restore(copy, None, newest="", replace=True)
        found = list(db.session.scalars(select(Subscriber)))
        load_keys(found)
        names = {each.email for each in found}
    gone = ERASED - sum(f"p{number}@example.org" in names for number in range(ERASED))
    others = len(names) - (ERASED - gone)
    return f"  {gone} of {ERASED} erased since are gone, {others} of {PEOPLE - ERASED} readable"


def _drill(copies: Path, keys: Path) -> float:
    """Put the newest copies back into an empty place; seconds."""
    app = _empty()
    begun = time.perf_counter()
    with app.app_context():
        restoring.restore(
            restoring.choose(copies, RECORDS),
            restoring.choose(keys, KEYS),
            newest="",
            replace=False,
        )
        return time.perf_counter() - begun


def _empty() -> Flask:
    app = portal(**KEPT)
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()
            for file in Path(app.instance_path).glob("*.db*"):
                file.unlink()
    return app


def _subscribe(number: int) -> str:
    email = f"p{number}@example.org"
    subscriber = Subscriber(email=email, frequency="each", confirmed_at=clock.now())
    subscriber.email_index = email_index(email)
    db.session.add(subscriber)
    db.session.commit()
    public_id = subscriber.public_id
    db.session.remove()
    return public_id
