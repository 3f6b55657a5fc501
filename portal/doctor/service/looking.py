"""All checks, one after the other: one that fails itself is a finding, and stops no other."""

from sqlalchemy.exc import SQLAlchemyError

from portal.core.database import only_reading
from portal.doctor.service import machine, names, relay, setting, state, stores
from portal.doctor.service.findings import Check, Finding, look, wrong
from portal.extensions import db

AWAY = "The database does not answer this."
ABOUT_STORES = "See the lines about the database first."
CHECKS: dict[str, Check] = {
    "settings": setting.check,
    "database": stores.check,
}
# Without a database they would all say the same.
OF_THE_DATABASE: dict[str, Check] = {
    "migrations": stores.migrations,
    "keys": stores.keys,
    "worker": state.worker,
    "jobs": state.jobs,
    "mail queue": state.queue,
    "backup": state.backup,
    "clock": machine.agrees,
}
OTHERS: dict[str, Check] = {
    "days": machine.days,
    "disk": machine.disk,
    "relay": relay.check,
    "mail names": names.check,
}


def everything() -> list[Finding]:
    """What every check found, in order."""
    # Nobody who writes has to wait for us.
    with only_reading():
        chosen = {**CHECKS, **(OF_THE_DATABASE if stores.are_there() else {}), **OTHERS}
        return [found for name, check in chosen.items() for found in _asked(name, check)]


def _asked(name: str, check: Check) -> list[Finding]:
    try:
        return check()
    except SQLAlchemyError:
        return [wrong(name, AWAY, ABOUT_STORES)]
    except Exception as fault:  # noqa: BLE001 (whatever is wrong with one, the others are asked)
        return [look(name, f"This could not be looked at ({type(fault).__name__}).", "Look.")]
    finally:
        db.session.rollback()
