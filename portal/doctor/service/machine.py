"""The machine: its clock, the days it knows, and the room on its disk."""

import shutil
from datetime import datetime, timedelta

from sqlalchemy import text

from portal.core import sizes
from portal.core.clock import LONDON, now, today
from portal.core.site import current_settings
from portal.core.working_days import FEWEST_A_YEAR, bank_holidays
from portal.doctor.service import stores
from portal.doctor.service.findings import Finding, look, ok, wrong
from portal.extensions import db

# Leases and limits compare times of machines; they are good to about a second.
APART = timedelta(seconds=2)
FAR_APART = timedelta(seconds=60)
LEAST_BYTES = 200_000_000
SUMMER = datetime(2026, 7, 1, 12)  # noqa: DTZ001 (its zone is what is asked)


def days() -> list[Finding]:
    """Whether the days and hours that people are promised are known."""
    return [_zone(), _holidays()]


def disk() -> list[Finding]:
    """Whether there is room to grow, and to take a backup."""
    folder = current_settings().instance
    free, size = shutil.disk_usage(folder).free, stores.size()
    saw = f"{sizes.in_words(free)} free; the databases on it take {sizes.in_words(size)}."
    if free < LEAST_BYTES:
        return [wrong("disk", saw, f"Make room where {folder} is, before nothing can be saved.")]
    if free < 2 * size:
        return [look("disk", saw, "A backup beside them needs as much again: make room.")]
    return [ok("disk", saw)]


def agrees() -> list[Finding]:
    """Whether it is as late here as at the database."""
    if db.engine.dialect.name != "postgresql":
        return [ok("clock", f"{now():%Y-%m-%d %H:%M:%S} UTC.")]
    before = now()
    with db.engine.connect() as connection:
        theirs: datetime = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
    here = before + (now() - before) / 2
    apart = abs(theirs - here)
    saw = f"{here:%Y-%m-%d %H:%M:%S} UTC; {apart.total_seconds():.1f} s from the database's."
    todo = "Let both follow a time server (chrony, systemd-timesyncd)."
    if apart > FAR_APART:
        return [wrong("clock", saw, todo)]
    return [look("clock", saw, todo) if apart > APART else ok("clock", saw)]


def _zone() -> Finding:
    if SUMMER.replace(tzinfo=LONDON).utcoffset() != timedelta(hours=1):
        return wrong("time zone", "The zone Europe/London is not right.", "Install tzdata again.")
    return ok("time zone", "Summer time in England is known.")


def _holidays() -> Finding:
    year = today().year + 1
    if len(bank_holidays(year)) < FEWEST_A_YEAR:
        todo = "Install a newer release, or set PORTAL_EXTRA_BANK_HOLIDAYS: complaints count on it."
        return wrong("holidays", f"The bank holidays of {year} are not known.", todo)
    return ok("holidays", f"The bank holidays of England are known to the end of {year}.")
